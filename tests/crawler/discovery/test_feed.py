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
        pytest.param(b"<opml version='2.0'></opml>", "OPML", id="a list of feeds"),
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


ENTRY = "<item><title>One</title><link>https://a.example/1</link>{}</item>"


def rss(items: str, *, head: str = "", declared: str = 'encoding="utf-8"') -> str:
    channel = f"<channel><title>新闻</title>{head}{items}</channel>"
    return f'<?xml version="1.0" {declared}?><rss version="2.0">{channel}</rss>'


@pytest.mark.parametrize(
    ("feed", "charset", "content_type"),
    [
        pytest.param(rss("", declared='encoding="gb2312"'), "gb18030", "text/xml", id="declared"),
        pytest.param(rss("", declared=""), "gb18030", "text/xml; charset=gbk", id="said by the header"),
        pytest.param(
            rss("", head="<language>zh-cn</language>"),
            "gb18030",
            "text/xml",
            id="declared as UTF-8, but Chinese",
        ),
        pytest.param(rss("", declared='encoding="gb2312"'), "utf-8", "", id="UTF-8, declared as GBK"),
        pytest.param(rss(""), "utf-8", "text/xml; charset=iso-8859-1", id="UTF-8, and the header errs"),
        pytest.param(rss(""), "utf-8", "text/html", id="sent as a page"),
        pytest.param(rss("", declared=""), "utf-16", "", id="UTF-16 with its mark"),
    ],
)
def test_a_feed_is_read_in_the_charset_it_has(feed: str, charset: str, content_type: str) -> None:
    assert discover("feed", feed.encode(charset), URL, content_type=content_type).title == "新闻"


@pytest.mark.parametrize(
    "feed",
    [
        pytest.param("\n\n <!-- made by hand -->" + rss(ENTRY.format("")), id="begins with blanks"),
        pytest.param(
            "<br /><b>Warning</b>: x on line 3<br />" + rss(ENTRY.format("")), id="a warning before it"
        ),
        pytest.param(rss(ENTRY.format("") + ENTRY.format(""))[:-40], id="cut off"),
        pytest.param(rss(ENTRY.format("<media:credit>x</media:credit>")), id="a prefix nobody declared"),
        pytest.param(rss(ENTRY.format("<category>a\x1bb&#27;</category>")), id="characters that XML forbids"),
        pytest.param(rss(ENTRY.format("<description>a < b &nbsp; c</description>")), id="HTML's references"),
    ],
)
def test_a_broken_feed_gives_what_can_be_read(feed: str) -> None:
    found = discover("feed", feed.encode(), URL)
    assert [(link.url, link.title) for link in found.links] == [("https://a.example/1", "One")]


def test_an_ampersand_that_nobody_escaped_stays_one() -> None:
    item = "<item><title>AT&T & Co</title><link>https://a.example/?a=1&b=2</link></item>"
    (link,) = discover("feed", rss(item).encode(), URL).links
    assert (link.title, link.url) == ("AT&T & Co", "https://a.example/?a=1&b=2")


@pytest.mark.parametrize(
    ("item", "url"),
    [
        pytest.param("<link>/1</link>", "https://a.example/1", id="from the root"),
        pytest.param("<link>1</link>", "https://a.example/news/1", id="from the site's own address"),
        pytest.param("<link>//b.example/1</link>", "https://b.example/1", id="without scheme"),
        pytest.param("<link><![CDATA[ https://a.example/1 ]]></link>", "https://a.example/1", id="CDATA"),
        pytest.param("<guid>https://a.example/g</guid>", "https://a.example/g", id="guid alone"),
        pytest.param(
            '<guid isPermaLink="false">https://a.example/?p=4</guid>',
            "https://a.example/?p=4",
            id="?p=ID alone",
        ),
        pytest.param('<guid isPermaLink="false">xyz</guid>', None, id="a guid that is no address"),
        pytest.param('<guid isPermaLink="true">tag:a.example,1</guid>', None, id="nor this one"),
        pytest.param("<link>javascript:void(0)</link>", None, id="a script"),
    ],
)
def test_an_entry_leads_where_it_says(item: str, url: str | None) -> None:
    feed = rss(f"<item><title>A</title>{item}</item>", head="<link>https://a.example/news/</link>")
    found = discover("feed", feed.encode(), URL)
    assert [link.url for link in found.links] == ([url] if url else [])
    assert found.left == (() if url else (("A", "has no address"),))


def test_rss_1_dates_its_entries_by_dublin_core() -> None:
    (link,) = discover(
        "feed", rss(ENTRY.format("<dc:date>2023-12-04T10:00+08:00</dc:date>")).encode(), URL
    ).links
    assert link.published == datetime(2023, 12, 4, 2, tzinfo=UTC)
    assert link.published.tzinfo is UTC


def test_a_hub_counts_under_a_prefix_nobody_declared_and_only_outside_the_entries() -> None:
    head = '<atom:link href="/self" rel="self"/><atom:link href="/hub" rel="hub"/>'
    entry = ENTRY.format('<atom:link rel="hub" href="https://b.example/"/>')
    assert discover("feed", rss(entry, head=head).encode(), URL).hub == "https://ampereweekly.example/hub"
    assert discover("feed", rss(entry).encode(), URL).hub == ""


def test_json_feed_names_its_hub_and_may_carry_plain_text() -> None:
    item = {"id": "7", "url": "/kabel", "content_text": "Eins.\n\n2 < 3."}
    feed = JSON_FEED | {
        "items": [item, {"id": "8"}],
        "hubs": [{"type": "WebSub", "url": "https://hub.example/"}],
    }
    found = discover("feed", json.dumps(feed).encode(), URL)
    assert [(link.url, link.content) for link in found.links] == [
        ("https://ampereweekly.example/kabel", "<p>Eins.</p><p>2 &lt; 3.</p>")
    ]
    assert (found.hub, len(found.left)) == ("https://hub.example/", 1)
