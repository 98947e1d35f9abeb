"""Feeds of every kind, and things that only look like one."""

import json
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.errors import DiscoveryError
from crawler.discovery import discover

URL = "https://ampereweekly.example/feed/"
FIXTURES = Path(__file__).parents[2] / "fixtures" / "discovery"
RSS = (FIXTURES / "feed.rss").read_text()
ATOM = (FIXTURES / "feed.atom").read_text()
JSON_FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "Stromblatt",
    "language": "de-DE",
    "items": [
        {
            "id": "1",
            "url": "https://ampereweekly.example/kabel",
            "title": "Das Kabel",
            "content_html": "<p>Lang.</p>",
            "date_published": "2024-02-06T09:15:00+01:00",
            "authors": [{"name": "Ada Lind"}],
        }
    ],
}


def test_an_rss_entry_says_all_it_knows() -> None:
    found = discover("feed", RSS.encode(), URL)
    assert (found.kind, found.title) == ("rss 2.0", "Ampere Weekly")
    first = found.links[0]
    assert first.url == "https://ampereweekly.example/2024/02/06/wire/?utm_source=rss"
    assert first.title == "Trams & trucks share a wire"
    assert first.published == datetime(2024, 2, 6, 8, 15, tzinfo=UTC)
    assert first.published_claim == "Tue, 06 Feb 2024 09:15:00 +0100"
    assert first.authors == ("Ada Lind",)
    assert first.summary == "One wire, two loads."
    assert "nobody had to dig" in first.content
    assert first.guid == "https://ampereweekly.example/?p=71"
    assert first.language == "en"


def test_an_entry_without_an_address_is_left_out() -> None:
    assert [link.title for link in discover("feed", RSS.encode(), URL).links][1:] == [
        "Naive hour",
        "Only a day",
    ]


def test_a_naive_time_is_the_sources_wall_clock_and_a_day_is_no_time() -> None:
    links = discover("feed", RSS.encode(), URL, zone="Asia/Shanghai").links
    assert links[1].published == datetime(2024, 2, 6, 1, 15, tzinfo=UTC)
    assert links[2].published is None
    assert links[2].published_claim == "2024-02-06"


def test_an_atom_entry_has_both_its_authors_and_both_its_times() -> None:
    found = discover("feed", ATOM.encode(), URL)
    assert found.kind == "atom 1.0"
    (link,) = found.links
    assert link.authors == ("Bo Ek", "Ada Lind")
    assert link.published == datetime(2024, 2, 6, 8, 15, tzinfo=UTC)
    assert link.updated == datetime(2024, 2, 6, 10, tzinfo=UTC)


def test_json_feed() -> None:
    found = discover("feed", json.dumps(JSON_FEED).encode(), URL, content_type="application/feed+json")
    assert (found.kind, found.title) == ("json feed 1.1", "Stromblatt")
    (link,) = found.links
    assert (link.title, link.authors, link.language) == ("Das Kabel", ("Ada Lind",), "de")
    assert link.published == datetime(2024, 2, 6, 8, 15, tzinfo=UTC)


def test_rss_091_and_rdf_are_feeds_too() -> None:
    old = b'<rss version="0.91"><channel><title>Old</title><item><title>A</title><link>https://a.example/1</link></item></channel></rss>'
    rdf = (
        b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
        b"<channel><title>R</title></channel><item><title>B</title><link>https://a.example/2</link></item></rdf:RDF>"
    )
    assert discover("feed", old, URL).kind.startswith("rss 0.91")
    assert discover("feed", rdf, URL).kind == "rss 1.0"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(b"<!DOCTYPE html><html><body>Not here</body></html>", "HTML page", id="an error page"),
        pytest.param(b"", "empty", id="nothing"),
        pytest.param(b'{"items": []}', "JSON Feed", id="any JSON"),
        pytest.param(b'{"items": [', "broken JSON", id="broken JSON"),
        pytest.param(b"<urlset></urlset>", "sitemap", id="a sitemap"),
        pytest.param(b"plain words", "no recognised version", id="text"),
    ],
)
def test_what_is_no_feed_is_refused_with_a_reason(content: bytes, reason: str) -> None:
    with pytest.raises(DiscoveryError, match=reason):
        discover("feed", content, URL)


def test_an_author_made_to_hang_the_parser_costs_nothing() -> None:
    author = "a." * 40_000 + "@"
    bomb = RSS.replace("<![CDATA[Ada Lind]]>", author).replace(
        "</channel>", f"<managingEditor>{author}</managingEditor></channel>"
    )
    started = time.process_time()
    assert len(discover("feed", bomb.encode(), URL).links) == 3
    assert time.process_time() - started < 0.5


def test_a_huge_feed_is_cut_to_two_thousand_entries() -> None:
    item = "<item><title>Entry</title><link>https://a.example/{}</link></item>"
    items = "".join(item.format(n) for n in range(30_000))
    feed = f'<rss version="2.0"><channel><title>Big</title>{items}</channel></rss>'
    found = discover("feed", feed.encode(), URL)
    assert len(found.links) == 2_000
    assert found.links[-1].url == "https://a.example/1999"


def test_an_unknown_kind_is_named() -> None:
    with pytest.raises(DiscoveryError, match="telepathy"):
        discover("telepathy", b"", URL)
