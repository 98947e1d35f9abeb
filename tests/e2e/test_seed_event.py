"""A ministry lets Nio make cars: six sites tell it in two languages, and readers hear it once."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from demo.newsroom import Newsroom
from storage.schema import MatchRow, RuleRow
from tests.support.bench import Bench, bench

NIGHT = datetime(2023, 12, 5, 20, 0, tzinfo=UTC)
SITES = ("ministry", "chewang", "gridnotes", "motorvolt", "pluggedin", "evstandard")
TELL_IT = (
    "ministry/zhunru-qiye-gonggao-202312",
    "chewang/weilai-shengchan-zizhi-kuaixun",
    "gridnotes/nio-authorised-to-make-cars",
    "motorvolt/nio-own-manufacturing-licence",
    "pluggedin/nio-wins-manufacturing-license",
    "evstandard/nio-stands-on-its-own-feet",
)


@dataclass(frozen=True)
class Told:
    bench: Bench
    messages: list[dict[str, Any]]

    def of(self, rule: str) -> list[dict[str, Any]]:
        """What a rule told of the event."""
        urls = {self.url(article_id) for article_id in TELL_IT}
        return [one for one in self.messages if one["rule"] == rule and one["article"]["url"] in urls]

    def url(self, article_id: str) -> str:
        return str(next(gold["url"] for gold in self.bench.room.gold() if gold["id"] == article_id))

    def matched(self, rule: str) -> set[str]:
        """The newsroom's ids of the articles that a rule matched."""
        ids = {gold["url"]: gold["id"] for gold in self.bench.room.gold()}
        urls = {row.id: row.url for row in self.bench.articles()}
        numbers = {row.id for row in self.bench.rows(RuleRow) if row.name == rule}
        return {ids[urls[row.article_id]] for row in self.bench.rows(MatchRow) if row.rule_id in numbers}


@pytest.fixture(scope="module")
def told(module_room: Newsroom, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    folder = tmp_path_factory.mktemp("seed")
    file = folder / "alerts.jsonl"
    module_room.set_clock(NIGHT)
    with bench(module_room, folder, sites=SITES, poll_interval_s=600) as on:
        for command in (
            ("channels", "add", "file", f"jsonl://{file}"),
            ("rules", "add", "ready", "--preset", "cn-licence", "--channel", "file"),
            ("rules", "add", "plain", '"manufacturing license"', "--channel", "file"),
        ):
            done = on.evwatch(*command)
            assert done.status == 0, done.err
        assert on.crawl().status == 0
        with on.running() as monitor:
            on.wait_for_rest(monitor)
            assert monitor.stop() == 0
        yield Told(on, [json.loads(line) for line in file.read_text("utf-8").splitlines()])


def test_the_ready_rule_alerts_once_with_the_first_source_and_the_others_under_it(told: Told) -> None:
    (alert,) = told.of("ready")
    first, *others = alert["sources"]
    assert (first["source"], first["kind"], first["lead_minutes"]) == ("产业与装备管理门户", "regulator", 0)
    assert len(others) == 5
    leads = [one["lead_minutes"] for one in alert["sources"]]
    assert leads == sorted(leads)
    assert "5 more" in alert["text"]


def test_it_says_why_in_the_words_of_the_article(told: Told) -> None:
    (alert,) = told.of("ready")
    assert alert["severity"] == "high"
    assert alert["why"]
    assert any(passage["matches"] for passage in alert["passages"])


def test_the_ready_rule_knows_every_telling_by_its_own_words(told: Told) -> None:
    assert set(TELL_IT) <= told.matched("ready")


def test_plain_words_catch_both_spellings_and_no_licence_plates(told: Told) -> None:
    found = told.matched("plain")
    assert {
        "motorvolt/nio-own-manufacturing-licence",
        "pluggedin/nio-wins-manufacturing-license",
        "evstandard/nio-stands-on-its-own-feet",
    } <= found
    assert "evstandard/plate-maker-goes-electric" not in found
    assert len(told.of("plain")) == 1
