"""Messages through kills and outages: each arrives, in order, under one key.

    python -m benchmarks.outbox [--alerts 1500] [--kills 50] [--queued 10000] [--seed 7]

A real database in a file and real receivers on loopback, which note what they accept.

Kills: two destinations, one steady, one that flaps (HTTP 503, resets before and after it accepted, silence
after it accepted, slowness). The process that delivers, on a clock that runs twenty times as fast, is killed
(SIGKILL) again and again at moments of chance.

Outage: on a virtual clock one of two destinations is down for twelve hours, while messages queue for both.

Promises: none is lost; whatever is sent again carries the same key; each destination gets its messages in
order; the steady one has each once (a kill between its answer and our note may repeat one) and waits for
nobody. Exit status 1 when one is broken.
"""

import argparse
import logging
import multiprocessing
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from pathlib import Path

from sqlalchemy import func, select

from benchmarks.destinations import DOWN, FLAPPING, STEADY, Destination, serving
from core.rule import Per, RuleOptions
from scheduler.jobs.deliver import Deliverer
from storage import rules
from storage.migrate import open_database
from storage.outbox import RetryPolicy
from storage.schema import DeliveryRow, DeliveryState
from tests.scheduler.world import START, World

RULES = 50
SPEED = 20.0
TIMEOUT_S = 0.4
BRISK = RetryPolicy(first=timedelta(seconds=1))
TICK = timedelta(minutes=5)
OUTAGE = timedelta(hours=12)
# The longest wait between two attempts, a tenth more for its spread, and the tick.
BACK_WITHIN = timedelta(hours=1.1) + TICK
DEADLINE_S = 900.0


@dataclass(frozen=True)
class Judged:
    """What a destination's record comes to; ``broken`` are the promises that were not kept."""

    messages: int
    repeats: int
    broken: tuple[str, ...]


def judge(queued: Sequence[str], accepted: Sequence[str]) -> Judged:
    """Hold the keys that a destination accepted against those that were queued for it, both in order."""
    broken = []
    lost = set(queued) - set(accepted)
    if lost:
        broken.append(f"{len(lost)} lost")
    if strange := set(accepted) - set(queued):
        broken.append(f"{len(strange)} keys that nobody queued")
    # A repeat follows its own message at once: the next one waits until the last is known to have arrived.
    if not lost and not strange and [key for key, _ in groupby(accepted)] != list(queued):
        broken.append("out of order")
    return Judged(len(queued), len(accepted) - len(set(accepted)), tuple(broken))


def prepared(folder: Path, destinations: dict[str, Destination], rule_count: int) -> World:
    """A database with these channels, and rules that speak through all of them on every article."""
    url = f"sqlite:///{folder}/evwatch.db"
    world = World(open_database(url), url)
    world.setup()
    for name, destination in destinations.items():
        world.channel(name, destination.url)
    with world.database.writing() as session:
        for number in range(rule_count):
            options = RuleOptions(per=Per.ARTICLE)
            rules.add_rule(
                session, f"rule {number}", "licence", channels=list(destinations), options=options, now=START
            )
    return world


def queue(world: World, articles: int, chance: random.Random) -> None:
    """So many articles that every rule alerts on."""
    for _ in range(articles):
        words = " ".join(f"word{chance.randrange(10**9)}" for _ in range(12))
        world.publish(f"Licence {words}", f"A licence. {words}.\n\nMore.")
    world.match()


def queued(world: World, channel_id: int) -> list[str]:
    """The keys of a channel's messages, in the order in which they were queued."""
    query = select(DeliveryRow.key).where(DeliveryRow.channel_id == channel_id).order_by(DeliveryRow.id)
    with world.database.reading() as session:
        return list(session.scalars(query))


def pending(world: World, channel_id: int | None = None) -> int:
    query = select(func.count()).where(DeliveryRow.state == DeliveryState.PENDING)
    if channel_id is not None:
        query = query.where(DeliveryRow.channel_id == channel_id)
    with world.database.reading() as session:
        return session.scalar(query) or 0


def send_for_ever(url: str, origin_s: float) -> None:
    """The child: the deliverer of the monitor, on the quick clock, until it is killed."""
    logging.disable()
    deliverer = Deliverer(
        open_database(url),
        timeout_s=TIMEOUT_S,
        policy=BRISK,
        now=lambda: START + timedelta(seconds=(time.time() - origin_s) * SPEED),
    )
    while True:
        deliverer.tick(patience_s=0.02)


class Child:
    """The process that delivers. What it imports is loaded once, by the server it is forked from."""

    def __init__(self, url: str, origin_s: float) -> None:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["scheduler.jobs.deliver", "scheduler.alerts.channels.webhook"])
        self._process = context.Process(target=send_for_ever, args=(url, origin_s), daemon=True)
        self._process.start()

    def kill(self) -> None:
        self._process.kill()
        self._process.join()


