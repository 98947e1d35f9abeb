"""Sitemaps: plain, news, index, packed, and hostile ones."""

import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.errors import DiscoveryError
from crawler.discovery import discover

URL = "https://ampereweekly.example/sitemap.xml"
FIXTURES = Path(__file__).parents[2] / "fixtures" / "discovery"
NEWS = (FIXTURES / "news_sitemap.xml").read_bytes()
INDEX = b"""<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc>https://ampereweekly.example/post-sitemap.xml</loc><lastmod>2024-02-06T10:00:00Z</lastmod></sitemap>
</sitemapindex>"""


def test_a_news_sitemap_gives_title_and_time() -> None:
    found = discover("sitemap", NEWS, URL)
    assert found.kind == "news sitemap"
    (link,) = found.links
    assert link.url == "https://ampereweekly.example/news/1/wire/"
    assert (link.title, link.language) == ("Trams share a wire", "en")
    assert link.published == datetime(2024, 2, 6, 8, 15, tzinfo=UTC)
    assert link.updated == datetime(2024, 2, 6, 10, tzinfo=UTC)


def test_an_index_names_further_sitemaps_and_no_articles() -> None:
    found = discover("sitemap", INDEX, URL)
    assert found.kind == "sitemap index"
    assert found.links == ()
    assert [child.url for child in found.sitemaps] == ["https://ampereweekly.example/post-sitemap.xml"]


def test_a_packed_sitemap_is_unpacked() -> None:
    assert discover("sitemap", gzip.compress(NEWS), URL).links == discover("sitemap", NEWS, URL).links


def test_the_latest_survive_the_limit() -> None:
    entry = "<url><loc>https://a.example/{0}</loc><lastmod>{1}-01-01T00:00:00Z</lastmod></url>"
    urls = "".join(entry.format(n, 2024 if n == 2_500 else 2020) for n in range(2_600))
    found = discover("sitemap", f"<urlset>{urls}</urlset>".encode(), URL)
    assert len(found.links) == 2_000
    assert found.links[0].url == "https://a.example/2500"


def test_the_latest_come_first_wherever_they_stand() -> None:
    entry = "<url><loc>https://a.example/{0}</loc><lastmod>{0}-01-01T00:00:00Z</lastmod></url>"
    undated = "<url><loc>https://a.example/undated</loc></url>"
    urls = undated + entry.format(2022) + entry.format(2024) + entry.format(2023)
    found = discover("sitemap", f"<urlset>{urls}</urlset>".encode(), URL)
    assert [link.url.rpartition("/")[2] for link in found.links] == ["2024", "2023", "2022", "undated"]


def test_a_sitemap_may_be_plain_text() -> None:
    text = "https://a.example/old\r\nnot an address\r\nhttps://a.example/new\r\n"
    found = discover("sitemap", text.encode(), URL)
    assert found.kind == "plain sitemap"
    assert [link.url for link in found.links] == ["https://a.example/new", "https://a.example/old"]


def test_a_prefix_nobody_declared_and_a_bare_ampersand_are_read() -> None:
    news = (
        "<news:news><news:title>AT&T builds</news:title>"
        "<news:publication_date>2024-02-06T09:00Z</news:publication_date></news:news>"
    )
    sitemap = f"<urlset><url><loc>https://a.example/?a=1&b=2</loc>{news}</url></urlset>"
    (link,) = discover("sitemap", sitemap.encode(), URL).links
    assert (link.url, link.title) == ("https://a.example/?a=1&b=2", "AT&T builds")
    assert link.published == datetime(2024, 2, 6, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(b"<!DOCTYPE html><html><p>Gone</html>", "HTML page", id="a page"),
        pytest.param(b"<rss version='2.0'><channel/></rss>", "a feed", id="a feed"),
    ],
)
def test_what_stands_in_its_place_is_named(content: bytes, reason: str) -> None:
    with pytest.raises(DiscoveryError, match=reason):
        discover("sitemap", content, URL)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"<urlset><url>", id="cut off"),
        pytest.param(b"<html><body/></html>", id="a page"),
        pytest.param(b"\x1f\x8b\x08garbage", id="broken gzip"),
        pytest.param(b"", id="nothing"),
        pytest.param(
            b'<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;">]><urlset><url><loc>&b;</loc></url></urlset>',
            id="entities",
        ),
        pytest.param(
            b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/hostname">]><urlset><url><loc>&f;</loc></url></urlset>',
            id="a file of this machine",
        ),
    ],
)
def test_what_is_no_sitemap_is_refused(content: bytes) -> None:
    with pytest.raises(DiscoveryError):
        discover("sitemap", content, URL)
