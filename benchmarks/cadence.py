"""A month of 48 sources on a virtual clock: how late articles are found, at how many requests a day.

    python -m benchmarks.cadence [--days 30] [--seeds 3] [--interval 600]

The functions that plan polls in the monitor, which learn each rhythm within the month from what was found;
against a fixed interval and the two formulas of Miniflux, at their defaults and scaled to our requests.
"oracle" is our planning with the rates known from the start.
"""

import argparse
import random
import sys
import time
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from heapq import heapify, heapreplace
from math import exp, sqrt
from statistics import median, quantiles

from core.hints import Hints
from scheduler.cadence import Budget, Polled, next_check_at
from scheduler.rhythm import WEEK_MIN, Rhythm, learn

START = datetime(2023, 11, 6, tzinfo=UTC)  # a Monday
MINUTE = timedelta(minutes=1)
RELEARN = timedelta(hours=6)
GOAL = 0.5


@dataclass(frozen=True)
class Kind:
    """A rhythm: articles on a workday and on a weekend day, within ``hours`` (local, ``zones`` ahead of UTC).

    ``on_time`` is the share that appears in the first two minutes after ``marks`` (minutes of the hour);
    ``burst`` how many come at once; ``after`` the factor from mid-month on, ``turned`` by how many hours the
    day moves then.
    """

    name: str
    count: int
    workday: float
    weekend: float
    hours: tuple[int, int] = (0, 24)
    zones: tuple[int, ...] = (0,)
    on_time: float = 0.0
    marks: tuple[int, ...] = (0, 30)
    burst: int = 1
    after: float = 1.0
    turned: int = 0
    window: int = 20
    down: bool = False
    hints: Hints = field(default_factory=Hints)


WORDPRESS = Hints(every_s=3600)
KINDS = (
    Kind("wire round the clock", 3, 120, 80, window=50),
    Kind("newsroom", 8, 18, 4, (7, 20), (-8, -5, 0, 1, 1, 1, 9, 10), 0.5, hints=WORDPRESS),
    Kind("newsroom, unclocked", 6, 12, 3, (8, 19), (-5, 0, 1, 1, 2, 10)),
    Kind("Chinese office hours", 6, 25, 3, (9, 18), (8,), 0.3, window=30),
    Kind("ministry", 3, 1.5, 0, (9, 17), (8, 1, -5), 0.2, (0,), window=15),
    Kind("press releases on the hour", 5, 8, 0, (6, 18), (-5, -5, 1, 1, 0), 0.9, (0,)),
    Kind("weekly", 3, 0.25, 0.1, (8, 18), (0, 1, -5), window=10, hints=Hints(every_s=86_400)),
    Kind("bursts", 3, 10, 2, (6, 22), (0, 1, 8), burst=4),
    Kind("tiny window", 3, 40, 25, (6, 23), (0, 1, 8), window=6),
    Kind("falls silent", 2, 15, 4, (7, 20), (0, 1), 0.4, after=0.02),
    Kind("wakes up", 2, 1.5, 0.5, (7, 20), (0, -5), 0.4, after=12),
    Kind("moves by eight hours", 2, 15, 5, (7, 20), (0, 1), 0.4, turned=8),
    Kind("fails for hours", 2, 15, 4, (7, 20), (0, 1), 0.4, down=True, window=30),
)


@dataclass
class Site:
    """A source and all it publishes in the month, in minutes from START. ``outages`` are from and to."""

    kind: Kind
    zone: int
    times: list[float]
    outages: list[tuple[float, float]]

    def answers(self, minute: float) -> bool:
        return not any(start <= minute < end for start, end in self.outages)


@dataclass
class Run:
    """What a way of polling came to."""

    requests: int
    delays: list[float]
    by_site: list[list[float]]
    missed: int


# A way to poll: the minute of the next poll, from a site's number, the minute of this one, what was found so
# far (minutes of publication), and the failures in a row.
Plan = Callable[[int, float, Sequence[float], int], float]


