"""Sites that fail in silence, through the real crawl: each is named, once, and a recovery is told."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock
from demo.newsroom import Newsroom
from scheduler.jobs.health import judge
from storage.schema import NoticeRow, SourceDayRow, SourceStateRow
from tests.support.bench import Bench, bench

EVENING = datetime(2023, 12, 4, 20, 0, tzinfo=UTC)
SITES = ("chewang", "dianchi", "evstandard", "gridnotes", "pluggedin", "stromblick")
MENDED = ("chewang", "evstandard", "pluggedin")


@dataclass(frozen=True)
class Told:
    """The bench after all, the titles told with the faults and without, and the states with them."""

    bench: Bench
    ill: list[str]
    again: list[str]
    states: dict[str, tuple[str, str | None]]


@pytest.fixture(scope="module")
def told(module_room: Newsroom, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    room, folder = module_room, tmp_path_factory.mktemp("health")
    room.set_clock(EVENING)
    with bench(room, folder, sites=SITES) as on:
        room.misbehave("chewang", "/feed", mode="garbage")
        room.misbehave("dianchi", "/*", mode="status", status=404)
        room.misbehave("dianchi", "/rss*", mode="slow", delay_ms=0)  # answered as ever
        room.misbehave("evstandard", "/feed*", mode="status", status=403)
        room.misbehave("pluggedin", "/feed*", mode="redirect", location="/")
        room.misbehave("stromblick", "/*", mode="status", status=500)
        room.misbehave("stromblick", "/robots.txt", mode="slow", delay_ms=0)
        on.crawl()
        first = _judged(on)
        on.crawl()
        ill = first + _judged(on)
        states = {row.source_id: (row.state, row.why) for row in on.rows(SourceStateRow)}
        room.behave()
        on.crawl(*MENDED)
        yield Told(on, ill, _judged(on), states)


def _judged(on: Bench) -> list[str]:
    with on.database.writing() as session:
        return judge(session, now=clock.now())


@pytest.mark.parametrize(
    ("site", "state", "why"),
    [
        pytest.param("chewang", "failing", "parse", id="an HTML page instead of the feed"),
        pytest.param("evstandard", "blocked", "blocked", id="a refusal"),
        pytest.param("pluggedin", "failing", "home", id="a feed that leads home"),
        pytest.param("dianchi", "collapsed", "pages_gone", id="every page gone"),
        pytest.param("stromblick", "failing", "server", id="a server error"),
        pytest.param("gridnotes", "fresh", None, id="nothing wrong"),
    ],
)
def test_each_failure_has_its_name(told: Told, site: str, state: str, why: str | None) -> None:
    assert told.states[site] == (state, why)


def test_each_is_told_once_and_so_is_its_recovery(told: Told) -> None:
    for site in MENDED:
        assert [title for title in told.ill if title.startswith(site)] == [
            f"{site} is {_said(told.states[site])}"
        ]
        assert f"{site} is well again" in told.again
    with told.bench.database.reading() as session:
        titles = list(session.scalars(select(NoticeRow.title)))
    assert len(titles) == len(set(titles))


def test_the_days_counts_are_those_of_the_crawls(told: Told) -> None:
    days = {row.source_id: row for row in told.bench.rows(SourceDayRow)}
    stored = sum(row.source_id == "gridnotes" for row in told.bench.articles())
    assert days["gridnotes"].articles_new == stored > 0
    assert days["evstandard"].failures["blocked"] == 2
    assert days["chewang"].polls_failed == 2


def test_the_command_names_the_ailing_and_its_exit_status_says_so(told: Told) -> None:
    told.bench.write(_make_ill)
    done = told.bench.evwatch("sources", "health")
    assert done.status == 1
    assert "failing" in done.out
    assert "gridnotes" in done.out
    assert "of 6 sources fresh" in told.bench.evwatch("status").out


def _make_ill(session: Session) -> None:
    session.get_one(SourceStateRow, "chewang").state = "failing"


def _said(state: tuple[str, str | None]) -> str:
    return state[0] if state[1] in (None, state[0]) else f"{state[0]} ({state[1]})"
