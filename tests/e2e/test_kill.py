"""kill -9 at different moments: nothing is lost, nothing is done twice unseen."""

import json
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import psutil
import pytest

from demo.newsroom import Newsroom
from storage.schema import AlertRow, ArticleRow, CrawlRow, FrontierRow, PageRow, State
from tests.support.bench import Bench, bench
from tests.support.child import Monitor
from tests.support.patience import wait_until

EVENING = datetime(2023, 12, 4, 20, 0, tzinfo=UTC)
SITES = ("chewang", "evstandard", "motorvolt", "stromblick")
RULE = '"manufacturing license"'
# The alerts: each of one story, by whichever of its articles the rules see first.
EXPECTED = (
    {"motorvolt/xiaomi-waits-for-permit"},
    {"motorvolt/nio-own-manufacturing-licence", "evstandard/nio-stands-on-its-own-feet"},
)
SETTLED_S = 60.0

Moment = Callable[[Bench, Monitor], list[psutil.Process]]


@pytest.fixture
def evening(room: Newsroom) -> Newsroom:
    room.set_clock(EVENING)
    return room


def _while_feeds_are_asked(on: Bench, running: Monitor) -> list[psutil.Process]:
    wait_until(lambda: on.requests("evstandard", "feed"), within_s=SETTLED_S, what="a poll")
    return _crawl_and_its_workers(running)


def _between_two_articles(on: Bench, running: Monitor) -> list[psutil.Process]:
    wait_until(lambda: on.count(ArticleRow) >= 6, within_s=SETTLED_S, what="a few articles")
    return _crawl_and_its_workers(running)


def _between_two_pages_of_an_article(on: Bench, running: Monitor) -> list[psutil.Process]:
    wait_until(
        lambda: any(row.final_url.endswith("/2/") for row in on.rows(PageRow)),
        within_s=SETTLED_S,
        what="an article's second page",
    )
    return _crawl_and_its_workers(running)


def _with_pages_kept_and_nobody_to_parse_them(on: Bench, running: Monitor) -> list[psutil.Process]:
    wait_until(lambda: on.requests("motorvolt", "article"), within_s=SETTLED_S, what="a request")
    family = _crawl_and_its_workers(running)
    parsers = [worker for child in family[0].children() for worker in child.children()]
    for parser in parsers:
        parser.suspend()
    wait_until(lambda: len(_in_state(on, State.FETCHED)) >= 3, within_s=SETTLED_S, what="kept pages")
    return family


def _crawl_and_its_workers(running: Monitor) -> list[psutil.Process]:
    crawl = running.crawl()
    assert crawl is not None
    return [crawl, *crawl.children(recursive=True)]


def _lives(process: psutil.Process) -> bool:
    return bool(process.is_running())


def _in_state(on: Bench, *states: State) -> list[FrontierRow]:
    return [row for row in on.rows(FrontierRow) if row.state in states]


@pytest.mark.parametrize(
    "moment",
    [
        pytest.param(_while_feeds_are_asked, id="while feeds are asked"),
        pytest.param(_between_two_articles, id="between two articles"),
        pytest.param(_between_two_pages_of_an_article, id="between two pages of an article"),
        pytest.param(_with_pages_kept_and_nobody_to_parse_them, id="with pages kept and not yet parsed"),
    ],
)
def test_a_killed_crawl_loses_nothing_and_repeats_nothing(
    moment: Moment, evening: Newsroom, tmp_path: Path
) -> None:
    with bench(evening, tmp_path, sites=SITES, poll_interval_s=600, extract_timeout_s=60) as on:
        _save_rule(on)
        evening.misbehave("*", "/*", mode="slow", delay_ms=300)
        with on.running() as running:
            family = moment(on, running)
            family[0].kill()
            wait_until(lambda: not _lives(family[0]), within_s=10, what="the death of the crawl")
            kept = _kept_paths(on)
            for process in filter(_lives, family):
                process.resume()
            evening.behave()
            on.wait_for_rest(running, within_s=SETTLED_S)
            _assert_all_is_well(on, kept)
            assert Counter(row.outcome for row in on.rows(CrawlRow))["died"] == 1
            wait_until(
                lambda: not any(map(_lives, family)), within_s=10, what="the end of the crawl's parsers"
            )
            assert running.stop() == 0
        assert "died (exit status -9)" in running.log
        assert "Traceback" not in running.log