def make_sites(rng: random.Random, days: int) -> list[Site]:
    """The sources of a month."""
    sites = []
    for kind in KINDS:
        for number in range(kind.count):
            zone = kind.zones[number % len(kind.zones)]
            times = sorted(_publish(rng, kind, zone, days))
            outages = [
                (at := rng.uniform(0, days * 1440), at + rng.uniform(60, 600)) for _ in range(days // 5)
            ]
            sites.append(Site(kind, zone, times, outages if kind.down else []))
    return sites


def _publish(rng: random.Random, kind: Kind, zone: int, days: int) -> list[float]:
    times = []
    for day in range(days):
        late = day >= days // 2
        mean = (kind.weekend if day % 7 >= 5 else kind.workday) * (kind.after if late else 1.0) / kind.burst
        for _ in range(_poisson(rng, mean)):
            hour = rng.randrange(*kind.hours) - zone + (kind.turned if late else 0)
            on_time = rng.random() < kind.on_time
            minute = rng.choice(kind.marks) + rng.uniform(0, 2) if on_time else rng.uniform(0, 60)
            at = day * 1440 + hour * 60 + minute
            times += [at + rng.uniform(0, 3) for _ in range(kind.burst)] if kind.burst > 1 else [at]
    return [at for at in times if 0 <= at < days * 1440]


def _poisson(rng: random.Random, mean: float) -> int:
    count, chance, least = 0, rng.random(), exp(-mean)
    while chance > least:
        chance *= rng.random()
        count += 1
    return count


def run(sites: Sequence[Site], plan: Plan, days: int) -> Run:
    """The month, polled by ``plan``; what stands in the feeds at the start is no discovery."""
    end = days * 1440.0
    found: list[list[float]] = [[] for _ in sites]
    seen, failures, requests, missed = [0] * len(sites), [0] * len(sites), 0, 0
    by_site: list[list[float]] = [[] for _ in sites]
    queue = [(number * 0.3, number) for number in range(len(sites))]
    heapify(queue)
    while queue[0][0] < end:
        now, number = queue[0]
        site = sites[number]
        requests += 1
        if site.answers(now):
            failures[number] = 0
            shown = bisect_right(site.times, now)
            first = max(seen[number], shown - site.kind.window)
            missed += first - seen[number]
            fresh = site.times[first:shown]
            found[number] += fresh
            by_site[number] += [now - at for at in fresh]
            seen[number] = shown
        else:
            failures[number] += 1
        heapreplace(queue, (plan(number, now, found[number], failures[number]), number))
    return Run(requests, [delay for delays in by_site for delay in delays], by_site, missed)


class Ours:
    """The planning of the monitor; ``known`` are true rhythms, None to learn."""

    def __init__(self, sites: Sequence[Site], interval: timedelta, known: list[Rhythm] | None = None) -> None:
        self._sites, self._interval = sites, interval
        self._known = known is not None
        self._rhythms = known or [learn((), now=START) for _ in sites]
        self._learnt = [START] * len(sites)
        self._pace = self._mean_pace()

    def __call__(self, number: int, now_min: float, found: Sequence[float], failures: int) -> float:
        now, site = START + now_min * MINUTE, self._sites[number]
        is_stale = now - self._learnt[number] >= RELEARN
        if is_stale and not self._known:
            self._rhythms[number] = learn([START + at * MINUTE for at in found[-600:]], now=now)
            self._learnt[number] = now
            self._pace = self._mean_pace()
        budget = Budget(self._interval, timedelta(minutes=1), timedelta(hours=4), self._pace)
        polled = Polled(now, failures, site.kind.window, site.kind.hints, seed=number)
        return (next_check_at(polled, self._rhythms[number], budget) - START) / MINUTE

    def _mean_pace(self) -> float:
        return sum(rhythm.pace for rhythm in self._rhythms) / len(self._rhythms)


def truth(site: Site, days: int) -> Rhythm:
    """The site's real rates, averaged over the month where they change."""
    kind, rates = site.kind, [0.0] * WEEK_MIN
    factor = (1 + kind.after) / 2
    turns = (0, kind.turned) if kind.turned else (0,)
    span = kind.hours[1] - kind.hours[0]
    for day in range(7):
        hourly = (kind.weekend if day >= 5 else kind.workday) * factor / span / len(turns)
        for hour in [hour + turn for turn in turns for hour in range(*kind.hours)]:
            start = (day * 24 + hour - site.zone) * 60
            for minute in range(60):
                clocked = sum(0 <= minute - mark < 2 for mark in kind.marks) / 2 / len(kind.marks)
                rates[(start + minute) % WEEK_MIN] += hourly * (
                    kind.on_time * clocked + (1 - kind.on_time) / 60
                )
    hourly_means = [sum(rates[at : at + 60]) / 60 for at in range(0, WEEK_MIN, 60)]
    return Rhythm(rates, sum(map(sqrt, hourly_means)) / len(hourly_means), ())


def fixed(interval_min: float) -> Plan:
    """Every so many minutes."""
    return lambda _number, now, _found, _failures: now + interval_min


def entry_frequency(factor: float) -> Plan:
    """Miniflux: a week over (entries of last week x factor), within 5 minutes and a day."""

    def plan(_number: int, now: float, found: Sequence[float], _failures: int) -> float:
        entries = len(found) - bisect_right(found, now - 7 * 1440)
        wait = 7 * 1440 / (entries * factor) if entries else 1440.0
        return now + min(max(wait, 5.0), 1440.0)

    return plan


def scaled(sites: Sequence[Site], days: int, requests: int) -> Run:
    """Entry frequency with the factor that makes as many requests as given."""
    low, high = 1.0, 100.0
    best = run(sites, entry_frequency(1.0), days)
    for _ in range(7):
        factor = sqrt(low * high)
        trial = run(sites, entry_frequency(factor), days)
        if abs(trial.requests - requests) < abs(best.requests - requests):
            best = trial
        low, high = (factor, high) if trial.requests < requests else (low, factor)
    return best


def month(seed: int, days: int, interval: timedelta) -> float:
    """All ways through one month, printed; our median over that of the best rival at as many requests."""
    sites = make_sites(random.Random(seed), days)
    ours = run(sites, Ours(sites, interval), days)
    oracle = run(sites, Ours(sites, interval, [truth(site, days) for site in sites]), days)
    even = days * 1440 * len(sites) / ours.requests
    equal = {
        f"fixed {even:.1f} min (Miniflux round-robin), scaled": run(sites, fixed(even), days),
        "Miniflux entry frequency, scaled": scaled(sites, days, ours.requests),
    }
    print(f"seed {seed}: {len(sites)} sources, {sum(len(site.times) for site in sites)} articles")
    _line("evwatch", ours, sites, days)
    _line("oracle: rates known", oracle, sites, days)
    for name, other in equal.items():
        _line(name, other, sites, days)
    _line("fixed 15 min", run(sites, fixed(15), days), sites, days)
    _line("fixed 60 min (Miniflux round-robin)", run(sites, fixed(60), days), sites, days)
    _line("Miniflux entry frequency", run(sites, entry_frequency(1), days), sites, days)
    ratio = median(ours.delays) / min(median(other.delays) for other in equal.values())
    whole = [median(other.delays) for other in equal.values() if not other.missed]
    print(f"  at as many requests, ours over the best: median over articles {ratio:.2f}")
    if whole:
        print(f"  the same, of those that miss nothing: {median(ours.delays) / min(whole):.2f}")
    of_source = [median(median(d) for d in run_.by_site if d) for run_ in (ours, *equal.values())]
    print(f"  the median source's median: {of_source[0] / min(of_source[1:]):.2f}")
    return ratio if not ours.missed else 1.0


def _line(name: str, run_: Run, sites: Sequence[Site], days: int) -> None:
    mean = sum(run_.delays) / len(run_.delays)
    of_sites = median(median(delays) for delays in run_.by_site if delays)
    print(
        f"  {name:45}{run_.requests / len(sites) / days:7.1f} requests/source/day"
        f"  median {median(run_.delays):6.1f}"
        f"  p95 {quantiles(run_.delays, n=20)[-1]:6.1f}  mean {mean:6.1f} min"
        f"  median source {of_sites:6.1f}  missed {run_.missed}"
    )


def main() -> int:
    """Exit status 1 when the goal is not met."""
    parser = argparse.ArgumentParser(description="publication to discovery, over a simulated month")
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--interval", type=float, default=600, help="poll_interval_s: the budget")
    options = parser.parse_args()
    started = time.process_time()
    ratios = [
        month(seed, options.days, timedelta(seconds=options.interval)) for seed in range(1, options.seeds + 1)
    ]
    print(
        f"{time.process_time() - started:.0f} s of CPU time;"
        f" worst ratio {max(ratios):.2f}, goal {GOAL}, 0 missed"
    )
    return 0 if max(ratios) <= GOAL else 1


if __name__ == "__main__":
    sys.exit(main())
