"""The report of a survey."""

from datetime import UTC, datetime, timedelta

import pytest

from core.article import Draft
from core.link import Link
from core.source import Source
from crawler.survey import STILL_AFTER, ArticleSeen, ListSeen, SourceSeen, report

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
HOME = "https://s.example/"
SOURCE = Source(id="s", name="S", home=HOME, feeds=(f"{HOME}feed",))


def _list(*links: Link, trouble: str = "") -> ListSeen:
    return ListSeen("feed", f"{HOME}feed", 200, "rss 2.0", trouble, links)


def _seen(*lists: ListSeen, article: ArticleSeen | None = None) -> SourceSeen:
    return SourceSeen(SOURCE, list(lists), article)


@pytest.mark.parametrize(
    ("seen", "troubles"),
    [
        pytest.param(_seen(_list(Link(HOME, published=NOW - STILL_AFTER))), [], id="a list that moves"),
        pytest.param(
            _seen(_list(Link(HOME, published=NOW - STILL_AFTER - timedelta(days=1)))),
            ["nothing new since 2026-10-09"],
            id="a list that stands still",
        ),
        pytest.param(_seen(_list(Link(HOME))), [], id="a list without times may be fresh"),
        pytest.param(_seen(_list()), [f"feed {HOME}feed: empty"], id="a list of nothing"),
        pytest.param(_seen(_list(trouble="HTTP 404")), [f"feed {HOME}feed: HTTP 404"], id="no list"),
        pytest.param(
            _seen(_list(Link(HOME)), article=ArticleSeen(HOME, trouble="no_text")),
            [f"article {HOME}: no_text"],
            id="a page without an article",
        ),
    ],
)
def test_what_needs_a_look_is_told(seen: SourceSeen, troubles: list[str]) -> None:
    assert seen.troubles(NOW) == troubles


def test_the_newest_link_is_tried_first_and_undated_ones_last() -> None:
    old, new = (Link(f"{HOME}{day}", published=NOW - timedelta(days=day)) for day in (9, 1))
    first, second = Link(f"{HOME}a"), Link(f"{HOME}b")
    assert _seen(_list(first, old), _list(second, new)).links() == [new, old, first, second]


def test_nothing_that_a_site_wrote_is_markup_in_the_report() -> None:
    title = "A | B\n# C <img src=x> [d](https://e.example) `f`\x1b[31m" + "g" * 500
    seen = _seen(_list(Link(HOME)), article=ArticleSeen(HOME, Draft(HOME, title=title)))
    (row,) = [line for line in report([seen], now=NOW).splitlines() if "A " in line]
    assert r"A \| B \# C \<img src=x\> \[d\](https://e.example) \`f\` \[31mggg" in row
    assert "\x1b" not in row
    assert "g…" in row
