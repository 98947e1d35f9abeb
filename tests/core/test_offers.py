"""Which of a site's lists are worth asking."""

from datetime import UTC, datetime, timedelta

import pytest

from core.offers import Offer, chosen, each_once, overlap

NOW = datetime(2023, 12, 4, 9, tzinfo=UTC)


def offer(url: str, kind: str, count: int, first: int = 0, **values: object) -> Offer:
    keys = frozenset(f"a.example/{number}" for number in range(first, first + count))
    return Offer(url, kind, **{"form": kind, "keys": keys, "newest": NOW} | values)  # type: ignore[arg-type]


def urls(*offers: Offer) -> list[str]:
    return [one.url for one in chosen(offers)]


@pytest.mark.parametrize(
    ("offers", "taken"),
    [
        pytest.param([offer("f", "feed", 10), offer("s", "section", 8)], ["f"], id="a feed that has all"),
        pytest.param(
            [offer("f", "feed", 10), offer("s", "section", 8, first=6)],
            ["f", "s"],
            id="a section page adds what the feed lacks",
        ),
        pytest.param(
            [offer("f", "feed", 10), offer("g", "feed", 30)], ["g"], id="a feed within a larger one"
        ),
        pytest.param(
            [offer("f", "feed", 10), offer("n", "sitemap", 5, form="news sitemap")],
            ["f", "n"],
            id="a news sitemap is a second witness",
        ),
        pytest.param(
            [offer("m", "sitemap", 50), offer("n", "sitemap", 5, form="news sitemap")],
            ["n"],
            id="news before the archive",
        ),
        pytest.param([offer("m", "sitemap", 50), offer("s", "section", 9)], ["m"], id="no feed: the sitemap"),
        pytest.param(
            [offer("f", "feed", 10, newest=NOW - timedelta(days=400)), offer("s", "section", 9)],
            ["s"],
            id="a feed given up",
        ),
        pytest.param(
            [offer("f", "feed", 10, newest=NOW - timedelta(days=400))], ["f"], id="a site that rarely writes"
        ),
        pytest.param([offer("f", "feed", 0), offer("g", "feed", 3, error="HTTP 500")], [], id="nothing"),
    ],
)
def test_lists_are_taken_for_what_they_add(offers: list[Offer], taken: list[str]) -> None:
    assert urls(*offers) == taken


def test_overlap_counts_what_the_others_bring_too() -> None:
    one, other = offer("f", "feed", 10), offer("g", "feed", 10, first=5)
    assert overlap(one, [one, other]) == 0.5


def test_an_address_counts_once_and_a_page_is_not_its_own_list() -> None:
    found = ["/feed/", "https://www.a.example/feed", "/", "mailto:x@a.example", ""]
    assert each_once("https://a.example/", found) == ("https://a.example/feed/",)
