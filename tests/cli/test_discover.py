"""What a site offers, as its visitors find it, and watching it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from demo.newsroom import Newsroom
from storage.schema import FrontierRow
from tests.support.bench import Bench, bench


@pytest.fixture(scope="module")
def on(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """evwatch beside the newsroom, watching only the ministry's list."""
    folder: Path = tmp_path_factory.mktemp("discover")
    with Newsroom() as room, bench(room, folder, sites=["ministry"]) as on:
        yield on


def test_a_site_is_looked_at_through_all_its_lists(on: Bench) -> None:
    done = on.evwatch("sources", "discover", on.room.url("harbourpost", "/"), "--json")
    assert (done.status, done.err) == (0, "")
    lists = {one["form"]: one for one in json.loads(done.out)["lists"] if not one["error"]}
    assert {"atom 1.0", "news sitemap", "section"} <= lists.keys()
    assert lists["atom 1.0"]["proposed"]
    assert lists["atom 1.0"]["full_text"] == 1
    assert lists["news sitemap"]["also_in_others"] == 1


def test_what_is_proposed_is_what_is_then_watched(on: Bench) -> None:
    home = on.room.url("evstandard", "/")
    shown = on.evwatch("sources", "discover", home)
    assert f'feeds = ["{home}feed/"]' in shown.out
    assert on.evwatch("sources", "add", home, "--id", "standard").status == 0
    assert [row.url for row in on.rows_of_endpoints("standard")] == [f"{home}feed/"]
    assert on.crawl("standard").status == 0
    assert sum(row.source_id == "standard" for row in on.articles()) >= 5


def test_a_dry_run_says_why_each_link_is_taken_or_left_and_stores_nothing(on: Bench) -> None:
    before = on.count(FrontierRow)
    done = on.evwatch("sources", "test", "ministry", "--json")
    assert done.status == 0
    lists = json.loads(done.out)
    taken = [link for one in lists for link in one["taken"]]
    assert {link["known"] for link in taken} == {False}
    assert "stands in a menu or footer" in {link["why"] for one in lists for link in one["left"]}
    assert on.count(FrontierRow) == before
    assert on.crawl("ministry").status == 0
    again = json.loads(on.evwatch("sources", "test", "ministry", "--json").out)
    assert {link["known"] for one in again for link in one["taken"]} == {True}


def test_a_list_that_cannot_be_read_is_told_by_the_exit_status(on: Bench) -> None:
    feed = on.room.url("gridnotes", "/no-such-feed")
    (on.folder / "catalog" / "gone.toml").write_text(f'name = "Gone"\nhome = "{feed}"\nfeeds = ["{feed}"]\n')
    done = on.evwatch("sources", "test", "gone")
    assert (done.status, done.out) == (1, "")
    assert f"{feed}: HTTP 404" in done.err
    assert on.evwatch("sources", "test", "nobody").status == 2


def test_a_site_without_lists_is_not_watched(on: Bench) -> None:
    done = on.evwatch("sources", "add", on.room.url("evstandard", "/nowhere/"))
    assert done.status == 2
    assert "cannot be read: HTTP 404" in done.err
