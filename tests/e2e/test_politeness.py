"""Many slow sites at once, some of them hanging: each is treated politely, and none waits for another."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path

from storage.schema import ArticleRow
from tests.support.bench import bench_of
from tests.support.sites import Sites, serving

DELAY_S = 0.5
TIMEOUT_S = 2.0
SITES, HANGING, PAUSING, ARTICLES = 30, 3, 2, 3


def test_a_round_takes_as_long_as_its_slowest_site_and_every_site_is_treated_politely(tmp_path: Path) -> None:
    with (
        serving(Sites(SITES, ARTICLES, hanging=HANGING, pausing=PAUSING)) as sites,
        bench_of(tmp_path, host_delay_s=DELAY_S, request_timeout_s=TIMEOUT_S, extract_timeout_s=30) as on,
    ):
        sites.write_catalog(tmp_path / "catalog")
        assert on.crawl().status == 0
        assert on.count(ArticleRow) == (SITES - HANGING - PAUSING) * ARTICLES
        # robots.txt, the feed, the articles; where it hangs, one article.
        dictated = max((1 + ARTICLES) * DELAY_S + sites.delay_s, 2 * DELAY_S + TIMEOUT_S)
        took = max(one.ended_s for one in sites.log) - min(one.started_s for one in sites.log)
        in_turn = sum(one.ended_s - one.started_s for one in sites.log)
        assert dictated * 0.9 < took < dictated + 8, f"{took:.1f} s instead of {dictated:.1f} s"
        assert took < in_turn / 2
        for host in sites.hosts:
            _assert_politeness(sites, host)


def _assert_politeness(sites: Sites, host: str) -> None:
    asked = sites.asked(host)
    assert asked[0].path == "/robots.txt"
    assert [one for one in asked if one.others] == []
    assert [one for one in asked if one.path.startswith("/private/")] == []
    starts = [one.started_s for one in asked]
    # A request that is on its way when the machine is busy arrives late, and the next one in time.
    gaps = [later - earlier for earlier, later in pairwise(starts)]
    assert min(gaps) > DELAY_S / 2
    statuses = [one.status for one in asked]
    assert 429 not in statuses[:-1], "asked again while it wanted to be left alone"


def test_two_crawls_of_one_machine_share_a_site_between_them(tmp_path: Path) -> None:
    with serving(Sites(1, articles=8)) as sites, ExitStack() as benches, ThreadPoolExecutor(2) as pool:
        crawls = [
            benches.enter_context(bench_of(tmp_path / name, host_delay_s=0)) for name in ("monitor", "hand")
        ]
        for on in crawls:
            sites.write_catalog(on.folder / "catalog")
        assert [done.status for done in pool.map(lambda on: on.crawl(), crawls)] == [0, 0]
        assert [on.count(ArticleRow) for on in crawls] == [8, 8]
        first, second = (one.started_s for one in sites.log if one.path == "/feed")
        assert abs(first - second) < 2 * 8 * sites.delay_s, "they were at work at the same time"
        assert [one for one in sites.log if one.others] == []
