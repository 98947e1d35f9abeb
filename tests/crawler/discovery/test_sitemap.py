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
