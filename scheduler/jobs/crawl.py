"""Job: ask the endpoints that are due, in a crawl process with a deadline."""

import socket
import threading
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from core import clock
from core.settings import Settings
from core.urls import host_of
from scheduler.cadence import next_check_at
from scheduler.crawl_process import CrawlProcess
from storage import crawls, frontier, hosts, sources
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
        plan_next_polls(session, interval=timedelta(seconds=settings.poll_interval_s))
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
        frontier.sources_waiting(session, now=now)
    )


def plan_next_polls(session: Session, *, interval: timedelta) -> None:
    """Give every endpoint that was polled since its last plan the instant of its next poll."""
    for endpoint, _source in sources.endpoints(session):
        if _unplanned(endpoint.polled_at, endpoint.next_check_at):
            assert endpoint.polled_at is not None
            endpoint.next_check_at = next_check_at(
                polled_at=endpoint.polled_at, failures=endpoint.failures, interval=interval
            )


def _unplanned(polled_at: datetime | None, next_at: datetime | None) -> bool:
    return polled_at is not None and (next_at is None or next_at <= polled_at)


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
