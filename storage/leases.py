"""Who fetches which candidate of the frontier, until when."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import zip_longest
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, exists, or_, select, true, update
from sqlalchemy.orm import Session

from core.link import Link
from storage.links import unpacked
from storage.schema import FrontierRow, HostRow, Priority, SourceRow, State
from storage.schema.base import UtcDateTime, table_of

# What is found within a day of its publication is news, however it was found.
NEWS_FOR = timedelta(days=1)
_TAKEN = update(table_of(FrontierRow)).where(table_of(FrontierRow).c.id == bindparam("candidate"))
_EXTENDED = _TAKEN.values(lease_until=bindparam("until"))
_LEASE = _TAKEN.values(leased_by=bindparam("crawl"), lease_until=bindparam("until"))
# What a candidate is made of.
_CANDIDATE = (
    FrontierRow.id,
    FrontierRow.url,
    FrontierRow.source_id,
    FrontierRow.attempts,
    FrontierRow.state,
    FrontierRow.priority,
    FrontierRow.discovered_at,
    FrontierRow.link,
    FrontierRow.page_id,
    SourceRow.zone,
    SourceRow.language,
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A leased row: what to fetch, or (``page_id`` set) which kept page to extract."""

    id: int
    url: str
    source_id: str
    zone: str
    language: str
    attempts: int
    link: Link
    page_id: int | None
    priority: Priority
    discovered_at: datetime

    def is_news(self, published: datetime | None) -> bool:
        """Whether the rules are to see the article, which came out at ``published`` (None: nobody knows).
        Archive is no news, except for what a backfill has found before the next poll could."""
        if self.priority != Priority.BACKFILL:
            return True
        return published is not None and published > self.discovered_at - NEWS_FOR


def lease(
    session: Session,
    crawl_id: int,
    *,
    now: datetime,
    duration: timedelta,
    per_source: int,
    source_ids: Collection[str] | None = None,
    backfill: bool = False,
) -> list[Candidate]:
    """Take up to ``per_source`` candidates of each source: those with a kept page before all, then by
    priority, the freshest first. Archive only with ``backfill``.

    Hosts that asked for a pause are left alone until it is over, sources that are switched off for good.
    """
    waiting = sources_waiting(session, now=now, source_ids=source_ids, backfill=backfill)
    helpings = [_helping(session, source_id, now, per_source, _least(backfill)) for source_id in waiting]
    # The sources take turns.
    taken = [row for turn in zip_longest(*helpings) for row in turn if row is not None]
    until = now + duration
    if taken:
        session.execute(_LEASE, [{"candidate": row.id, "crawl": crawl_id, "until": until} for row in taken])
    return [_candidate(row) for row in taken]


def _helping(session: Session, source_id: str, now: datetime, most: int, least: Priority) -> list[Row[Any]]:
    rows: list[Row[Any]] = []
    for query in (_KEPT_OF_SOURCE, _QUEUED_OF_SOURCE):
        asked = {"source": source_id, "now": now, "most": most - len(rows), "least": least}
        rows += session.execute(query, asked).all()
    return rows


def sources_waiting(
    session: Session, *, now: datetime, source_ids: Collection[str] | None = None, backfill: bool = False
) -> list[str]:
    """Ids of sources (of these only, where given) with candidates that a crawl could take now; those with
    nothing but archive only with ``backfill``."""
    query = _WAITING if source_ids is None else _WAITING.where(SourceRow.id.in_(source_ids))
    return list(session.scalars(query, {"now": now, "least": _least(backfill)}))


def _least(backfill: bool) -> Priority:
    return Priority.BACKFILL if backfill else Priority.RETRY


def _takeable(state: State) -> ColumnElement[bool]:
    """That a row is in ``state`` and can be taken ``now``, with the ``least`` priority."""
    free = or_(FrontierRow.lease_until.is_(None), FrontierRow.lease_until <= _NOW)
    paused = select(HostRow.host).where(HostRow.backoff_until > _NOW)
    # A kept page needs no host.
    askable = FrontierRow.host.not_in(paused) if state == State.QUEUED else true()
    wanted = FrontierRow.priority >= bindparam("least")
    return and_(FrontierRow.state == state, wanted, free, FrontierRow.due_at <= _NOW, askable)


def _of_source(state: State) -> Select[Any]:
    # The order is that of ix_frontier_open: however many wait, only the rows taken are read.
    return (
        select(*_CANDIDATE)
        .join(SourceRow, SourceRow.id == FrontierRow.source_id)
        .where(FrontierRow.source_id == bindparam("source"), _takeable(state))
        .order_by(FrontierRow.priority.desc(), FrontierRow.id.desc())
        .limit(bindparam("most"))
        # Another crawler on PostgreSQL takes other rows instead of waiting; SQLite has one writer anyway.
        .with_for_update(skip_locked=True, of=FrontierRow)
    )


_NOW = bindparam("now", type_=UtcDateTime())
_KEPT_OF_SOURCE, _QUEUED_OF_SOURCE = _of_source(State.FETCHED), _of_source(State.QUEUED)
_WAITING = (
    select(SourceRow.id)
    .where(
        SourceRow.enabled,
        or_(
            *(
                exists().where(FrontierRow.source_id == SourceRow.id, _takeable(state))
                for state in (State.FETCHED, State.QUEUED)
            )
        ),
    )
    .order_by(SourceRow.id)
)


def _candidate(row: Row[Any]) -> Candidate:
    return Candidate(
        id=row.id,
        url=row.url,
        source_id=row.source_id,
        zone=row.zone,
        language=row.language,
        attempts=row.attempts,
        link=unpacked(row.link),
        page_id=row.page_id if row.state == State.FETCHED else None,
        priority=Priority(row.priority),
        discovered_at=row.discovered_at,
    )


def extend_lease(session: Session, candidate_id: int, until: datetime) -> None:
    """The candidate is still at work."""
    session.execute(_EXTENDED, {"candidate": candidate_id, "until": until})


def postpone(session: Session, candidate_id: int, due_at: datetime) -> None:
    """Put the candidate back untried, for later."""
    row = session.get_one(FrontierRow, candidate_id)
    row.due_at, row.leased_by, row.lease_until = due_at, None, None


def release(session: Session, crawl_id: int) -> int:
    """Give back what a crawl still holds; how many that were."""
    result = session.execute(
        update(FrontierRow).where(FrontierRow.leased_by == crawl_id).values(leased_by=None, lease_until=None)
    )
    return int(getattr(result, "rowcount", 0))
