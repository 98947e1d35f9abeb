"""Silent failures against a month in which nothing is wrong: right alarms, false alarms, how soon.

    python -m benchmarks.health [--days 30] [--sources 44] [--seed 7]

A real database, the functions that polls, pages and the health job call, a clock of our own. First the
sources publish for a month, each in its rhythm, with the odd failed poll: every alarm is false. Then
each fault befalls one source, on a copy of that database: it must be told, by its name, in two polls that
meet it (with three new articles or more each), and be told to be over once it is. Last, our own line is cut
for half a day.
"""

import argparse
import random
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from benchmarks.faults import FAULTS, SILENCES, WINDOW, Fault
from core.article import Draft, Flag
from core.health import Kind
from core.link import Link
from core.source import Source
from core.urls import url_key
from scheduler.jobs.health import judge
from storage import frontier, health, sources
from storage.articles import Incoming, add_articles
from storage.health import Brought
from storage.migrate import open_database
from storage.schema import EndpointRow, FrontierRow, NoticeRow, SourceOrigin, SourceStateRow
from storage.session import Database
from storage.sources import PollResult

START = datetime(2023, 11, 27, tzinfo=UTC)
HOLIDAYS = {(12, 24), (12, 25), (12, 26)}
TICK = timedelta(hours=1)
WORDS = [f"w{number}" for number in range(9999)]
ALARMED_WITHIN = 2  # polls
FAIL_SHARE = 0.003


@dataclass(frozen=True)
class Rhythm:
    """How many articles a source brings on a working day and on others, and in how many hours' distance it is
    asked. ``bursts``: now and then ten at once."""

    workday: float
    weekend: float
    every_h: int
    bursts: bool = False


RHYTHMS = (
    Rhythm(40, 25, 1),
    Rhythm(15, 3, 1, bursts=True),
    Rhythm(6, 0, 1),
    Rhythm(3, 1, 2),
    Rhythm(1, 0, 3),
    Rhythm(1 / 5, 0, 6),
    Rhythm(2, 2, 3, bursts=True),
)


@dataclass
class World:
    """Sources that publish and are polled. ``dice`` of one seed make the same month every time.

    ``endpoints`` are the sources' feeds, by source.
    """

    database: Database
    rhythms: dict[str, Rhythm]
    dice: random.Random
    endpoints: dict[str, int]
    now: datetime = START
    serial: int = 0
    line_is_cut: bool = False

    def hour(
        self, fault: Fault | None = None, victim: str = "", *, extra: int = 0, alone: bool = False
    ) -> None:
        """An hour: every source that is due is polled, what is new is stored, the job judges. ``alone``: the
        victim is the only one that is polled."""
        self.now += TICK
        number = int((self.now - START) / TICK)
        with self.database.writing() as session:
            for source_id, rhythm in self.rhythms.items():
                if source_id == victim:
                    self._poll(session, source_id, fault, self._published(rhythm) + extra)
                elif number % rhythm.every_h == 0 and not alone:
                    self._poll(session, source_id, None, self._published(rhythm))
        with self.database.writing() as session:
            judge(session, now=self.now + timedelta(minutes=1))
            if self.now.hour == 0:
                health.tidy(session, now=self.now)

    def _poll(self, session: Session, source_id: str, fault: Fault | None, count: int) -> None:
        at = self.now + timedelta(seconds=self.dice.random() * 50)
        endpoint = self.endpoints[source_id]
        if fault in SILENCES:
            count = 0
        result = (
            PollResult(200, brought=Brought(WINDOW, min(count, WINDOW), at)) if count else PollResult(304)
        )
        if self.dice.random() < FAIL_SHARE:
            result = PollResult(None, "no answer", kind=Kind.TIMEOUT)
        if fault and fault.poll:
            result = fault.poll(result, at)
        if self.line_is_cut:
            result = PollResult(None, "no such host", kind=Kind.DNS)
        sources.record_poll(session, endpoint, result, now=at)
        if result.error is None and count:
            self._articles(session, source_id, fault, at, count)

    def _published(self, rhythm: Rhythm) -> int:
        is_off = self.now.weekday() >= 5 or (self.now.month, self.now.day) in HOLIDAYS
        expected = (rhythm.weekend if is_off else rhythm.workday) * rhythm.every_h / 24
        count = int(expected) + (self.dice.random() < expected % 1)
        return count + (10 if rhythm.bursts and count and self.dice.random() < 0.02 else 0)

    def _articles(
        self, session: Session, source_id: str, fault: Fault | None, at: datetime, count: int
    ) -> None:
        numbers = range(self.serial + 1, self.serial + count + 1)
        self.serial += count
        links = {number: Link(f"https://{source_id}.example/news/{number}.html") for number in numbers}
        endpoint = self.endpoints[source_id]
        frontier.add_links(
            session,
            list(links.values()),
            source_id=source_id,
            endpoint_id=endpoint,
            now=at,
            revisits=False,
        )
        if fault and fault.page:
            for _ in links:
                health.note_page_failure(session, source_id, *fault.page, now=at)
            return
        wanted = [url_key(link.url) for link in links.values()]
        query = select(FrontierRow.url, FrontierRow.id).where(FrontierRow.url_key.in_(wanted))
        candidates = {row.url: row.id for row in session.execute(query)}
        drafts = [self._draft(number, link.url, at) for number, link in links.items()]
        if fault and fault.draft:
            drafts = [fault.draft(draft) for draft in drafts]
        coming = [Incoming(draft, source_id, candidates[draft.url], None, "simulated") for draft in drafts]
        add_articles(session, coming, at)

    def _draft(self, number: int, url: str, at: datetime) -> Draft:
        dice = self.dice
        words = int(dice.lognormvariate(5.9, 0.5)) + 60
        body = " ".join(dice.choices(WORDS, k=words)) + " " + "x" * dice.randrange(400)
        return Draft(
            url=url,
            title=f"Carmaker {number} opens plant {number % 97}",
            authors=("Jo Berg",) if dice.random() < 0.9 else (),
            published=at - timedelta(minutes=5 + 20 * dice.random()) if dice.random() < 0.98 else None,
            body=body,
            language="en",
            flags=frozenset((Flag.TEASER,)) if dice.random() < 0.02 else frozenset(),
        )

    def told(self) -> list[str]:
        with self.database.reading() as session:
            return list(session.scalars(select(NoticeRow.title).order_by(NoticeRow.id)))

    def why(self, source_id: str) -> str | None:
        with self.database.reading() as session:
            return session.get_one(SourceStateRow, source_id).why


