"""What sites do to a crawler, all at once: each loss has its reason, and costs nobody else anything.

One crawl meets all the trouble, a second one comes right after it; each test looks at one of them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from core import clock
from core.errors import SkipReason
from demo.newsroom import Newsroom
from storage.schema import CrawlRow, FrontierRow, State
from tests.support.bench import Bench, bench
from tests.support.child import Done

EVENING = datetime(2023, 12, 4, 20, 0, tzinfo=UTC)
SITES = ("chewang", "dianchi", "evstandard", "gridnotes", "motorvolt", "pluggedin", "stromblick")
TIMEOUT_S = 3
RETRY_AFTER_S = 3600
MOVED_TO = "/2023/12/01/november-deliveries-record/"


@dataclass(frozen=True)
class Trouble:
    """The bench after both crawls. ``between`` is what each site had been asked for after the first."""

    bench: Bench
    first: Done
    second: Done
    began: datetime
    between: dict[str, int]

    def row(self, article_id: str) -> FrontierRow:
        article = self.bench.room.world.by_id[article_id]
        return self.bench.candidate(article.site_id, article.path)

    def stored(self, article_id: str) -> bool:
        article = self.bench.room.world.by_id[article_id]
        url = self.bench.room.url(article.site_id, article.path)
        return any(row.url == url for row in self.bench.articles())


@pytest.fixture(scope="module")
def trouble(module_room: Newsroom, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trouble]:
    room, folder = module_room, tmp_path_factory.mktemp("trouble")
    room.set_clock(EVENING)
    _misbehave(room)
    with bench(room, folder, sites=SITES, request_timeout_s=TIMEOUT_S) as on:
        began = clock.now()
        first = on.crawl()
        between = {site: len(on.requests(site)) for site in SITES}
        second = on.crawl()
        yield Trouble(on, first, second, began, between)


def _misbehave(room: Newsroom) -> None:
    def spoil(article_id: str, mode: str, **options: Any) -> None:
        article = room.world.by_id[article_id]
        room.misbehave(article.site_id, article.path, mode=mode, **options)

    spoil("pluggedin/charger-uptime-ninety-seven", "status", status=404)
    spoil("pluggedin/november-deliveries-record", "status", status=410)
    spoil("pluggedin/foreign-entity-rule-what-we-know", "status", status=500)
    spoil("pluggedin/xiaomi-sedan-plates-spotted", "drop")
    spoil("pluggedin/electric-school-buses-pay-their-way", "bomb", size_mb=64)
    spoil("pluggedin/retired-packs-keep-the-lights-on", "hang", max_s=20)
    spoil("pluggedin/software-license-deal-for-dashboards", "slow", delay_ms=500)
    spoil("dianchi/weilai-zaoche-zizhi", "lying-charset", charset="utf-8")
    spoil("dianchi/xiaomi-qiche-gongshi", "lying-charset", charset="iso-8859-1")
    spoil("evstandard/sunday-reading-list", "truncate")
    moved = room.world.by_id["evstandard/plate-maker-goes-electric"]
    spoil("evstandard/why-used-ev-prices-fell", "redirect", location=moved.path)
    spoil("evstandard/plate-maker-goes-electric", "slow", delay_ms=0)
    room.misbehave("motorvolt", "/news/*/*/", mode="status", status=503, retry_after=RETRY_AFTER_S)
    room.misbehave("stromblick", "/robots.txt", mode="status", status=500)
    room.misbehave("chewang", "/feed", mode="garbage", times=1)
    room.misbehave("gridnotes", "/power/", mode="hang", max_s=20)


@pytest.mark.parametrize(
    ("article_id", "reason", "detail"),
    [
        pytest.param("charger-uptime-ninety-seven", SkipReason.NOT_FOUND, "HTTP 404", id="404 is not found"),
        pytest.param("november-deliveries-record", SkipReason.NOT_FOUND, "HTTP 410", id="410 is not found"),
        pytest.param(
            "electric-school-buses-pay-their-way", SkipReason.TOO_LARGE, "", id="a bomb is too large"
        ),
    ],
)
def test_what_will_not_get_better_is_given_up_with_its_reason(
    trouble: Trouble, article_id: str, reason: SkipReason, detail: str
) -> None:
    row = trouble.row(f"pluggedin/{article_id}")
    assert (row.state, row.reason) == (State.FAILED, reason)
    assert detail in (row.detail or "")
    assert trouble.bench.requests("pluggedin").count(_path(row)) == 1


@pytest.mark.parametrize(
    ("article_id", "reason"),
    [
        pytest.param("foreign-entity-rule-what-we-know", SkipReason.HTTP_ERROR, id="a server error"),
        pytest.param("xiaomi-sedan-plates-spotted", SkipReason.UNREACHABLE, id="a connection cut off"),
        pytest.param("retired-packs-keep-the-lights-on", SkipReason.TIMEOUT, id="a site that says nothing"),
    ],
)
def test_what_may_get_better_waits_for_a_later_attempt(
    trouble: Trouble, article_id: str, reason: SkipReason
) -> None:
    row = trouble.row(f"pluggedin/{article_id}")
    assert (row.state, row.reason, row.attempts, row.leased_by) == (State.QUEUED, reason, 1, None)
    assert row.due_at > trouble.began + timedelta(seconds=55)
    assert trouble.bench.requests("pluggedin").count(_path(row)) == 1


@pytest.mark.parametrize(
    "article_id",
    [
        pytest.param("pluggedin/software-license-deal-for-dashboards", id="slow"),
        pytest.param("dianchi/weilai-zaoche-zizhi", id="GBK called UTF-8"),
        pytest.param("dianchi/xiaomi-qiche-gongshi", id="GBK called Latin-1"),
    ],
)
def test_what_can_be_read_all_the_same_is_stored_as_it_reads(trouble: Trouble, article_id: str) -> None:
    gold = next(value for value in trouble.bench.room.gold() if value["id"] == article_id)
    article = next(row for row in trouble.bench.articles() if row.url == gold["url"])
    assert article.title == gold["title"]
    assert all(paragraph in article.body for paragraph in gold["paragraphs"])


def test_half_a_page_is_an_article_with_the_half_that_came(trouble: Trouble) -> None:
    row = trouble.row("evstandard/sunday-reading-list")
    assert row.state == State.DONE or row.reason == SkipReason.NO_TEXT


def test_where_a_redirect_ends_is_the_articles_identity(trouble: Trouble) -> None:
    assert trouble.row("evstandard/why-used-ev-prices-fell").state == State.DONE
    assert trouble.row("evstandard/plate-maker-goes-electric").state == State.DONE
    assert not trouble.stored("evstandard/why-used-ev-prices-fell")
    assert trouble.stored("evstandard/plate-maker-goes-electric")


def test_a_host_that_asks_for_a_pause_gets_it_at_once_and_in_the_next_crawl(trouble: Trouble) -> None:
    host = trouble.bench.host("motorvolt")
    assert host is not None
    assert host.backoff_until is not None
    after = (host.backoff_until - trouble.began).total_seconds()
    assert RETRY_AFTER_S <= after <= RETRY_AFTER_S + 120
    assert len(trouble.bench.requests("motorvolt", "article")) == 1
    assert len(trouble.bench.requests("motorvolt")) == trouble.between["motorvolt"]
    rows = [row for row in trouble.bench.rows(FrontierRow) if row.source_id == "motorvolt"]
    assert {row.state for row in rows} == {State.QUEUED}
    assert sum(row.attempts for row in rows) == 1, "to be asked to wait is no attempt"
    assert {row.leased_by for row in rows} == {None}


def test_without_its_rules_a_site_is_not_read(trouble: Trouble) -> None:
    assert set(trouble.bench.requests("stromblick")) == {"/robots.txt"}
    feed = trouble.bench.endpoint("stromblick")
    assert (feed.failures, feed.status) == (2, None)
    assert "robots.txt" in (feed.error or "")
    assert not [row for row in trouble.bench.rows(FrontierRow) if row.source_id == "stromblick"]


def test_garbage_is_no_feed_and_its_validators_are_not_kept(trouble: Trouble) -> None:
    asked = [
        entry for entry in trouble.bench.room.log() if (entry["site"], entry["kind"]) == ("chewang", "feed")
    ]
    assert [entry["conditional"] for entry in asked] == [False, False]
    assert trouble.first.err.count("chewang") <= 1
    feed = trouble.bench.endpoint("chewang")
    assert (feed.polls, feed.failures, feed.error) == (2, 0, None), "the second crawl read it"
    assert trouble.stored("chewang/weilai-shengchan-zizhi-kuaixun")


def test_a_list_that_hangs_is_a_failed_poll_and_the_sites_other_list_is_read(trouble: Trouble) -> None:
    lists = {row.url.rsplit("/", 2)[1]: row for row in trouble.bench.rows_of_endpoints("gridnotes")}
    assert lists["power"].failures == 2
    assert (lists["power"].error or "").startswith("timeout")
    assert lists["cars"].error is None
    assert trouble.stored("gridnotes/caravan-towing-test")


def test_trouble_is_no_failure_of_the_crawl_and_no_traceback(trouble: Trouble) -> None:
    for done in (trouble.first, trouble.second):
        assert done.status == 0
        assert "Traceback" not in done.err
    assert [row.outcome for row in trouble.bench.rows(CrawlRow)] == ["finished", "finished"]


def test_every_loss_is_counted_under_its_reason(trouble: Trouble) -> None:
    counters = trouble.bench.rows(CrawlRow)[0].counters
    skipped = {key: value for key, value in counters.items() if key.startswith("skip/")}
    assert skipped == {
        "skip/not_found": 2,
        "skip/http_error": 2,
        "skip/unreachable": 1,
        "skip/timeout": 1,
        "skip/too_large": 1,
        "skip/robots": 1,
    }


def _path(row: FrontierRow) -> str:
    return "/" + row.url.split("/", 3)[3]
