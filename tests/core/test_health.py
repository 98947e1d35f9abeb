"""Verdicts and standings from values alone."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from core.diagnosis import assess, is_run, line_down_since
from core.health import Chart, Kind, Look, Poll, State, Verdict
from core.standing import Alarm, Standing, step

NOON = datetime(2023, 12, 4, 12, 0, tzinfo=UTC)
FEED = "https://evpost.example/feed"
WELL, ILL = Verdict(State.FRESH), Verdict(State.FAILING, "dns")


def polls(*kinds: Kind | None, host: str = "evpost.example", shift_min: int = 0) -> list[Poll]:
    """Polls an hour apart, the newest first, as the kinds are given."""
    return [
        Poll(NOON - timedelta(hours=i, minutes=shift_min), host, kind, entries=None if kind else 20)
        for i, kind in enumerate(kinds)
    ]


def looks(count: int = 40, *, newest: int = 0, **changed: Any) -> list[Look]:
    """Articles every three hours, the newest ``newest`` of them with something changed."""
    made = []
    for i in range(count):
        at = NOON - timedelta(hours=3 * i)
        facts: dict[str, Any] = {
            "seen_at": at,
            "published": at,
            "title": f"Title {i}",
            "chars": 2000 + 37 * i,
            "mark": str(i),
            "language": "en",
            "has_byline": True,
            "is_teaser": False,
            "is_paywalled": False,
        }
        made.append(Look(**(facts | changed if i < newest else facts)))
    return made


@pytest.mark.parametrize(
    ("shows", "is_one"),
    [
        pytest.param([True, True] + [False] * 100, True, id="two in a row where there was none"),
        pytest.param([True] + [False] * 100, False, id="one is chance"),
        pytest.param([True, True] + [False, True, True] * 30, False, id="two where that is usual"),
        pytest.param([False, True, True, True] + [False] * 50, False, id="over already"),
        pytest.param([True, True, False, True, True] + [False] * 300, False, id="no longer than ever before"),
    ],
)
def test_a_run_is_judged_by_the_sources_own_history(shows: list[bool], is_one: bool) -> None:
    assert is_run(shows, least=2, chance=1e-4) is is_one


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        pytest.param({"chars": 480, "mark": "wall"}, "same_text", id="a consent wall"),
        pytest.param({"title": "News"}, "same_title", id="titles alike"),
        pytest.param({"published": NOON}, "same_date", id="dates frozen"),
        pytest.param({"published": None}, "no_date", id="dates vanished"),
        pytest.param({"has_byline": False}, "no_byline", id="bylines vanished"),
        pytest.param({"is_teaser": True}, "teasers", id="only teasers"),
        pytest.param({"is_paywalled": True}, "paywall", id="only paywalls"),
        pytest.param({"language": "nl"}, "language", id="another language"),
    ],
)
def test_articles_that_all_changed_in_one_way_are_a_collapse(changed: dict[str, Any], why: str) -> None:
    chart = Chart({FEED: polls(None, None)}, looks(newest=4, **changed))
    verdict = assess(chart, polls(None, host="other.example"), now=NOON)
    assert (verdict.state, verdict.why) == (State.COLLAPSED, why)


def test_articles_that_were_always_so_are_no_collapse() -> None:
    chart = Chart({FEED: polls(None, None)}, looks(newest=40, has_byline=False))
    assert assess(chart, (), now=NOON).state is State.FRESH


def test_a_failure_counts_only_where_another_host_was_reached_around_it() -> None:
    chart = Chart({FEED: polls(Kind.DNS, Kind.DNS, *[None] * 40)}, looks())
    others = polls(*[None] * 40, host="other.example", shift_min=1)
    assert assess(chart, others, now=NOON).state is State.FAILING
    silent = polls(Kind.DNS, Kind.DNS, Kind.DNS, *[None] * 40, host="other.example", shift_min=1)
    assert assess(chart, silent, now=NOON).state is State.FRESH


def test_a_host_that_answers_with_a_refusal_needs_no_witness() -> None:
    chart = Chart({FEED: polls(Kind.BLOCKED, Kind.BLOCKED, *[None] * 40)}, looks())
    assert assess(chart, (), now=NOON).state is State.BLOCKED


def test_the_line_is_down_when_several_hosts_failed_and_none_answered_since() -> None:
    hosts = ("a", "b", "c", "d")
    down = [poll for host in hosts for poll in polls(Kind.DNS, None, host=host)]
    down.sort(key=lambda poll: poll.at, reverse=True)
    assert line_down_since(down) == NOON
    assert line_down_since([*polls(None, host="a"), *down[1:]]) is None


def test_one_host_alone_fails_twice_before_it_is_the_line() -> None:
    assert line_down_since(polls(Kind.DNS, None)) is None
    assert line_down_since(polls(Kind.DNS, Kind.DNS, None)) == NOON - timedelta(hours=1)


def test_a_silence_far_longer_than_any_before_is_a_frozen_feed_and_a_usual_one_is_quiet() -> None:
    chart = Chart({FEED: polls(None, None)}, looks(), days=20)
    assert assess(chart, (), now=NOON + timedelta(hours=20)).state is State.QUIET
    assert assess(chart, (), now=NOON + timedelta(days=3)).why == "frozen"


def test_one_alarm_at_the_fall_and_one_at_recovery() -> None:
    standing, told = None, []
    for hour, verdict in enumerate((WELL, ILL, ILL, ILL, WELL, WELL)):
        standing, alarm = step(standing, verdict, now=NOON + timedelta(hours=hour))
        told.append(alarm)
    assert told == [None, Alarm.FALLEN, None, None, Alarm.RECOVERED, None]


def test_a_source_that_flaps_must_be_well_for_longer_each_time() -> None:
    standing: Standing | None = None
    told = []
    for quarter in range(4 * 24):
        verdict = ILL if quarter % 2 else WELL
        standing, alarm = step(standing, verdict, now=NOON + timedelta(minutes=15 * quarter))
        told += [alarm] if alarm else []
    assert told == [Alarm.FALLEN, Alarm.RECOVERED, Alarm.FALLEN]
