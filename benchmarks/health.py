"""Silent failures against a month in which nothing is wrong: right alarms, false alarms, how soon.

    python -m benchmarks.health [--days 30] [--sources 44]

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
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

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
WINDOW = 20  # entries that a feed shows
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


@dataclass(frozen=True)
class Fault:
    """What befalls a source: how its polls, its drafts or its pages change; the alarm that it must raise."""

    name: str
    expected: str
    poll: Callable[[PollResult, datetime], PollResult] | None = None
    draft: Callable[[Draft], Draft] | None = None
    page: tuple[Kind, str] | None = None


def _fails(kind: Kind, error: str, status: int | None = None) -> Callable[[PollResult, datetime], PollResult]:
    return lambda _result, _now: PollResult(status, error, kind=kind)


def _brings(change: Callable[[Brought, datetime], Brought]) -> Callable[[PollResult, datetime], PollResult]:
    return lambda result, now: replace(result, brought=change(result.brought or Brought(WINDOW, 0), now))


LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
WALL = "We value your privacy. Accept all cookies to go on reading. " * 8
FAULTS = (
    Fault("DNS entry gone", "dns", _fails(Kind.DNS, "no such host")),
    Fault("connection refused", "refused", _fails(Kind.REFUSED, "connection refused")),
    Fault("certificate expired", "tls", _fails(Kind.TLS, "certificate has expired")),
    Fault("never answers", "timeout", _fails(Kind.TIMEOUT, "took longer than 30 s")),
    Fault("403 to us", "blocked", _fails(Kind.BLOCKED, "HTTP 403", 403)),
    Fault("captcha under 200", "blocked", _fails(Kind.BLOCKED, "asks whether we are human", 200)),
    Fault("feed removed", "gone", _fails(Kind.GONE, "HTTP 404", 404)),
    Fault("server error", "server", _fails(Kind.SERVER, "HTTP 500", 500)),
    Fault("HTML instead of the feed", "parse", _fails(Kind.PARSE, "an HTML page, not a feed", 200)),
    Fault("feed redirected home", "home", _fails(Kind.HOME, "redirected to the home page", 200)),
    Fault("robots.txt shuts us out", "rules", _fails(Kind.RULES, "robots.txt disallows it")),
    Fault("empty feed", "empty", _brings(lambda _b, _now: Brought(0, 0))),
    Fault("feed shrunk", "shrunk", _brings(lambda b, _now: replace(b, entries=2, new=0))),
    Fault(
        "clock of the feed ahead",
        "future",
        _brings(lambda b, now: replace(b, newest=now + timedelta(days=9))),
    ),
    Fault("feed of another site", "foreign", _brings(lambda b, _now: replace(b, foreign=True))),
    Fault("addresses change at every poll", "all_new", _brings(lambda b, _now: replace(b, new=b.entries))),
    Fault("all pages 404", "pages_gone", page=(Kind.GONE, "HTTP 404")),
    Fault("redesign: no text found", "pages_parse", page=(Kind.PARSE, "no article text")),
    Fault("pages redirected home", "pages_home", page=(Kind.HOME, "redirected to the home page")),
    Fault("captcha on pages", "blocked", page=(Kind.BLOCKED, "asks whether we are human")),
    Fault("consent wall", "same_text", draft=lambda draft: replace(draft, body=WALL)),
    Fault("only teasers", "teasers", draft=lambda draft: replace(draft, flags=frozenset((Flag.TEASER,)))),
    Fault("paywall", "paywall", draft=lambda draft: replace(draft, flags=frozenset((Flag.PAYWALLED,)))),
    Fault(
        "texts cut short",
        "short",
        draft=lambda draft: replace(draft, body=draft.body[: 100 + len(draft.title)]),
    ),
    Fault("bodies of one length", "same_length", draft=lambda draft: replace(draft, body=draft.body[:1200])),
    Fault("titles all alike", "same_title", draft=lambda draft: replace(draft, title="News")),
    Fault("bylines vanished", "no_byline", draft=lambda draft: replace(draft, authors=())),
    Fault("dates vanished", "no_date", draft=lambda draft: replace(draft, published=None)),
    Fault("dates frozen", "same_date", draft=lambda draft: replace(draft, published=LONG_AGO)),
    Fault("language changed", "language", draft=lambda draft: replace(draft, language="nl")),
)
# These can only be told after a silence that the source has never kept before.
SILENCES = (
    Fault("feed frozen", "frozen", _brings(lambda b, _now: replace(b, new=0))),
    Fault("endless 304", "only_304", lambda _result, _now: PollResult(304)),
)


@dataclass
class World:
    """Sources that publish and are polled. ``dice`` make the same month every time."""

    database: Database
    rhythms: dict[str, Rhythm]
    now: datetime = START
    dice: random.Random = field(default_factory=lambda: random.Random(7))
    serial: int = 0
    line_is_cut: bool = False

    def hour(self, fault: Fault | None = None, victim: str = "", extra: int = 0) -> None:
        """An hour: every source that is due is polled, what is new is stored, the job judges."""
        self.now += TICK
        with self.database.writing() as session:
            hour = int((self.now - START) / TICK)
            for source_id, rhythm in self.rhythms.items():
                if hour % rhythm.every_h == 0 or source_id == victim:
                    hit = fault if source_id == victim else None
                    self._poll(session, source_id, rhythm, hit, extra if source_id == victim else 0)
        with self.database.writing() as session:
            judge(session, now=self.now + timedelta(minutes=1))
            if self.now.hour == 0:
                health.tidy(session, now=self.now)

    def _poll(
        self, session: Session, source_id: str, rhythm: Rhythm, fault: Fault | None, extra: int
    ) -> None:
        at = self.now + timedelta(seconds=self.dice.random() * 50)
        endpoint = session.scalars(select(EndpointRow.id).where(EndpointRow.source_id == source_id)).one()
        count = 0 if fault in SILENCES else self._published(rhythm) + extra
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
        if result.error is None:
            for _ in range(count):
                self._article(session, source_id, endpoint, fault, at)

    def _published(self, rhythm: Rhythm) -> int:
        is_off = self.now.weekday() >= 5 or (self.now.month, self.now.day) in HOLIDAYS
        expected = (rhythm.weekend if is_off else rhythm.workday) * rhythm.every_h / 24
        count = int(expected) + (self.dice.random() < expected % 1)
        return count + (10 if rhythm.bursts and count and self.dice.random() < 0.02 else 0)

    def _article(
        self, session: Session, source_id: str, endpoint: int, fault: Fault | None, at: datetime
    ) -> None:
        self.serial += 1
        url = f"https://{source_id}.example/news/{self.serial}.html"
        link = Link(url)
        frontier.add_links(session, [link], source_id=source_id, endpoint_id=endpoint, now=at, revisits=False)
        if fault and fault.page:
            health.note_page_failure(session, source_id, *fault.page, now=at)
            return
        candidate = session.scalars(select(FrontierRow.id).where(FrontierRow.url_key == url_key(url))).one()
        draft = self._draft(url, at)
        draft = fault.draft(draft) if fault and fault.draft else draft
        add_articles(session, [Incoming(draft, source_id, candidate, None, "simulated")], at)

    def _draft(self, url: str, at: datetime) -> Draft:
        words = int(self.dice.lognormvariate(5.9, 0.5)) + 60
        dice = self.dice
        body = " ".join(f"w{dice.randrange(9999)}" for _ in range(words)) + " " + "x" * dice.randrange(400)
        return Draft(
            url=url,
            title=f"Carmaker {self.serial} opens plant {self.serial % 97}",
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


def new_world(folder: Path, count: int) -> World:
    """A database with ``count`` sources."""
    database = open_database(f"sqlite:///{folder}/month.db")
    rhythms = {f"s{number:02}": RHYTHMS[number % len(RHYTHMS)] for number in range(count)}
    watched = [
        Source(id=key, name=key, home=f"https://{key}.example/", feeds=(f"https://{key}.example/feed",))
        for key in rhythms
    ]
    with database.writing() as session:
        sources.sync_sources(session, watched, origin=SourceOrigin.CATALOG, now=START)
    return World(database, rhythms)


def copy_of(world: World, folder: Path) -> World:
    """The same world, on a database of its own."""
    world.database.close()
    shutil.copy(folder / "month.db", folder / "copy.db")
    database = open_database(f"sqlite:///{folder}/copy.db")
    return World(database, world.rhythms, world.now, random.Random(11), world.serial)


def try_fault(world: World, fault: Fault, victim: str, most: int = ALARMED_WITHIN) -> tuple[int | None, bool]:
    """After how many polls the right alarm came (None: not in time, or a wrong one), and whether exactly one
    alarm and one recovery were told."""
    before = len(world.told())
    polls = None
    for number in range(1, most + 1):
        world.hour(fault, victim, extra=3)
        if world.told()[before:]:
            polls = number if world.why(victim) == fault.expected else None
            break
    for _ in range(4):
        world.hour(None, victim, extra=2)
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
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        return _run(Path(name), options.days, options.sources)


def _run(folder: Path, days: int, count: int) -> int:
    began, world = time.process_time(), new_world(folder, count)
    for _ in range(days * 24):
        world.hour()
    false = world.told()
    print(f"{days} days, {count} sources, {world.serial} articles: {len(false)} false alarms {false}")
    print(f"CPU {time.process_time() - began:.0f} s")
    right = 0
    for fault in (*FAULTS, *SILENCES):
        most = 24 * 14 if fault in SILENCES else ALARMED_WITHIN
        copy = copy_of(world, folder)
        polls, once = try_fault(copy, fault, "s01", most)
        copy.database.close()
        right += polls is not None and once
        how_often = "" if once else ", NOT told once each way"
        print(f"{fault.name:34} {fault.expected:12} after {polls} polls{how_often}")
    copy = copy_of(world, folder)
    line = cut_line(copy)
    copy.database.close()
    print(f"right alarms: {right} of {len(FAULTS) + len(SILENCES)}; our own line cut for 12 hours: {line}")
    return 0 if right == len(FAULTS) + len(SILENCES) and not false and len(line) == 2 else 1


if __name__ == "__main__":
    sys.exit(main())
