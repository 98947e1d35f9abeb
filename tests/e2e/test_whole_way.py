"""From published to alerted: the newsroom, ``evwatch run`` as a process, three rounds of publishing.

The run happens once; each test looks at another side of what it left behind.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from demo.newsroom import Newsroom
from storage.schema import AlertRow, ArticleRow, DeliveryRow, EndpointRow, FrontierRow, MatchRow, RevisionRow
from tests.support.bench import Bench, bench
from tests.support.golden import faults

AFTERNOON = datetime(2023, 12, 4, 15, 0, tzinfo=UTC)
EVENING = datetime(2023, 12, 4, 20, 0, tzinfo=UTC)
ROUNDS = 3

RETITLED = "pluggedin/nio-wins-manufacturing-license"
FIRST_TITLE = "Nio wins its own manufacturing license in China"
LATER_TITLE = "Nio wins its own manufacturing license in China, shares jump"

RULES = {
    "licence": '"manufacturing license"',
    "资质": "生产资质 OR 造车资质",
    "deutsch": "Produktionslizenz lang:de",
    "hartley": 'author:"Imogen Hartley"',
    "wire": 'title:"China authorizes Nio"',
}
# By reading what the newsroom prints up to the evening. Each entry is an alert: the article that makes the
# rule fire, or several of which the first to arrive does because they print the same text.
EXPECTED = {
    "licence": [
        {"pluggedin/xiaomi-sedan-plates-spotted", "motorvolt/xiaomi-waits-for-permit"},
        {"motorvolt/nio-own-manufacturing-licence", RETITLED, "evstandard/nio-stands-on-its-own-feet"},
    ],
    "资质": [
        {"dianchi/xiaomi-qiche-gongshi", "chewang/xiaomi-zizhi-zhilu"},
        {"chewang/weilai-shengchan-zizhi-kuaixun", "dianchi/weilai-zaoche-zizhi"},
    ],
    "deutsch": [{"stromblick/nio-erhaelt-produktionslizenz"}],
    "hartley": [
        {"motorvolt/november-registrations-china-makers"},
        {"motorvolt/xiaomi-waits-for-permit"},
        {"motorvolt/reservoir-ferry-goes-electric"},
        {"motorvolt/nio-own-manufacturing-licence"},
    ],
    "wire": [{"harbourpost/china-authorizes-nio", "gridnotes/china-authorizes-nio-wire-copy"}],
}
ON_THE_CONSOLE = "licence"


@dataclass(frozen=True)
class Run:
    """What a finished ``evwatch run`` left behind."""

    bench: Bench
    exit_status: int
    log: str

    @property
    def ids(self) -> dict[str, str]:
        """The newsroom's article ids by address."""
        return {gold["url"]: gold["id"] for gold in self.bench.room.gold()}

    def id_of(self, article_id: int) -> str:
        row = next(row for row in self.bench.articles() if row.id == article_id)
        return self.ids[row.url]