def deliver_with_kills(
    world: World, destinations: Sequence[Destination], kills: int, chance: random.Random
) -> bool:
    """Deliver everything, killed so often. False when everything was delivered before the last kill."""
    started, origin_s, total = time.monotonic(), time.time(), pending(world)
    for number in range(kills):
        child = Child(world.url, origin_s)
        # The kills are spread over the work that there is.
        goal = total * (number + chance.random()) / (kills + 1)
        while sum(len(each.accepted) for each in destinations) < goal:
            time.sleep(0.002)
        time.sleep(chance.random() * 0.03)
        had_work = pending(world) > 0
        child.kill()
        if not had_work:
            return False
    child = Child(world.url, origin_s)
    while pending(world) and time.monotonic() - started < DEADLINE_S:
        time.sleep(0.05)
    child.kill()
    return True


def survive_kills(alerts: int, kills: int, chance: random.Random) -> list[str]:
    """The part with the kills; the promises that were broken."""
    flapping = Destination(FLAPPING, silence_s=3 * TIMEOUT_S, chance=chance)
    steady = Destination(STEADY)
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, serving(flapping), serving(steady):
        rule_count = min(RULES, alerts)
        world = prepared(Path(folder), {"flapping": flapping, "steady": steady}, rule_count)
        queue(world, -(-alerts // rule_count), chance)
        total = pending(world)
        if not deliver_with_kills(world, (flapping, steady), kills, chance):
            return ["too few messages for so many kills"]
        results = {"flapping": judge(queued(world, 1), flapping.accepted)}
        results["steady"] = judge(queued(world, 2), steady.accepted)
        states = Counter(world.states())
        world.database.close()
    print(f"{total // 2:,} alerts, 2 destinations, {kills} kills: {time.monotonic() - started:.0f} s")
    moods = ", ".join(f"{count:,} {mood}" for mood, count in flapping.seen.most_common())
    print(f"  the flapping one had {sum(flapping.seen.values()):,} requests: {moods}")
    broken = told(results)
    if states != {DeliveryState.SENT: total}:
        broken.append(f"the database says {dict(states)}")
    if results["steady"].repeats > kills:
        broken.append("the steady destination got more repeats than there were kills")
    return broken


def outlast_outage(messages: int, chance: random.Random) -> list[str]:
    """The part with the outage; the promises that were broken."""
    failing, steady = Destination(DOWN, chance=chance), Destination(STEADY)
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, serving(failing), serving(steady):
        hours = int(OUTAGE / timedelta(hours=1))
        rule_count = min(RULES, -(-messages // hours))
        world = prepared(Path(folder), {"failing": failing, "steady": steady}, rule_count)
        deliverer = Deliverer(world.database, timeout_s=20.0, policy=RetryPolicy(), now=world.clock)
        worst, attempts = 0, 0
        while world.now < START + OUTAGE + BACK_WITHIN:
            if world.now < START + OUTAGE and not (world.now - START) % timedelta(hours=1):
                queue(world, -(-messages // (hours * rule_count)), chance)
            if world.now == START + OUTAGE:
                attempts, failing.moods = sum(failing.seen.values()), STEADY
            deliverer.tick()
            deliverer.wait()
            worst = max(worst, pending(world, 2))
            if not pending(world) and world.now > START + OUTAGE:
                break
            world.later(minutes=TICK / timedelta(minutes=1))
        results = {"failing": judge(queued(world, 1), failing.accepted)}
        results["steady"] = judge(queued(world, 2), steady.accepted)
        states = Counter(world.states())
        world.database.close()
    back = (world.now - START - OUTAGE) / timedelta(minutes=1)
    took = f"{time.monotonic() - started:.0f} s"
    print(f"{results['steady'].messages:,} queued in an outage of {hours} h: {took}")
    print(f"  {attempts} attempts while it was down, all delivered {back:.0f} min after it")
    broken = told(results)
    if states.keys() != {DeliveryState.SENT}:
        broken.append(f"the database says {dict(states)}")
    if worst:
        broken.append(f"up to {worst} messages of the steady destination waited for another tick")
    if any(result.repeats for result in results.values()):
        broken.append("messages were repeated, though nobody was left in doubt")
    return broken


def told(results: dict[str, Judged]) -> list[str]:
    """Print what each destination got; all broken promises, with its name."""
    broken = []
    for name, result in results.items():
        verdict = ", ".join(result.broken) or "0 lost, in order"
        said = f"{result.messages:,} messages, {result.repeats:,} repeats with the same key"
        print(f"  {name}: {said}, {verdict}")
        broken += [f"{name}: {each}" for each in result.broken]
    return broken


def main() -> int:
    """Both parts; exit status 1 when a promise was broken."""
    parser = argparse.ArgumentParser(description="Messages through kills and outages.")
    parser.add_argument("--alerts", type=int, default=1500)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--queued", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    logging.disable()
    chance = random.Random(options.seed)
    broken = survive_kills(options.alerts, options.kills, chance)
    broken += outlast_outage(options.queued, chance)
    for each in broken:
        print(f"BROKEN: {each}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
