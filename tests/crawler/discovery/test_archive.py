"""What a backfill takes of a list, and where the list leads on."""

from datetime import date

import pytest

from core.archive import Archive, Further, Span
from crawler.discovery import discover
from crawler.discovery.archive import read
from crawler.discovery.days import day_of_address, day_of_list
from crawler.discovery.found import Listing

HOME = "https://evpost.example"
SPAN = Span(date(2023, 12, 1), date(2024, 1, 31))


def sitemap(*entries: tuple[str, str], index: bool = False) -> bytes:
    root, item = ("sitemapindex", "sitemap") if index else ("urlset", "url")
    listed = "".join(
        f"<{item}><loc>{url}</loc><lastmod>{modified}</lastmod></{item}>" for url, modified in entries
    )
    return f"<{root}>{listed}</{root}>".encode()


def section(*links: str, more: str = "") -> bytes:
    items = "".join(
        f'<li><h2><a href="{link}">What the harbour of {link} saw</a></h2></li>' for link in links
    )
    return f"<html><body><ul>{items}</ul>{more}</body></html>".encode()


def taken(
    kind: str, content: bytes, url: str = f"{HOME}/list/", span: Span = SPAN, zone: str = "UTC"
) -> Archive:
    return read(kind, Listing(content, url, zone=zone), span)


@pytest.mark.parametrize(
    ("path", "day"),
    [
        pytest.param("/2023/12/04/nio", date(2023, 12, 4), id="a day in folders"),
        pytest.param("/news/2023-12-04-nio.html", date(2023, 12, 4), id="a day that begins a name"),
        pytest.param("/202312/t20231204_981.html", date(2023, 12, 4), id="a letter before the day"),
        pytest.param("/2024/2/nio", date(2024, 2, 29), id="a month is its last day"),
        pytest.param("/ev-sales-in-2022/", None, id="a year in a title is what it is about"),
        pytest.param("/deliveries-2022-12/", None, id="so is a month"),
        pytest.param("/2023/13/45/nio", None, id="no such day"),
        pytest.param("/article/202312049", None, id="a long number"),
    ],
)
def test_the_date_in_an_address_tells_the_latest_day_of_the_article(path: str, day: date | None) -> None:
    assert day_of_address(HOME + path) == day


@pytest.mark.parametrize(
    ("path", "day"),
    [
        pytest.param("/sitemap-2023-12-04.xml", date(2023, 12, 4), id="a day"),
        pytest.param("/sitemap_202312.xml", date(2023, 12, 31), id="a month"),
        pytest.param("/sitemap/2023/december.xml", date(2023, 12, 31), id="a month by name"),
        pytest.param("/sitemap.xml?yyyy=2023&mm=11&dd=05", date(2023, 11, 5), id="parameters"),
        pytest.param("/sitemap.xml?yyyy=2023", date(2023, 12, 31), id="a year's parameter"),
        pytest.param("/sitemap-2022.xml", date(2022, 12, 31), id="a year"),
        pytest.param("/post-sitemap12.xml", None, id="a counter is no date"),
    ],
)
def test_a_part_of_an_index_is_dated_by_its_name(path: str, day: date | None) -> None:
    assert day_of_list(HOME + path) == day


def test_of_an_index_the_parts_of_the_span_are_named_with_their_latest_day() -> None:
    index = sitemap(
        (f"{HOME}/sitemap-2023-11.xml", "2024-01-05"),
        (f"{HOME}/sitemap-2023-12.xml", "2024-01-05"),
        (f"{HOME}/post-sitemap3.xml", "2024-01-20T08:00:00Z"),
        (f"{HOME}/post-sitemap1.xml", "2021-06-01"),
        (f"{HOME}/post-sitemap2.xml", ""),
        (f"{HOME}/category-sitemap.xml", "2024-01-20"),
        index=True,
    )
    assert taken("sitemap", index) == Archive(
        (),
        (
            Further("sitemap", f"{HOME}/sitemap-2023-12.xml", date(2023, 12, 31)),
            Further("sitemap", f"{HOME}/post-sitemap3.xml", date(2024, 1, 20)),
            Further("sitemap", f"{HOME}/post-sitemap2.xml", date(2023, 12, 1)),
        ),
    )


