"""Walks through archives: which lists are still to be read, and what each of them brought."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import case, delete, exists, func, insert, select, update
from sqlalchemy.orm import Session

from core.archive import Archive, Further, Span
from core.urls import url_key
from storage import frontier
from storage.schema import ArticleRow, FrontierRow, Priority, SourceRow, State, Step, WalkStepRow
from storage.schema.base import table_of

# Fewer dated articles than these say nothing about the pages that follow.
FEWEST_DATED = 3
OLDER = "older than the span"
_NEW = insert(table_of(WalkStepRow))
_IS_OPEN = WalkStepRow.state == Step.OPEN
_IS_WAITING = (FrontierRow.priority == Priority.BACKFILL) & FrontierRow.state.in_(
    (State.QUEUED, State.FETCHED)
)


@dataclass(frozen=True, slots=True)
class WalkStep:
    """A list to read; ``zone`` is the source's, ``attempts`` how often it has failed."""

    id: int
    source_id: str
    kind: str
    url: str
    span: Span
    zone: str
    attempts: int


@dataclass(frozen=True, slots=True)
class Left:
    """What is left of a source's backfill: lists to read, and links to fetch."""

    source_id: str
    since: date
    lists: int
    links: int


def begin(session: Session, source_id: str, roots: Sequence[Further], *, since: date, now: datetime) -> None:
    """Walk the source's archive back to ``since``, from ``roots`` on. A walk to the same day that is not
    finished goes on where it was; another one is forgotten, not so the links it brought."""
    same = exists().where(WalkStepRow.source_id == source_id, WalkStepRow.since == since)
    unfinished = exists().where(WalkStepRow.source_id == source_id, _IS_OPEN) | exists().where(
        FrontierRow.source_id == source_id, _IS_WAITING
    )
    if session.scalar(select(same & unfinished)):
        return
    session.execute(delete(WalkStepRow).where(WalkStepRow.source_id == source_id))
    _add(session, source_id, since, roots, now)


def next_step(session: Session, source_id: str, *, now: datetime) -> WalkStep | None:
    """The list to read next, the newest first; None when there is none, or none yet. A page after one whose
    articles turned out to be older than the span is left."""
    query = (
        select(WalkStepRow, SourceRow.zone)
        .join(SourceRow, SourceRow.id == WalkStepRow.source_id)
        .where(WalkStepRow.source_id == source_id, _IS_OPEN, WalkStepRow.due_at <= now, SourceRow.enabled)
        .order_by(WalkStepRow.newest.desc(), WalkStepRow.id)
    )
    for row, zone in session.execute(query.limit(1)):
        if _comes_after_older(session, row):
            leave(session, row.id, OLDER, now=now)
            return next_step(session, source_id, now=now)
        span = Span(row.since, row.newest, frozenset(row.shown))
        return WalkStep(row.id, source_id, row.kind, row.url, span, zone, row.attempts)
    return None


def _comes_after_older(session: Session, row: WalkStepRow) -> bool:
    """True when the page before has brought dated articles, and none of the span."""
    dated = (ArticleRow.url_key.in_(row.own), ArticleRow.published_at.is_not(None))
    count, latest = session.execute(
        select(func.count(), func.max(ArticleRow.published_at)).where(*dated)
    ).one()
    # A day earlier, because ``since`` is a day of the source's zone.
    first = datetime.combine(row.since, time(), UTC) - timedelta(days=1)
    return latest is not None and count >= FEWEST_DATED and latest < first


def finish(session: Session, step: WalkStep, archive: Archive, *, now: datetime) -> int:
    """The list is read: its links become candidates, the lists it leads to further steps, all in the one
    transaction. How many of the links were new."""
    new = frontier.add_archived(session, archive.links, source_id=step.source_id, now=now)
    _add(session, step.source_id, step.span.since, archive.lists, now)
    _close(session, step.id, Step.READ, None, now)
    return new


def leave(session: Session, step_id: int, reason: str, *, now: datetime) -> None:
    """The list is not read, for ``reason``."""
    _close(session, step_id, Step.LEFT, reason, now)


def put_off(session: Session, step_id: int, *, due_at: datetime, reason: str, attempts: int) -> None:
    """The list is tried again at ``due_at``."""
    row = session.get_one(WalkStepRow, step_id)
    row.due_at, row.reason, row.attempts = due_at, reason, attempts


def left(session: Session) -> list[Left]:
    """The backfills that are not finished."""
    lists = select(
        WalkStepRow.source_id,
        func.max(WalkStepRow.since).label("since"),
        func.sum(case((_IS_OPEN, 1), else_=0)).label("open"),
    ).group_by(WalkStepRow.source_id)
    links = (
        select(FrontierRow.source_id, func.count().label("waiting"))
        .where(_IS_WAITING)
        .group_by(FrontierRow.source_id)
    )
    waiting = {row.source_id: row.waiting for row in session.execute(links)}
    found = [
        Left(row.source_id, row.since, row.open, waiting.get(row.source_id, 0))
        for row in session.execute(lists.order_by(WalkStepRow.source_id))
    ]
    return [one for one in found if one.lists or one.links]


def _add(session: Session, source_id: str, since: date, lists: Sequence[Further], now: datetime) -> None:
    """Lists that this walk has not met."""
    met = set(session.scalars(select(WalkStepRow.url_key).where(WalkStepRow.source_id == source_id)))
    new = {key: one for one in reversed(lists) if (key := url_key(one.url)) not in met}
    rows = [
        {
            "source_id": source_id,
            "since": since,
            "kind": one.kind,
            "url": one.url,
            "url_key": key,
            "newest": one.newest,
            "shown": list(one.shown),
            "own": list(one.own),
            "due_at": now,
        }
        for key, one in reversed(new.items())
    ]
    if rows:
        session.execute(_NEW, rows)


def _close(session: Session, step_id: int, state: Step, reason: str | None, now: datetime) -> None:
    session.execute(
        update(WalkStepRow)
        .where(WalkStepRow.id == step_id)
        .values(state=state, reason=reason, closed_at=now, shown=[], own=[])
    )
