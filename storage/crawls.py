"""Crawl processes: when each ran, what it counted, and what a dead one left behind."""

import os
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage import leases
from storage.schema import CrawlRow


def start_crawl(session: Session, *, machine: str, pid: int, now: datetime) -> int:
    """Open a crawl's record; its id, by which it leases."""
    row = CrawlRow(machine=machine, pid=pid, started_at=now, counters={})
    session.add(row)
    session.flush()
    return row.id


def end_crawl(
    session: Session, crawl_id: int, *, outcome: str, counters: Mapping[str, int] | None = None, now: datetime
) -> None:
    """Close a crawl's record and give back what it still held."""
    row = session.get_one(CrawlRow, crawl_id)
    row.finished_at, row.outcome = now, outcome
    if counters is not None:
        row.counters = dict(counters)
    leases.release(session, crawl_id)


def dead(session: Session, *, machine: str) -> list[int]:
    """Ids of the crawls of this machine that ended without a word: killed, or lost in a power cut."""
    query = select(CrawlRow.id, CrawlRow.pid).where(CrawlRow.machine == machine, CrawlRow.outcome.is_(None))
    return [crawl_id for crawl_id, pid in session.execute(query) if not _alive(pid)]


def end_dead(session: Session, *, machine: str, now: datetime) -> None:
    """Close the records of this machine's dead crawls and give back what they held. Call it in a process
    that has opened no crawl of its own."""
    for crawl_id in dead(session, machine=machine):
        end_crawl(session, crawl_id, outcome="died", now=now)


def last_crawl(session: Session) -> CrawlRow | None:
    """The crawl that started last."""
    return session.scalar(select(CrawlRow).order_by(CrawlRow.id.desc()).limit(1))


def _alive(pid: int) -> bool:
    # Process ids come back, in a container almost at once: our own is never that of an earlier crawl.
    if pid == os.getpid():
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