def test_a_link_is_left_when_anything_says_that_it_is_older_and_taken_newest_first() -> None:
    found = taken(
        "sitemap",
        sitemap(
            (f"{HOME}/unknown", ""),
            (f"{HOME}/changed-before", "2023-11-30"),
            (f"{HOME}/changed-late", "2023-12-09"),
            (f"{HOME}/2023/11/30/old-but-changed", "2024-01-02"),
            (f"{HOME}/2024/01/02/new", "2024-01-03"),
        ),
    )
    assert [link.url.rpartition("/")[2] for link in found.links] == ["new", "changed-late", "unknown"]


def test_the_day_is_that_of_the_site() -> None:
    late = sitemap((f"{HOME}/late", "2023-11-30T17:00:00Z"))
    assert len(taken("sitemap", late, zone="Asia/Shanghai").links) == 1
    assert len(taken("sitemap", late).links) == 0


def test_robots_txt_leads_to_its_sitemaps() -> None:
    found = taken("robots", f"Sitemap: {HOME}/a.xml\nSitemap: {HOME}/a.xml".encode(), f"{HOME}/robots.txt")
    assert found.lists == (Further("sitemap", f"{HOME}/a.xml", SPAN.newest),)


@pytest.mark.parametrize(
    ("here", "href", "there"),
    [
        pytest.param("/news/", "/news/page/2/", "/news/page/2/", id="a folder of pages"),
        pytest.param("/news/page/2/", "/news/page/3/", "/news/page/3/", id="the page after"),
        pytest.param("/news?page=2&sort=new", "?sort=new&page=3", "/news?sort=new&page=3", id="a parameter"),
        pytest.param("/news/index.html", "index_2.html", "/news/index_2.html", id="a file's name"),
        pytest.param("/2023/12/", "/2023/12/page/2/", "/2023/12/page/2/", id="a list that ends in a number"),
        pytest.param("/news/", "/cars/page/2/", None, id="another list"),
        pytest.param("/news/page/2/", "/news/page/9/", None, id="not the next one"),
        pytest.param("/news/", "https://other.example/news/page/2/", None, id="another site"),
    ],
)
def test_the_next_page_is_the_same_list_with_the_next_number(here: str, href: str, there: str | None) -> None:
    page = section(more=f'<a href="{href}">more</a>')
    assert discover("section", page, HOME + here).next_page == (HOME + there if there else "")


def test_rel_next_needs_no_number() -> None:
    page = section(more='<a rel="next" href="/news?before=981">more</a>')
    assert discover("section", page, f"{HOME}/news").next_page == f"{HOME}/news?before=981"


MORE = '<a rel="next" href="/list/page/3/">more</a>'


@pytest.mark.parametrize(
    ("links", "goes_on"),
    [
        pytest.param(("/2024/01/05/a", "/2023/11/05/b"), True, id="some are of the span"),
        pytest.param(("/2023/11/05/a", "/2023/11/04/b"), False, id="all are older"),
        pytest.param(("/2024/01/09/frame", "/2023/11/04/b"), False, id="all but what every page shows"),
        pytest.param(("/2024/01/09/frame",), False, id="nothing new"),
        pytest.param(("/how-the-harbour-grew",), True, id="nobody knows"),
    ],
)
def test_a_section_goes_on_while_it_shows_something_new_of_the_span(
    links: tuple[str, ...], goes_on: bool
) -> None:
    span = Span(SPAN.since, SPAN.newest, frozenset({"evpost.example/2024/01/09/frame"}))
    found = taken("section", section(*links, more=MORE), f"{HOME}/list/page/2/", span)
    assert bool(found.lists) == goes_on


def test_the_next_page_of_a_section_is_as_new_as_the_oldest_of_this_one() -> None:
    (further,) = taken("section", section("/2024/01/05/a", "/2023/12/24/b", more=MORE)).lists
    assert (further.kind, further.newest) == ("section", date(2023, 12, 24))
    assert further.own == ("evpost.example/2024/01/05/a", "evpost.example/2023/12/24/b")
