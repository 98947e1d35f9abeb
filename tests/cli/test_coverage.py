"""What one kind of list finds that another misses, counted from real polls."""

import json
from pathlib import Path

from tests.support.bench import bench_of
from tests.support.pages import Page, serving


def test_each_kind_of_list_is_counted_and_the_rest_estimated(tmp_path: Path) -> None:
    with serving() as site, bench_of(tmp_path) as on:
        urls = [site.url(f"/2024/02/06/story-{number}-of-the-day/") for number in range(12)]
        for number, url in enumerate(urls):
            site.article(url.removeprefix(site.url("")), f"Story {number} of the day")
        site.feed(*urls[:10])
        listed = "".join(f"<p><a href='{url}'>A story of the day at {url}</a></p>" for url in urls[3:])
        site.pages["/news/"] = Page(f"<html><body>{listed}</body></html>".encode())
        (tmp_path / "catalog" / "pages.toml").write_text(
            f'name = "Pages"\nhome = "{site.url()}"\nfeeds = ["{site.url("/feed")}"]\n'
            f'section_pages = ["{site.url("/news/")}"]\n'
        )
        assert on.crawl().status == 0
        found = json.loads(on.evwatch("sources", "coverage", "--json").out)["pages"]
        shown = on.evwatch("sources", "coverage", "pages").out
    assert (found["found"], found["by_kind"]) == (12, {"feed": 10, "section": 9})
    assert found["only"] == {"feed": 3, "section": 2}
    assert 0 < found["missed"] < 2
    assert "feed 10 (3), section 9 (2)" in shown
