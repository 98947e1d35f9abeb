"""Section pages: articles among navigation, teasers and lists."""

import time
from datetime import UTC, datetime
from pathlib import Path

from core.link import Known
from crawler.discovery import discover

URL = "https://ampereweekly.example/news/"
FIXTURES = Path(__file__).parents[2] / "fixtures" / "discovery"
BLOG = (FIXTURES / "blog.html").read_bytes()
MINISTRY = (FIXTURES / "ministry.html").read_bytes()


def test_articles_are_found_and_navigation_is_not() -> None:
    found = discover("section", BLOG, URL)
    assert [(link.url, link.title) for link in found.links] == [
        ("https://ampereweekly.example/2024/02/06/wire/", "Trams share a wire"),
        ("https://ampereweekly.example/why-the-last-diesel-bus-retired", "Why the last diesel bus retired"),
    ]
    assert found.links[0].published == datetime(2024, 2, 6, 8, 15, tzinfo=UTC)


def test_a_ministrys_list_gives_full_titles_and_days() -> None:
    links = discover("section", MINISTRY, "https://miit.example/zwgk/index.html", zone="Asia/Shanghai").links
    assert [link.title for link in links] == ["关于发布第三百七十八批车辆产品目录的公告", "车辆产品变更公示"]
    assert links[0].url == "https://miit.example/zwgk/art/2023/art_8841.html"
    assert links[0].published_claim == "2023-12-04"
    assert links[0].published is None
    assert links[1].published == datetime(2023, 12, 1, 1, 30, tzinfo=UTC)


def test_an_empty_page_has_no_links() -> None:
    assert discover("section", b"", URL).links == ()


def test_a_link_bomb_is_capped_and_quick() -> None:
    bomb = "".join(
        f"<p><a href='/2024/02/06/story-{n}/'>Story number {n} of the day</a></p>" for n in range(100_000)
    )
    started = time.process_time()
    found = discover("section", f"<html><body>{bomb}</body></html>".encode(), URL)
    assert len(found.links) <= 2_000
    assert time.process_time() - started < 3


PAGE = """<html lang="en"><body><nav><a href="/2024/02/05/van/">Vans of the year</a></nav>
<div class="list"><div class="card item-1"><p><a href="/2024/02/06/wire/">Wire</a></p></div>
<div class="card item-2"><p><a href="/2024/02/07/tram/">Tram</a></p></div>
<div class="card item-3"><p><a href="/2024/02/08/grid/">Grid</a></p></div>
<div class="card item-4"><p><a href="/special/the-week-in-pictures/">The week in pictures</a></p></div></div>
<a href="/how-we-make-this-magazine/">How we make this magazine</a>
<a href="/archives/88123">Sodium cells leave the laboratory</a>
<a href="https://b.example/2024/02/08/elsewhere/">Something on another site</a>
<a href="/2024/02/09/picture/"><img src="x.jpg"></a></body></html>"""
KNOWN = tuple(f"https://ampereweekly.example/2024/01/{day:02d}/bus/" for day in range(1, 12))
ON_THE_PAGE = tuple(f"https://ampereweekly.example/2024/02/{place}/" for place in ("06/wire", "07/tram"))


def paths(page: str, known: Known) -> list[str]:
    found = discover("section", page.encode(), URL, known=known)
    return [link.url.removeprefix("https://ampereweekly.example") for link in found.links]


def test_without_known_articles_short_titles_say_too_little() -> None:
    assert paths(PAGE, Known()) == ["/special/the-week-in-pictures/", "/how-we-make-this-magazine/"]


def test_known_articles_teach_what_an_article_is_like() -> None:
    assert paths(PAGE, Known(KNOWN)) == ["/2024/02/06/wire/", "/2024/02/07/tram/", "/2024/02/08/grid/"]


def test_what_stands_where_known_articles_stand_is_one_too() -> None:
    assert paths(PAGE, Known(KNOWN + ON_THE_PAGE))[3:] == ["/special/the-week-in-pictures/"]


def test_an_address_that_no_other_site_would_use_is_learnt() -> None:
    known = tuple(f"https://ampereweekly.example/archives/{n}" for n in range(88_000, 88_020))
    assert paths(PAGE, Known(known)) == ["/archives/88123"]


def test_the_catalogues_selector_overrides_what_is_learnt() -> None:
    assert paths(PAGE, Known(KNOWN, selector=".item-4, .item-1")) == [
        "/2024/02/06/wire/",
        "/special/the-week-in-pictures/",
    ]


def test_every_link_that_is_left_has_a_reason() -> None:
    found = discover("section", PAGE.encode(), URL, known=Known(KNOWN))
    assert {url.rpartition("example/")[2]: reason for url, reason in found.left} == {
        "2024/02/05/van/": "stands in a menu or footer",
        "special/the-week-in-pictures/": "is unlike the addresses of the source's articles",
        "how-we-make-this-magazine/": "is unlike the addresses of the source's articles",
        "archives/88123": "is unlike the addresses of the source's articles",
        "2024/02/08/elsewhere/": "belongs to another site",
        "2024/02/09/picture/": "is a link without a text",
    }
