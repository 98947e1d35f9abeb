"""When an endpoint is asked next. Pure: facts in, an instant out.

The sum of what articles wait for us is least, at a given number of polls, when polls are as dense as the
square root of the rate of publication: over a week as over the sources. That is to poll whenever the expected
waiting (articles times minutes) since the last poll has grown to one price, equal for all.
"""

from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import accumulate
from zlib import crc32

from core.hints import Hints
from scheduler.rhythm import DAYS, HOURS, MINUTES, WEEK_MIN, Rhythm, minute_of_week

LONGEST_BACKOFF = timedelta(hours=6)
# However small its window: a site that is down is not hammered.
SHORTEST_BACKOFF_CAP = timedelta(minutes=30)
JITTER = 0.2
# A cached answer is handed out again while it is fresh: asking sooner is in vain. Longer claims are mistakes
# more often than truths.
LONGEST_MAX_AGE = timedelta(minutes=10)
# What a feed says of its rhythm is mostly its software's default: it stands until we know better.
ENOUGH_ARTICLES = 20
LONGEST_CLAIM = timedelta(hours=1)
# The hours that a feed asks to skip are believed, but news do not read feeds.
SKIPPED_SHARE = 0.1
# An operator who wants polls as close as this need not wait for the right minute.
FINEST = timedelta(minutes=4)
# Polls do not fall on the full minute, when everybody asks.
SPREAD_S = 15
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Budget:
    """``interval`` is the mean time between polls of an endpoint, over all endpoints; ``pace`` the mean of
    their paces (``Rhythm.pace``). No two polls come closer than ``floor`` or further
    apart than ``ceiling``."""

    interval: timedelta
    floor: timedelta
    ceiling: timedelta
    pace: float

    @property
    def price(self) -> float:
        """Article-minutes of waiting that are worth a poll."""
        return (self.interval / MINUTE * self.pace) ** 2 / 2


@dataclass(frozen=True, slots=True)
class Polled:
    """An endpoint after a poll. ``failures`` counts in a row; ``window`` is how many entries its list shows,
    None where that is unknown or no limit; ``seed`` tells endpoints apart."""

    at: datetime
    failures: int = 0
    window: int | None = None
    hints: Hints = field(default_factory=Hints)
    seed: int = 0


def next_check_at(polled: Polled, rhythm: Rhythm, budget: Budget) -> datetime:
    """The instant of the next poll. A failing endpoint is asked ever more rarely, and never given up."""
    wait = _wait(polled, rhythm, budget)
    ceiling = max(budget.ceiling, budget.floor)
    turnover = turnover_of(rhythm, polled.window)
    wait = max(wait, _asked_for(polled.hints, rhythm))
    wait = min(wait, ceiling, turnover if turnover is not None else ceiling)
    wait = max(wait, budget.floor)
    if polled.failures:
        return polled.at + _backoff(polled, wait, turnover)
    return polled.at + wait


def turnover_of(rhythm: Rhythm, window: int | None) -> timedelta | None:
    """Half the shortest time in which a whole ``window`` of entries has been replaced; None while that is
    unknown."""
    if not window or len(rhythm.times) < max(window, 2):
        return None
    newest, oldest = rhythm.times[window - 1 :], rhythm.times
    return min(new - old for new, old in zip(newest, oldest, strict=False)) / 2


def _wait(polled: Polled, rhythm: Rhythm, budget: Budget) -> timedelta:
    """How long to wait by rhythm and budget alone."""
    if budget.interval < FINEST:
        return budget.interval
    most = max(2, int(budget.ceiling / MINUTE))
    rates = _ahead(polled, rhythm, 2 * most)
    first = _until_price(rates[:most], budget.price)
    second = first + _until_price(rates[first : first + most], budget.price)
    # Of two polls, the second fixed, the first is best where (expected by then) x (time left) is greatest:
    # in a steady flow in the middle, otherwise right after a peak.
    expected = list(accumulate(rates[:second]))
    best = max(
        reversed(range(second)), key=lambda minute: expected[minute] * (second - minute - 1), default=0
    )
    spread = timedelta(seconds=crc32(f"{polled.seed} {polled.at:%H%M}".encode()) % SPREAD_S)
    return best * MINUTE + MINUTE - timedelta(seconds=polled.at.second) + spread


def _until_price(rates: list[float], price: float) -> int:
    """Minutes after which the waiting has grown to ``price``."""
    waiting = list(accumulate(accumulate(rates)))
    return min(bisect_left(waiting, price) + 1, len(rates))


def _ahead(polled: Polled, rhythm: Rhythm, minutes: int) -> list[float]:
    """Articles expected in each of the next ``minutes``, the running one first."""
    start = minute_of_week(polled.at)
    rates = list(rhythm.per_min[start : start + minutes])
    while len(rates) < minutes:
        rates += rhythm.per_min[: minutes - len(rates)]
    hints = polled.hints
    if not (hints.skip_hours or hints.skip_days):
        return rates
    return [
        rate * SKIPPED_SHARE if _is_skipped(hints, (start + minute) % WEEK_MIN) else rate
        for minute, rate in enumerate(rates)
    ]


def _is_skipped(hints: Hints, minute: int) -> bool:
    day, hour = divmod(minute // MINUTES, HOURS)
    return hour in hints.skip_hours or day % DAYS in hints.skip_days


def _asked_for(hints: Hints, rhythm: Rhythm) -> timedelta:
    """The least wait that the site asks for, as far as it binds us."""
    fresh = min(timedelta(seconds=hints.max_age_s), LONGEST_MAX_AGE)
    if len(rhythm.times) >= ENOUGH_ARTICLES:
        return fresh
    return max(fresh, min(timedelta(seconds=hints.every_s), LONGEST_CLAIM))


def _backoff(polled: Polled, wait: timedelta, turnover: timedelta | None) -> timedelta:
    """Twice as long for each failure in a row, give or take a fifth."""
    cap = LONGEST_BACKOFF if turnover is None else min(LONGEST_BACKOFF, max(turnover, SHORTEST_BACKOFF_CAP))
    factor: int = 2 ** min(polled.failures, 20)
    chance = crc32(f"{polled.seed} {polled.failures} {polled.at:%d%H%M%S}".encode()) / 2**32
    return max(wait, min(wait * factor, cap) * (1 - JITTER + 2 * JITTER * chance))
