"""Lists of links: what was pushed off the first page since the last look is fetched as well."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from demo.newsroom import Newsroom, load_world
from tests.support.bench import bench

START = datetime(2023, 12, 3, 12, tzinfo=UTC)


def test_a_list_whose_links_are_all_new_is_followed_to_its_next_page(tmp_path: Path) -> None:
    world = load_world()
    site = replace(world.sites["gridnotes"], page_size=2)
    world = replace(world, sites={**world.sites, "gridnotes": site})
    with (
        Newsroom(START, world=world) as room,
        bench(room, tmp_path, sites=["gridnotes"]) as on,
    ):
        assert on.crawl().status == 0
        # A source that is new brings what its first pages show: the archive is not news.
        assert sorted(on.requests("gridnotes", "section")) == ["/cars/", "/power/"]
        room.set_clock(datetime(2023, 12, 7, tzinfo=UTC))
        assert on.crawl().status == 0
        since = [one for one in world.published("gridnotes", room.clock()) if one.published > START]
        assert len(since) == 6
        assert {room.url("gridnotes", one.path) for one in since} <= {one.url for one in on.articles()}
        on.poll_now()
        room.clear_log()
        assert on.crawl().status == 0
        assert sorted(on.requests("gridnotes", "section")) == ["/cars/", "/power/"]
