"""How often a source publishes, minute by minute of its week, learnt from its latest articles. Pure."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

DAYS, HOURS, MINUTES = 7, 24, 60
WEEK_MIN = DAYS * HOURS * MINUTES

HISTORY = timedelta(days=35)
# So many of the latest articles say enough; more cost only time.
MOST_TIMES = 600
# What is so old counts half: rhythms change.
HALF_LIFE = timedelta(days=10)
# Before we know anything: three articles a day, believed as much as one article would be.
PRIOR_PER_MIN, PRIOR_ARTICLES = 3 / (24 * 60), 1.0
# Articles that each cell of a profile is thought to have seen of the profile above it: against chance.
DAY_PRIOR, HOUR_PRIOR, CELL_PRIOR, MINUTE_PRIOR = 2.0, 1.0, 2.0, 0.5


@dataclass(frozen=True, slots=True)
class Rhythm:
    """``per_min`` is the expected number of articles in each minute of the week, from Monday 00:00 UTC.

    ``pace`` is the mean of its square roots by the hour: polls are best shared out in that proportion.
    ``times`` are those that it was learnt from, ascending.
    """

    per_min: Sequence[float]
    pace: float
    times: Sequence[datetime]


def learn(times: Sequence[datetime], *, now: datetime) -> Rhythm:
    """The rhythm of a source whose latest articles appeared at ``times``.

    By hour of the week, shrunk towards hour of the day times weekday, and this towards flat, the fewer
    articles there are; and by minute of the hour, as newsrooms publish by the clock.
    """
    ordered = sorted(time for time in times if now - HISTORY <= time <= now)[-MOST_TIMES:]
    weights = [0.5 ** ((now - time) / HALF_LIFE) for time in ordered]
    hourly = _by_hour(ordered, weights, _watched_min(ordered, now))
    minutes = Counter(time.minute for time in ordered)
    whole = len(ordered) + MINUTE_PRIOR * MINUTES
    profile = [MINUTES * (minutes[minute] + MINUTE_PRIOR) / whole for minute in range(MINUTES)]
    per_min = [rate * share for rate in hourly for share in profile]
    return Rhythm(per_min, sum(map(math.sqrt, hourly)) / len(hourly), ordered)


def minute_of_week(when: datetime) -> int:
    """Minutes since Monday 00:00."""
    return (when.weekday() * HOURS + when.hour) * MINUTES + when.minute


def _watched_min(ordered: Sequence[datetime], now: datetime) -> float:
    """How many minutes the articles come from, older ones counted for less."""
    if not ordered:
        return 0.0
    lives = (now - ordered[0]) / HALF_LIFE
    return (1 - math.exp2(-lives)) / math.log(2) * (HALF_LIFE / timedelta(minutes=1))


def _by_hour(ordered: Sequence[datetime], weights: Sequence[float], watched_min: float) -> list[float]:
    """Articles a minute in each hour of the week."""
    whole = sum(weights)
    level = (whole + PRIOR_ARTICLES) / (watched_min + PRIOR_ARTICLES / PRIOR_PER_MIN)
    days, hours, cells = [0.0] * DAYS, [0.0] * HOURS, [0.0] * (DAYS * HOURS)
    for time, weight in zip(ordered, weights, strict=True):
        days[time.weekday()] += weight
        hours[time.hour] += weight
        cells[time.weekday() * HOURS + time.hour] += weight
    by_day = _relative(days, [1.0] * DAYS, DAY_PRIOR)
    by_hour = _relative(hours, [1.0] * HOURS, HOUR_PRIOR)
    expected = [day * hour for day in by_day for hour in by_hour]
    return [level * share for share in _relative(cells, expected, CELL_PRIOR)]


def _relative(counts: Sequence[float], expected: Sequence[float], prior: float) -> list[float]:
    """``counts`` over their mean, drawn towards ``expected`` as by ``prior`` articles in each cell."""
    mean = (sum(counts) + prior * sum(expected)) / len(counts)
    return [(count + prior * share) / mean for count, share in zip(counts, expected, strict=True)]
