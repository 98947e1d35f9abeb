"""What a site prints under everything is unknown at its first article, and known at a later one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.habits import ENOUGH
from storage.schema import ArticleRow, Cause, RevisionRow
from tests.support.bench import Bench, bench_of
from tests.support.pages import Page, Pages, serving

# No list of words knows it.
PROMISE = "Every reader of the Harbour Wheel gets a lamp for the winter, and a second one for a friend."


@pytest.fixture
def site() -> Iterator[Pages]:
    with serving("127.0.0.2") as site:
        yield site


@pytest.fixture
def on(site: Pages, tmp_path: Path) -> Iterator[Bench]:
    site.write_source(tmp_path / "catalog")
    with bench_of(tmp_path, allow_networks="127.0.0.2/32") as on:
        yield on


def publish(site: Pages, *numbers: int) -> None:
    """Articles of which each ends in the promise, and a feed that names them."""
    for number in numbers:
        lines = [f"Paragraph {n} of story {number} tells what happened at pier {number}." for n in range(12)]
        text = "</p><p>".join([*(f"{line} The crane driver saw it." for line in lines), PROMISE])
        site.article(f"/{number}", f"A bus at pier {number}", text)
    paths = sorted((path for path in site.pages if path != "/feed"), key=lambda path: -int(path[1:]))
    site.feed(*map(site.url, paths))


def promising(on: Bench) -> set[str]:
    """The articles whose stored text has the promise in it."""
    return {row.url.rpartition("/")[2] for row in on.articles() if PROMISE in row.body}


def test_a_line_under_everything_is_learned_and_then_taken_off_what_was_read_before(
    on: Bench, site: Pages
) -> None:
    publish(site, *range(1, ENOUGH + 1))
    assert on.crawl().status == 0
    assert str(ENOUGH) in promising(on)  # the newest is fetched first
    publish(site, ENOUGH + 1)
    assert on.crawl().status == 0
    assert on.count(ArticleRow) == ENOUGH + 1
    assert str(ENOUGH + 1) not in promising(on)

    before = promising(on)
    done = on.evwatch("reparse")
    assert f"changed: {len(before)} body" in done.out
    assert promising(on) == set()
    assert [row.cause for row in on.rows(RevisionRow)] == [Cause.REPARSE] * len(before)
    assert "0 pages read again" in on.evwatch("reparse").out


def test_an_article_that_is_looked_at_again_is_tidied_and_not_taken_for_changed(
    on: Bench, site: Pages
) -> None:
    publish(site, 1)
    assert on.crawl().status == 0
    publish(site, 2, 3, 4, 5)
    assert on.crawl().status == 0
    assert "1" in promising(on)
    site.pages["/feed"] = Page(
        site.pages["/feed"].body.replace(b"<title>", b"<title>Again: "), site.pages["/feed"].content_type
    )
    assert on.crawl().out.startswith("0 new articles, 0 revised")
    assert promising(on) == set()
    assert {row.changed_at for row in on.articles()} == {None}
