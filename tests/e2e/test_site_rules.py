"""A site's rules through its redesign: crawled, missed, mended in the catalogue, read again."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from storage.schema import PageRow
from tests.support.bench import Bench, bench_of
from tests.support.pages import Page, Pages, serving

FIXTURES = Path(__file__).parents[1] / "fixtures" / "site_rules"
OLD = """
title = ".lead-in"
authors = ".who"
body = ".text"
remove = [".shop"]
strip = ["Gazette tip:"]
zone = "Europe/Brussels"
"""
NEW = """
title = ".headline-2024"
authors = "[data-role=writer]"
body = ".story-2024"
remove = [".mug-2024"]
strip = ["Gazette tip:"]
zone = "Europe/Brussels"
"""
RIGHT = ("Night trams get their own battery", ["Odile Brandt"], 3)
LONG_AGO = datetime.now(UTC) - timedelta(days=400)


@pytest.fixture
def site() -> Iterator[Pages]:
    with serving("127.0.0.2") as pages:
        pages.pages["/before"] = Page((FIXTURES / "before.html").read_bytes())
        pages.pages["/after"] = Page((FIXTURES / "after.html").read_bytes())
        yield pages


def write_rules(site: Pages, on: Bench, *sets: str) -> None:
    site.write_source(on.folder / "catalog", "tram")
    with (on.folder / "catalog" / "tram.toml").open("a") as file:
        file.write("".join(f"[[rules]]\n{one}" for one in sets))


def stored(on: Bench) -> dict[str, tuple[str, list[str], int]]:
    return {
        row.url.rsplit("/", 1)[1]: (row.title, [a.name for a in row.authors], len(row.body.split("\n\n")))
        for row in on.articles()
    }


def test_rules_are_followed_missed_and_mended(site: Pages, tmp_path: Path) -> None:
    with bench_of(tmp_path) as on:
        write_rules(site, on, OLD)
        site.feed(site.url("/before"))
        assert on.crawl("tram").status == 0
        assert stored(on) == {"before": RIGHT}
        assert not [name for name in on.last_crawl().counters if name.startswith("rules/")]
        on.write(lambda session: session.execute(update(PageRow).values(fetched_at=LONG_AGO)))

        site.feed(site.url("/after"), site.url("/before"))
        assert on.crawl("tram").status == 0
        missed = {name: n for name, n in on.last_crawl().counters.items() if name.startswith("rules/")}
        assert missed == {"rules/missed/title": 1, "rules/missed/authors": 1, "rules/missed/body": 1}
        assert stored(on)["after"] != RIGHT

        redesign = (LONG_AGO + timedelta(days=100)).date()
        write_rules(site, on, f"until = {redesign}{OLD}", f"from = {redesign}{NEW}")
        done = on.evwatch("reparse", "--again")
        assert done.status == 0, done.err
        assert stored(on) == {"before": RIGHT, "after": RIGHT}


def test_looking_at_a_page_follows_the_rules_of_the_source_whose_site_it_is(
    site: Pages, tmp_path: Path
) -> None:
    with bench_of(tmp_path) as on:
        write_rules(site, on, OLD)
        shown = json.loads(on.evwatch("fetch", site.url("/before"), "--json").out)
        assert (shown["title"], shown["authors"]) == RIGHT[:2]
        assert shown["published"] == "2023-12-05T17:40:00+00:00"
        explained = on.evwatch("fetch", site.url("/after"), "--explain").out
        assert "nothing matches .lead-in" in explained
        named = json.loads(on.evwatch("fetch", site.url("/before"), "--json", "--source", "tram").out)
        assert named["title"] == RIGHT[0]
        assert "no source 'trams'" in on.evwatch("fetch", site.url("/before"), "--source", "trams").err
