"""A crawl when nothing is new: one conditional request per feed, and nothing is stored."""

from pathlib import Path

from demo.newsroom import Newsroom
from storage.schema import ArticleRow, FrontierRow, PageRow
from tests.support.bench import bench

SITES = ("gridnotes", "ministry", "motorvolt", "pluggedin", "chewang")


def test_a_second_crawl_with_nothing_new_asks_each_list_once_and_stores_nothing(
    room: Newsroom, tmp_path: Path
) -> None:
    with bench(room, tmp_path, sites=SITES) as on:
        assert on.crawl().status == 0
        before = [on.count(kind) for kind in (ArticleRow, FrontierRow, PageRow)]
        room.clear_log()
        done = on.crawl()
        assert done.status == 0
        assert done.out.startswith("0 new articles, 0 revised, ")
        assert [on.count(kind) for kind in (ArticleRow, FrontierRow, PageRow)] == before
        asked = sorted((entry["kind"], entry["conditional"], entry["status"]) for entry in room.log())
        sources = [source for source in room.sources() if source["id"] in SITES]
        feeds, sitemaps, sections = (
            sum(len(source[kind]) for source in sources) for kind in ("feeds", "sitemaps", "section_pages")
        )
        expected = [("feed", True, 304)] * feeds + [("section", False, 200)] * sections
        assert asked == sorted(expected + [("sitemap", True, 304)] * sitemaps)
        assert on.last_crawl().counters["polls/unchanged"] == feeds + sitemaps + sections


def test_a_crawl_of_one_source_asks_nobody_else(room: Newsroom, tmp_path: Path) -> None:
    with bench(room, tmp_path, sites=SITES) as on:
        assert on.crawl("chewang").status == 0
        assert set(room.counts()) == {"chewang"}
