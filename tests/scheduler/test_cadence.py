"""When an endpoint is asked next."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from core.hints import Hints
from scheduler.cadence import LONGEST_BACKOFF, Budget, Polled, next_check_at, turnover_of
from scheduler.rhythm import Rhythm, learn, minute_of_week

NOON = datetime(2023, 12, 4, 12, 0, tzinfo=UTC)  # a Monday
MINUTE = timedelta(minutes=1)
UNKNOWN = learn((), now=NOON)


def _budget(rhythm: Rhythm, minutes: float = 10, **limits: timedelta) -> Budget:
    usual = Budget(timedelta(minutes=minutes), MINUTE, timedelta(hours=4), rhythm.pace)
    return replace(usual, **limits)  # type: ignore[arg-type]


def _wait(polled: Polled, rhythm: Rhythm, budget: Budget | None = None) -> float:
    due = next_check_at(polled, rhythm, budget or _budget(rhythm))
    return (due - polled.at) / MINUTE


def _days(count: int, *clock: tuple[int, int], weekend: bool = True) -> list[datetime]:
    """Articles at these times of each of the last days."""
    midnight = NOON.replace(hour=0)
    days = [midnight - timedelta(days=back) for back in range(1, count + 1)]
    return [day.replace(hour=h, minute=m) for day in days if weekend or day.weekday() < 5 for h, m in clock]


def test_a_source_of_which_nothing_is_known_is_asked_at_the_mean_interval() -> None:
    assert _wait(Polled(NOON), UNKNOWN) == pytest.approx(10, abs=1.3)


def test_polls_are_as_dense_as_the_root_of_the_rate() -> None:
    flat = Rhythm([0.01] * 10_080, 0.1, ())
    busy = Rhythm([0.09] * 10_080, 0.3, ())
    budget = _budget(flat, minutes=60)
    assert _wait(Polled(NOON), flat, budget) == pytest.approx(60, abs=2)
    assert _wait(Polled(NOON), busy, budget) == pytest.approx(20, abs=2)


def test_working_hours_are_asked_more_often_than_nights_and_weekends() -> None:
    rhythm = learn(_days(28, *((hour, 7 * hour % 60) for hour in range(8, 18)), weekend=False), now=NOON)
    by_day = _wait(Polled(NOON), rhythm)
    assert by_day * 2 < _wait(Polled(NOON.replace(hour=22)), rhythm)
    assert by_day * 2 < _wait(Polled(NOON - timedelta(days=1)), rhythm)


def test_who_publishes_on_the_hour_is_asked_right_after_it() -> None:
    rhythm = learn(_days(28, *((hour, 0) for hour in range(24))), now=NOON)
    due = next_check_at(Polled(NOON + 40 * MINUTE), rhythm, _budget(rhythm, minutes=45))
    assert timedelta(0) <= due - (NOON + 61 * MINUTE) < MINUTE


def test_a_rhythm_of_few_articles_stays_near_flat_and_sums_to_their_number() -> None:
    rhythm = learn([NOON - timedelta(days=2)], now=NOON)
    assert max(rhythm.per_min) < 12 * min(rhythm.per_min)
    often = learn(_days(28, *((hour, 30) for hour in range(24))), now=NOON)
    assert sum(often.per_min) == pytest.approx(7 * 24, rel=0.1)


def test_a_source_that_fell_silent_is_asked_ever_less() -> None:
    times = _days(20, *((hour, 30) for hour in range(24)))
    paces = [learn(times, now=NOON + timedelta(days=days)).pace for days in (0, 5, 14)]
    assert paces[0] > paces[1] > paces[2]


def test_a_small_window_is_read_before_half_of_it_has_turned_over() -> None:
    times = [NOON - number * 10 * MINUTE for number in range(200)]
    rhythm = learn(times, now=NOON)
    assert turnover_of(rhythm, 5) == timedelta(minutes=20)
    wide = _budget(rhythm, minutes=200)
    assert _wait(Polled(NOON, window=5), rhythm, wide) <= 20
    assert _wait(Polled(NOON, window=100), rhythm, wide) > 60


@pytest.mark.parametrize(
    ("hints", "expected_min"),
    [
        pytest.param(Hints(max_age_s=480), 8, id="a cached answer stays the same while it is fresh"),
        pytest.param(Hints(max_age_s=86_400), 10, id="a day of freshness is a mistake: ten minutes"),
        pytest.param(Hints(every_s=3600), 60, id="what the feed asks for counts while we know nothing"),
        pytest.param(Hints(every_s=86_400), 60, id="up to an hour"),
    ],
)
def test_hints_lengthen_the_wait(hints: Hints, expected_min: float) -> None:
    budget = _budget(UNKNOWN, minutes=5)
    assert _wait(Polled(NOON), UNKNOWN, budget) < 7
    assert _wait(Polled(NOON, hints=hints), UNKNOWN, budget) == pytest.approx(expected_min, abs=0.5)


def test_what_we_have_seen_of_a_source_outweighs_what_its_feed_says() -> None:
    rhythm = learn(_days(28, *((hour, 30) for hour in range(24))), now=NOON)
    assert _wait(Polled(NOON, hints=Hints(every_s=3600)), rhythm) == _wait(Polled(NOON), rhythm)


def test_hours_that_a_feed_skips_are_asked_less() -> None:
    plain, skipped = Polled(NOON), Polled(NOON, hints=Hints(skip_hours=(12, 13, 14)))
    assert _wait(skipped, UNKNOWN) > 2 * _wait(plain, UNKNOWN)
    assert _wait(Polled(NOON, hints=Hints(skip_days=(0,))), UNKNOWN) > 2 * _wait(plain, UNKNOWN)


def test_floor_and_ceiling_hold() -> None:
    hectic, lazy = Rhythm([50.0] * 10_080, 7.0, ()), Rhythm([1e-6] * 10_080, 0.001, ())
    budget = _budget(UNKNOWN)
    assert _wait(Polled(NOON), hectic, replace(budget, floor=3 * MINUTE)) == 3
    assert _wait(Polled(NOON), lazy, replace(budget, ceiling=90 * MINUTE)) == 90
    assert _wait(Polled(NOON), UNKNOWN, _budget(UNKNOWN, minutes=0.1)) == 1, "the floor is the floor"


@pytest.mark.parametrize("failures", [1, 2, 3, 9, 10_000])
def test_failures_slow_a_source_down_and_never_stop_it(failures: int) -> None:
    well = _wait(Polled(NOON), UNKNOWN)
    longest = LONGEST_BACKOFF / MINUTE
    expected = min(well * 2 ** min(failures, 20), longest)
    polled = Polled(NOON, failures=failures, seed=1)
    assert 0.8 * expected <= _wait(polled, UNKNOWN) <= 1.2 * expected
    assert _wait(polled, UNKNOWN) == _wait(polled, UNKNOWN), "the jitter is drawn from the arguments"
    assert _wait(polled, UNKNOWN) != _wait(replace(polled, seed=2), UNKNOWN)


def test_the_week_starts_on_monday_and_a_plan_may_reach_into_the_next() -> None:
    assert minute_of_week(NOON) == 720
    sunday = NOON - timedelta(hours=13)
    assert _wait(Polled(sunday), UNKNOWN, _budget(UNKNOWN, minutes=120)) == pytest.approx(120, abs=2)