def new_world(folder: Path, count: int, seed: int = 7) -> World:
    """A database with ``count`` sources."""
    database = open_database(f"sqlite:///{folder}/month.db")
    rhythms = {f"s{number:02}": RHYTHMS[number % len(RHYTHMS)] for number in range(count)}
    watched = [
        Source(id=key, name=key, home=f"https://{key}.example/", feeds=(f"https://{key}.example/feed",))
        for key in rhythms
    ]
    with database.writing() as session:
        sources.sync_sources(session, watched, origin=SourceOrigin.CATALOG, now=START)
        endpoints = {row.source_id: row.id for row in session.scalars(select(EndpointRow))}
    return World(database, rhythms, random.Random(seed), endpoints)


def copy_of(world: World, folder: Path) -> World:
    """The same world, on a database of its own."""
    world.database.close()
    shutil.copy(folder / "month.db", folder / "copy.db")
    database = open_database(f"sqlite:///{folder}/copy.db")
    dice = random.Random(world.serial)
    return World(database, world.rhythms, dice, world.endpoints, world.now, world.serial)


def try_fault(world: World, fault: Fault, victim: str, most: int = ALARMED_WITHIN) -> tuple[int | None, bool]:
    """After how many polls the right alarm came (None: not in time, or a wrong one), and whether exactly one
    alarm and one recovery were told."""
    before = len(world.told())
    polls = None
    for number in range(1, most + 1):
        world.hour(fault, victim, extra=3, alone=fault in SILENCES)
        if world.told()[before:]:
            polls = number if world.why(victim) == fault.expected else None
            break
    # While the victim alone was asked the others published nothing: asked now, they would look frozen.
    for _ in range(4):
        world.hour(None, victim, extra=2, alone=fault in SILENCES)
    told = [title for title in world.told()[before:] if title.startswith(victim)]
    is_once = len(told) == 2 and told[1] == f"{victim} is well again"
    return polls, is_once and len(world.told()) == before + 2


def cut_line(world: World) -> list[str]:
    """What is told when nothing can be reached for half a day, and for a day after."""
    before = len(world.told())
    world.line_is_cut = True
    for _ in range(12):
        world.hour()
    world.line_is_cut = False
    for _ in range(24):
        world.hour()
    return world.told()[before:]


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--sources", type=int, default=44)
    parser.add_argument("--seed", type=int, default=7, help="another month")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        world = new_world(Path(name), options.sources, options.seed)
        return _run(world, Path(name), options.days)


def _run(world: World, folder: Path, days: int) -> int:
    began = time.process_time()
    for _ in range(days * 24):
        world.hour()
    false = world.told()
    print(f"{days} days, {len(world.rhythms)} sources, {world.serial} articles")
    print(f"{len(false)} false alarms {false}")
    print(f"CPU {time.process_time() - began:.0f} s", flush=True)
    right = 0
    for fault in (*FAULTS, *SILENCES):
        most = 24 * 14 if fault in SILENCES else ALARMED_WITHIN
        copy = copy_of(world, folder)
        polls, once = try_fault(copy, fault, "s01", most)
        copy.database.close()
        right += polls is not None and once
        how_often = "" if once else ", NOT told once each way"
        print(f"{fault.name:34} {fault.expected:12} after {polls} polls{how_often}", flush=True)
    copy = copy_of(world, folder)
    line = cut_line(copy)
    copy.database.close()
    all_faults = len(FAULTS) + len(SILENCES)
    print(f"right alarms: {right} of {all_faults}; our own line cut for 12 hours: {line}")
    print(f"CPU {time.process_time() - began:.0f} s in all")
    return 0 if right == all_faults and not false and len(line) == 2 else 1


if __name__ == "__main__":
    sys.exit(main())
