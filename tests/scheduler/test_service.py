"""The background service as a process: it polls in time, and ends in good order whatever is going on."""

import re
import time
from itertools import pairwise
from pathlib import Path

import pytest

from demo.newsroom import Newsroom
from storage.schema import CrawlRow, EndpointRow, HeartbeatRow, State
from tests.support.bench import bench
from tests.support.patience import wait_until


@pytest.fixture
def room() -> Newsroom:
    return Newsroom()


def test_a_list_is_asked_again_when_its_interval_is_over(room: Newsroom, tmp_path: Path) -> None:
    with room, bench(room, tmp_path, sites=("chewang",), poll_interval_s=1) as on:
        with on.running() as running:
            wait_until(lambda: len(on.requests("chewang", "feed")) >= 3, within_s=60, what="three polls")
            assert running.stop() == 0
        asked = [entry for entry in room.log() if entry["kind"] == "feed"]
        assert [entry["conditional"] for entry in asked] == [False] + [True] * (len(asked) - 1)
        times = [entry["at"] for entry in asked]
        assert all(later - earlier >= 1 for earlier, later in pairwise(times))
        assert on.requests("chewang", "robots") == ["/robots.txt"]


def test_sigterm_ends_a_crawl_in_the_middle_and_gives_back_what_it_held(
    room: Newsroom, tmp_path: Path
) -> None:
    with room, bench(room, tmp_path, sites=("chewang", "motorvolt")) as on:
        room.misbehave("motorvolt", "/news/*/*/", mode="hang", max_s=60)
        with on.running() as running:
            wait_until(lambda: on.requests("motorvolt", "article"), within_s=30, what="a hanging request")
            crawl = running.crawl()
            assert crawl is not None
            started = time.monotonic()
            assert running.stop(timeout_s=10) == 0
            assert time.monotonic() - started < 10
            assert not crawl.is_running()
        assert "Traceback" not in running.log
        assert on.rows(HeartbeatRow) == []
        held = [row for row in on.rows_of_frontier() if row.leased_by is not None]
        assert held == []
        assert {row.outcome for row in on.rows(CrawlRow)} <= {"shutdown", "died", "orphaned"}


def test_sigterm_does_not_wait_for_a_channel_that_says_nothing(room: Newsroom, tmp_path: Path) -> None:
    with room, bench(room, tmp_path, sites=("motorvolt",), poll_interval_s=600) as on:
        hook = room.sink_url("hook").replace("http://", "json://")
        assert on.evwatch("channels", "add", "hook", hook).status == 0
        assert (
            on.evwatch("rules", "add", "licence", '"manufacturing license"', "--channel", "hook").status == 0
        )
        room.misbehave("control", "/sink/*", mode="hang", max_s=60)
        with on.running() as running:
            wait_until(room.sink, within_s=60, what="a message")
            assert running.stop(timeout_s=10) == 0
        assert "stopped" in running.log


def test_a_crawl_that_overstays_is_ended_and_the_next_one_goes_on(room: Newsroom, tmp_path: Path) -> None:
    with room, bench(room, tmp_path, sites=("chewang", "motorvolt"), crawl_deadline_s=8) as on:
        room.misbehave("motorvolt", "/news/*/*/", mode="hang", max_s=60)
        with on.running() as running:
            wait_until(lambda: "ended after its deadline of 8 s" in running.log, within_s=60, what="the end")
            room.behave()
            wait_until(
                lambda: {row.state for row in on.rows_of_frontier()} == {State.DONE},
                within_s=60,
                what="the rest",
            )
            assert running.stop() == 0
        assert max(on.requests("motorvolt").count(path) for path in on.requests("motorvolt", "article")) <= 2


def test_a_host_on_pause_starts_no_crawl(room: Newsroom, tmp_path: Path) -> None:
    with room, bench(room, tmp_path, sites=("chewang",), poll_interval_s=1) as on:
        room.misbehave("chewang", "/feed", mode="status", status=503, retry_after=3600)
        with on.running() as running:
            wait_until(lambda: "crawl: finished" in running.log, within_s=60, what="the first crawl")
            time.sleep(4)
            assert running.stop() == 0
        assert on.count(CrawlRow) == 1
        assert len(on.requests("chewang", "feed")) == 1
        (endpoint,) = on.rows(EndpointRow)
        assert (endpoint.failures, endpoint.error) == (1, "HTTP 503")
        assert len(re.findall("could not read", running.log)) == 1