@pytest.fixture(scope="module")
def run(module_room: Newsroom, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    room, folder = module_room, tmp_path_factory.mktemp("whole")
    with bench(room, folder, poll_interval_s=600) as on:
        _save_rules(on)
        with on.running() as monitor:
            on.wait_for_rest(monitor)
            for now in (AFTERNOON, EVENING):
                room.set_clock(now)
                on.poll_now()
                on.wait_for_rest(monitor)
            status = monitor.stop()
        yield Run(on, status, monitor.log)


def _save_rules(on: Bench) -> None:
    hook = on.room.sink_url("hook").replace("http://", "json://")
    commands = [["channels", "add", "hook", hook], ["channels", "add", "console", "console://"]]
    for name, query in RULES.items():
        also = ["--channel", "console"] if name == ON_THE_CONSOLE else []
        commands.append(["rules", "add", name, query, "--channel", "hook", *also])
    for command in commands:
        done = on.evwatch(*command)
        assert done.status == 0, done.err


def test_every_published_article_is_stored_once_as_printed_and_nothing_else(run: Run) -> None:
    assert faults(run.bench.articles(), run.bench.room) == []


def test_every_candidate_is_settled_and_the_forbidden_link_says_why(run: Run) -> None:
    states = Counter((row.state, row.reason) for row in run.bench.rows(FrontierRow))
    assert states == {("done", None): len(run.bench.room.gold()), ("failed", "robots"): 1}


def test_each_rule_fires_once_for_each_story_it_describes(run: Run) -> None:
    rules = dict(zip(range(1, len(RULES) + 1), RULES, strict=True))
    fired = [(rules[alert.rule_id], run.id_of(alert.article_id)) for alert in run.bench.rows(AlertRow)]
    _assert_expected(fired, list(RULES))


def test_the_webhook_gets_each_alert_once_under_a_key_of_its_own(run: Run) -> None:
    received = run.bench.room.sink()
    messages = [json.loads(entry["body"]) for entry in received]
    _assert_expected([(message["rule"], run.ids[message["url"]]) for message in messages], list(RULES))
    keys = [entry["headers"]["x-evwatch-delivery"] for entry in received]
    assert len(set(keys)) == len(keys)
    assert keys == [message["delivery"] for message in messages]


def test_the_console_shows_the_alerts_of_its_rule(run: Run) -> None:
    shown = re.findall(r"^ALERT (.+)$", run.log, re.MULTILINE)
    assert shown == [f"{ON_THE_CONSOLE} (medium)"] * len(EXPECTED[ON_THE_CONSOLE])


def test_nothing_waits_in_the_outbox(run: Run) -> None:
    alerts = sum(map(len, EXPECTED.values())) + len(EXPECTED[ON_THE_CONSOLE])
    assert [row.state for row in run.bench.rows(DeliveryRow)] == ["sent"] * alerts
    assert {row.attempts for row in run.bench.rows(DeliveryRow)} == {1}


def test_copies_of_one_text_are_two_articles_of_one_story(run: Run) -> None:
    by_id = {run.ids[row.url]: row for row in run.bench.articles()}
    original, copy = (
        by_id["harbourpost/china-authorizes-nio"],
        by_id["gridnotes/china-authorizes-nio-wire-copy"],
    )
    assert original.story_id == copy.story_id
    matched = {row.article_id for row in run.bench.rows(MatchRow)}
    assert {original.id, copy.id} <= matched


def test_the_retitled_article_has_one_revision_and_no_second_alert(run: Run) -> None:
    (revision,) = run.bench.rows(RevisionRow)
    article = next(row for row in run.bench.articles() if row.id == revision.article_id)
    assert run.ids[article.url] == RETITLED
    assert (revision.number, revision.title, article.title) == (1, FIRST_TITLE, LATER_TITLE)
    assert "four percent in early trading" in revision.body
    assert "seven percent by mid-morning" in article.body
    assert article.changed_at == revision.replaced_at > article.first_seen_at
    headlines = [json.loads(entry["body"])["headline"] for entry in run.bench.room.sink()]
    assert headlines.count(FIRST_TITLE) <= 1, "another telling of the story may have been first"
    assert LATER_TITLE not in headlines


def test_the_search_index_has_the_revised_text(run: Run) -> None:
    done = run.bench.evwatch("search", 'title:"shares jump"', "--json")
    assert [json.loads(line)["title"] for line in done.out.splitlines()] == [LATER_TITLE]
    done = run.bench.evwatch("search", '"four percent in early trading"', "--json")
    assert done.out == ""


def test_each_site_saw_exactly_the_requests_it_had_to(run: Run) -> None:
    room = run.bench.room
    published = Counter(gold["site"] for gold in room.gold() for _ in gold["page_urls"])
    expected = {
        source["id"]: _without_zeros(
            robots=1,
            feed=ROUNDS * len(source["feeds"]),
            section=ROUNDS * len(source["section_pages"]),
            sitemap=ROUNDS * len(source["sitemaps"]),
            article=published[source["id"]] + (1 if RETITLED.startswith(source["id"]) else 0),
        )
        for source in room.sources()
    }
    assert room.counts() == expected | {"control": {"sink": len(room.sink())}}


def test_no_article_was_asked_for_twice_but_the_retitled_one(run: Run) -> None:
    room = run.bench.room
    asked = Counter((entry["site"], entry["path"]) for entry in room.log() if entry["kind"] == "article")
    twice = {path: times for path, times in asked.items() if times > 1}
    assert twice == {("pluggedin", room.world.by_id[RETITLED].path): 2}


def test_polls_are_recorded_and_conditional_after_the_first(run: Run) -> None:
    log = run.bench.room.log()
    for endpoint in run.bench.rows(EndpointRow):
        path = "/" + endpoint.url.split("/", 3)[3]
        asked = [entry for entry in log if (entry["site"], entry["path"]) == (endpoint.source_id, path)]
        assert (len(asked), endpoint.failures, endpoint.error) == (endpoint.polls, 0, None), endpoint.url
        conditional = [entry["conditional"] for entry in asked]
        later = endpoint.kind != "section"  # the newsroom's lists have no validators
        assert conditional == [False] + [later] * (ROUNDS - 1), endpoint.url


def test_one_request_at_a_time_and_under_one_honest_name(run: Run) -> None:
    of_sites = [entry for entry in run.bench.room.log() if entry["site"] != "control"]
    assert {entry["in_flight"] for entry in of_sites} == {1}
    assert all(entry["user_agent"].startswith("evwatch/") for entry in of_sites)


def test_the_delay_that_a_site_asks_for_is_kept(run: Run) -> None:
    site = run.bench.room.world.sites["harbourpost"]
    assert site.robots.crawl_delay_s == 0.5
    times = [entry["at"] for entry in run.bench.room.log() if entry["site"] == site.id]
    after_the_rules = [times[1:6], times[6:11]]  # the delay counts from what the rules say
    for first, *_, last in after_the_rules:
        # Between sending and arriving a request may lose a moment on a busy machine.
        assert last - first > 4 * 0.5 - 0.3


def test_sigterm_ends_it_in_good_order_and_the_log_tells_what_each_job_did(run: Run) -> None:
    assert run.exit_status == 0
    assert "Traceback" not in run.log
    assert len(re.findall(r" crawl: finished; ", run.log)) == ROUNDS
    assert re.search(r" match: matched \d+ articles, \d+ alerts", run.log)
    assert re.search(r" deliver: sent \d+ messages", run.log)
    assert "stopped" in run.log.splitlines()[-1]


def test_the_status_says_that_it_does_not_run_any_more(run: Run, tmp_path: Path) -> None:
    said = run.bench.evwatch("status").out
    assert "monitor   not running" in said
    assert f"{run.bench.count(ArticleRow)} articles" in said


def _assert_expected(fired: list[tuple[str, str]], rules: list[str]) -> None:
    for rule in rules:
        articles = [article for name, article in fired if name == rule]
        expected = EXPECTED[rule]
        assert len(articles) == len(expected), (rule, articles)
        assert all(any(article in one for article in articles) for one in expected), (rule, articles)


def _without_zeros(**counts: int) -> dict[str, int]:
    return {kind: count for kind, count in counts.items() if count}
