"""Crawl processes: when each ran, what it counted, and what a dead one left behind."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage import frontier
from storage.schema import CrawlRow


@dataclass(frozen=True, slots=True)
class Running:
    """A crawl that has not said that it ended."""

    id: int
    pid: int


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
    frontier.release(session, crawl_id)


def running(session: Session, *, machine: str) -> list[Running]:
    """Crawls of this machine without an end: alive, or dead without a word."""
    query = select(CrawlRow.id, CrawlRow.pid).where(CrawlRow.machine == machine, CrawlRow.outcome.is_(None))
    return [Running(crawl_id, pid) for crawl_id, pid in session.execute(query)]


def last_crawl(session: Session) -> CrawlRow | None:
    """The crawl that started last."""
    return session.scalar(select(CrawlRow).order_by(CrawlRow.id.desc()).limit(1))