def test_a_killed_monitor_goes_on_where_it_was(evening: Newsroom, tmp_path: Path) -> None:
    # A message in hand is held for as long as an attempt may take.
    with bench(evening, tmp_path, sites=SITES, poll_interval_s=600, delivery_timeout_s=1) as on:
        _save_rule(on)
        evening.misbehave("*", "/*", mode="slow", delay_ms=200)
        evening.misbehave("stromblick", "/2023/*", mode="slow", delay_ms=4000)
        with on.running() as running:
            wait_until(evening.sink, within_s=SETTLED_S, what="the first alert")
            running.kill_dead()
        kept = _kept_paths(on)
        assert _in_state(on, State.QUEUED), "it was killed too late to show anything"
        evening.behave()
        with on.running() as again:
            on.wait_for_rest(again, within_s=SETTLED_S)
            _assert_all_is_well(on, kept, sent_again=True)
            assert again.stop() == 0


def test_a_killed_monitor_leaves_no_lock_and_no_second_leader(evening: Newsroom, tmp_path: Path) -> None:
    with bench(evening, tmp_path, sites=("chewang",)) as on, on.running() as running:
        wait_until(lambda: "evwatch runs on" in running.log, within_s=30, what="the start")
        second = on.evwatch("run")
        assert second.status == 2
        assert "another `evwatch run` is already at work" in second.err
        running.kill_dead()
        with on.running() as again:
            wait_until(lambda: again.log.count("evwatch runs on") == 2, within_s=30, what="the take-over")


def test_a_crawl_by_hand_takes_over_at_once_what_a_killed_one_held(evening: Newsroom, tmp_path: Path) -> None:
    with bench(evening, tmp_path, sites=("motorvolt",)) as on:
        evening.misbehave("motorvolt", "/news/*/*/", mode="hang")
        with on.running() as running:
            wait_until(lambda: on.requests("motorvolt", "article"), within_s=30, what="the hanging request")
            running.kill_dead()
        held = [row for row in on.rows(FrontierRow) if row.leased_by is not None]
        assert held
        evening.behave()
        assert on.crawl().status == 0
        assert {row.state for row in on.rows(FrontierRow)} == {State.DONE}


def _save_rule(on: Bench) -> None:
    hook = on.room.sink_url("hook").replace("http://", "json://")
    assert on.evwatch("channels", "add", "hook", hook).status == 0
    assert on.evwatch("rules", "add", "licence", RULE, "--channel", "hook").status == 0


def _kept_paths(on: Bench) -> set[tuple[str, str]]:
    done = _in_state(on, State.FETCHED, State.DONE)
    return {(row.source_id, "/" + row.url.split("/", 3)[3]) for row in done}


def _assert_all_is_well(on: Bench, kept: set[tuple[str, str]], *, sent_again: bool = False) -> None:
    gold = [value for value in on.room.gold() if value["site"] in SITES]
    stored = Counter((row.url, row.title) for row in on.articles())
    assert stored == Counter((value["url"], value["title"]) for value in gold)
    assert {row.state for row in on.rows(FrontierRow)} == {State.DONE}
    ids = {value["url"]: value["id"] for value in gold}
    fired = [ids[row.url] for row in on.articles() if row.id in {a.article_id for a in on.rows(AlertRow)}]
    assert [sum(article in story for article in fired) for story in EXPECTED] == [1, 1]
    assert on.count(AlertRow) == len(EXPECTED)
    messages = [json.loads(entry["body"]) for entry in on.room.sink()]
    told = Counter(ids[url] for _, url in {(message["delivery"], message["url"]) for message in messages})
    assert told == Counter(fired)
    assert sent_again or len(messages) == len(EXPECTED)
    asked = Counter((entry["site"], entry["path"]) for entry in on.room.log() if entry["kind"] == "article")
    assert {path: asked[path] for path in kept if asked[path] != 1} == {}
    assert max(asked.values()) <= 2
    assert on.count(PageRow) == sum(len(value["page_urls"]) for value in gold)
