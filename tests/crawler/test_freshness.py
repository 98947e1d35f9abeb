"""How an answer stands to the one before it."""

import pytest

from crawler.discovery import discover
from crawler.freshness import fresh_for_s, links_hash
from crawler.parsing import read_list

RSS = """<rss version="2.0"><channel><title>f</title>{}
<item><title>A</title><link>https://a.example/1</link>{}</item></channel></rss>"""


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"cache-control": "public, max-age=300"}, 300),
        ({"cache-control": "s-maxage=60, Max-Age=120", "age": "100"}, 20),
        ({"cache-control": "max-age=60", "age": "100"}, 0),
        ({"cache-control": "no-cache, max-age=300"}, 0),
        ({"cache-control": "max-age=" + "9" * 5000}, 0),
        ({"cache-control": "max-age=²"}, 0),
        ({"cache-control": "max-age=300", "age": "²"}, 300),
        ({}, 0),
    ],
)
def test_freshness_is_what_is_left_of_max_age(headers: dict[str, str], expected: int) -> None:
    assert fresh_for_s(headers) == expected


def _hash(head: str, item: str = "") -> str:
    url = "https://a.example/feed"
    return links_hash(
        read_list("feed", RSS.format(head, item).encode(), url, content_type="text/xml", zone="UTC")
    )


def test_a_list_with_another_build_date_is_the_same_and_with_another_entry_is_not() -> None:
    first = _hash("<lastBuildDate>Mon, 04 Dec 2023 12:00:00 GMT</lastBuildDate>")
    assert first == _hash("<lastBuildDate>Mon, 04 Dec 2023 13:00:00 GMT</lastBuildDate>")
    assert first != _hash("", "<description>corrected</description>")


@pytest.mark.parametrize(
    ("head", "every_s", "hours", "days"),
    [
        ("<ttl>15</ttl>", 900, (), ()),
        ("<ttl>soon</ttl>", 0, (), ()),
        (
            "<sy:updatePeriod> hourly </sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>",
            1800,
            (),
            (),
        ),
        ("<skipHours><hour>0</hour><hour>24</hour><hour>5</hour></skipHours>", 0, (0, 5), ()),
        ("<skipDays><day>Saturday</day><day>Sunday</day></skipDays>", 0, (), (5, 6)),
        ("<skipHours>" + "".join(f"<hour>{h}</hour>" for h in range(24)) + "</skipHours>", 0, (), ()),
    ],
)
def test_a_feed_says_how_often_it_wants_to_be_asked(
    head: str, every_s: int, hours: tuple[int, ...], days: tuple[int, ...]
) -> None:
    found = discover("feed", RSS.format(head, "").encode(), "https://a.example/feed")
    assert (found.hints.every_s, found.hints.skip_hours, found.hints.skip_days) == (every_s, hours, days)
    assert len(found.links) == 1
