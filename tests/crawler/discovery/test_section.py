"""Section pages: articles among navigation, teasers and lists."""

import time
from datetime import UTC, datetime
from pathlib import Path

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
