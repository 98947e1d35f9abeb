"""Job: ask the endpoints that are due, in a crawl process with a deadline."""

import socket
import threading
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from core import clock
from core.hints import unpacked
from core.settings import Settings
from core.urls import host_of
from scheduler.cadence import Budget, Polled, next_check_at
from scheduler.crawl_process import CrawlProcess
from scheduler.rhythm import HISTORY, MOST_TIMES, Rhythm, learn
from storage import crawls, hosts, leases, sources
from storage.rhythm import article_times
from storage.schema import EndpointRow, SourceRow
from storage.session import Database

_POLL_S = 0.2


def crawl(database: Database, settings: Settings, stop: threading.Event) -> str | None:
    """Run one crawl if anything is due; what it did, None when nothing was.

    ``stop`` ends it early: the child is asked to end, and what it had in hand goes back.
    """
    _end_dead(database)
    with database.reading() as session:
        if not _anything_to_do(session, clock.now()):
            return None
    # Scrapy tells a long story at INFO; ours is the line that the job returns.
    level = "DEBUG" if settings.log_level == "DEBUG" else "WARNING"
    child = CrawlProcess(only_due=True, log_level=level)
    outcome = _watch(child, deadline_s=settings.crawl_deadline_s, stop=stop)
    _end_dead(database)
    with database.writing() as session:
        plan_next_polls(session, settings, now=clock.now())
        return f"{outcome}; {_summary(session)}"


def _end_dead(database: Database) -> None:
    """What a crawl that was killed had in hand can be taken by the next one at once."""
    machine = socket.gethostname()
    with database.reading() as session:
        dead = crawls.dead(session, machine=machine)
    if dead:
        with database.writing() as session:
            crawls.end_dead(session, machine=machine, now=clock.now())


def _anything_to_do(session: Session, now: datetime) -> bool:
    paused = hosts.paused(session, now=now)
    due = sources.endpoints(session, due_at=now)
    return any(host_of(endpoint.url) not in paused for endpoint, _source in due) or bool(
        leases.sources_waiting(session, now=now)
    )


def plan_next_polls(session: Session, settings: Settings, *, now: datetime) -> None:
    """Give every endpoint that was polled since its last plan the instant of its next poll."""
    polled = sources.unplanned(session)
    rhythms = {
        source_id: _rhythm(session, source_id, now)
        for source_id in dict.fromkeys(source.id for _, source in polled)
    }
    for endpoint, _ in polled:
        endpoint.pace = rhythms[endpoint.source_id].pace
    session.flush()
    pace = sources.mean_pace(session) or 0.0
    for endpoint, source in polled:
        budget = _budget(settings, source, pace)
        endpoint.next_check_at = next_check_at(_polled(endpoint), rhythms[source.id], budget)


def _budget(settings: Settings, source: SourceRow, pace: float) -> Budget:
    """What the settings allow, within the source's own bounds where it has some."""
    # An operator who wants polls more often on average wants them.
    usual_floor_s = min(settings.poll_floor_s, settings.poll_interval_s)
    floor_s = usual_floor_s if source.poll_floor_s is None else source.poll_floor_s
    ceiling_s = settings.poll_ceiling_s if source.poll_ceiling_s is None else source.poll_ceiling_s
    return Budget(
        timedelta(seconds=settings.poll_interval_s),
        timedelta(seconds=floor_s),
        timedelta(seconds=ceiling_s),
        pace,
    )


def _rhythm(session: Session, source_id: str, now: datetime) -> Rhythm:
    return learn(article_times(session, source_id, since=now - HISTORY, limit=MOST_TIMES), now=now)


def _polled(endpoint: EndpointRow) -> Polled:
    assert endpoint.polled_at is not None
    # A feed shows its latest entries only; a page or sitemap goes on elsewhere.
    window = endpoint.window if endpoint.kind == "feed" else None
    hints = unpacked(endpoint.hints)
    return Polled(endpoint.polled_at, endpoint.failures, window, hints, seed=endpoint.id)


def _watch(child: CrawlProcess, *, deadline_s: float, stop: threading.Event) -> str:
    started = clock.monotonic_s()
    while child.poll() is None:
        if stop.wait(_POLL_S):
            child.stop()
            return "stopped"
        if clock.monotonic_s() - started > deadline_s:
            child.stop()
            return f"ended after its deadline of {deadline_s:g} s"
    status = child.poll()
    return "finished" if status == 0 else f"died (exit status {status})"


def _summary(session: Session) -> str:
    last = crawls.last_crawl(session)
    counters = last.counters if last is not None else {}
    new, again = counters.get("articles/new", 0), counters.get("articles/revised", 0)
    polls = sum(counters.get(f"polls/{kind}", 0) for kind in ("read", "unchanged", "failed"))
    text = f"{polls} polls, {new} new articles, {again} revised"
    failed = counters.get("polls/failed", 0)
    return f"{text}, {failed} polls failed" if failed else text
