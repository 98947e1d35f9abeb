"""How each source fares: counted in the transactions that poll and store, read by the health job."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from statistics import median
from typing import Any

from sqlalchemy import delete, func, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from core.article import Flag
from core.health import Chart, Kind, Look, Poll
from core.urls import host_of
from storage.schema import (
    ArticleRow,
    AuthorRow,
    EndpointRow,
    LineRow,
    PageFailureRow,
    PollRow,
    SourceDayRow,
    SourceRow,
    SourceStateRow,
)
from storage.schema.base import table_of

POLLS_KEPT, LOOKS, BASE_DAYS = 60, 120, timedelta(days=28)
FAILURES_KEPT = timedelta(days=7)
_DAYS = table_of(SourceDayRow)
_INSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


@dataclass(frozen=True, slots=True)
class Brought:
    """What a poll's answer held: how many entries, how many of them unknown, the latest time they claim."""

    entries: int
    new: int
    newest: datetime | None = None
    foreign: bool = False


def note_poll(session: Session, endpoint_id: int, source_id: str, seen: Poll) -> None:
    """One poll, in the transaction that records it."""
    session.add(
        PollRow(
            endpoint_id=endpoint_id,
            at=seen.at,
            kind=seen.kind,
            detail=seen.detail or None,
            entries=seen.entries,
            new=seen.new,
            newest=seen.newest,
            foreign=seen.foreign,
        )
    )
    if seen.kind is not None:
        _count(session, source_id, seen.at, {"polls_failed": 1})
        _count_kind(session, source_id, seen.at, seen.kind)
    else:
        _count(session, source_id, seen.at, {"polls_unchanged" if seen.entries is None else "polls_read": 1})


def note_pages(session: Session, source_id: str, outcomes: Counter[str], *, now: datetime) -> None:
    """Pages were read well: how many came to which ``storage.articles.Outcome``."""
    counts = {"pages_good": outcomes.total()}
    counts |= {f"articles_{outcome}": outcomes[outcome] for outcome in ("new", "revised")}
    _count(session, source_id, now, counts, good_at=now)


def note_page_failure(session: Session, source_id: str, kind: Kind, detail: str, *, now: datetime) -> None:
    """A page could not be fetched, or gave no article."""
    session.add(PageFailureRow(source_id=source_id, at=now, kind=kind, detail=detail))
    _count(session, source_id, now, {"pages_failed": 1})
    _count_kind(session, source_id, now, kind)


def unjudged(session: Session) -> list[str]:
    """Ids of the watched sources that were asked since they were last judged."""
    query = (
        select(SourceRow.id)
        .join(EndpointRow, EndpointRow.source_id == SourceRow.id)
        .outerjoin(SourceStateRow, SourceStateRow.source_id == SourceRow.id)
        .where(
            SourceRow.enabled,
            EndpointRow.enabled,
            EndpointRow.polled_at.is_not(None),
            or_(SourceStateRow.judged_at.is_(None), EndpointRow.polled_at > SourceStateRow.judged_at),
        )
        .order_by(SourceRow.id)
    )
    return list(dict.fromkeys(session.scalars(query)))


def latest_polls(session: Session) -> list[Poll]:
    """The kept polls of all sources, newest first."""
    query = (
        select(PollRow.at, PollRow.kind, EndpointRow.url)
        .join(EndpointRow, EndpointRow.id == PollRow.endpoint_id)
        .join(SourceRow, SourceRow.id == EndpointRow.source_id)
        .where(SourceRow.enabled, EndpointRow.enabled)
        .order_by(PollRow.at.desc(), PollRow.id.desc())
    )
    found = session.execute(query).all()
    hosts = {url: host_of(url) for url in {row.url for row in found}}
    return [Poll(row.at, hosts[row.url], Kind(row.kind) if row.kind else None) for row in found]


def chart(session: Session, source_id: str, *, now: datetime) -> Chart:
    """What is known of a source."""
    known = days(session, source_id, since=now - BASE_DAYS)
    good_at = next((row.good_at for row in known if row.good_at), None)
    query = select(PageFailureRow).where(PageFailureRow.source_id == source_id)
    if good_at is not None:
        query = query.where(PageFailureRow.at > good_at)
    host = host_of(session.get_one(SourceRow, source_id).home)
    failures = session.scalars(query.order_by(PageFailureRow.id.desc()).limit(LOOKS))
    return Chart(
        endpoints=_polls(session, source_id),
        looks=_looks(session, source_id),
        page_failures=tuple(Poll(row.at, host, Kind(row.kind), row.detail) for row in failures),
        polls_good=sum(row.polls_read + row.polls_unchanged for row in known),
        polls_failed=sum(row.polls_failed for row in known),
        pages_good=sum(row.pages_good for row in known),
        pages_failed=sum(row.pages_failed for row in known),
        days=len(known),
        silent_days=_silent_days(known),
    )


def states(session: Session) -> dict[str, SourceStateRow]:
    """What was thought of each source when it was last looked at."""
    return {row.source_id: row for row in session.scalars(select(SourceStateRow))}


def line_down(session: Session) -> LineRow | None:
    """The row that stands while no source can be reached."""
    return session.scalar(select(LineRow).limit(1))


def days(session: Session, source_id: str, *, since: datetime) -> list[SourceDayRow]:
    """The source's days since then, the latest first."""
    query = (
        select(SourceDayRow)
        .where(SourceDayRow.source_id == source_id, SourceDayRow.day >= since.date())
        .order_by(SourceDayRow.day.desc())
    )
    return list(session.scalars(query))


def sum_up_days(session: Session, *, now: datetime) -> None:
    """Fill in what today's and yesterday's articles look like on the whole."""
    since = now - timedelta(days=1)
    for row in session.scalars(select(SourceDayRow).where(SourceDayRow.day >= since.date())):
        looks = [look for look in _looks(session, row.source_id) if look.seen_at.date() == row.day]
        row.median_chars = round(median(look.chars for look in looks)) if looks else None
        row.bylines = sum(look.has_byline for look in looks)
        row.dated = sum(look.published is not None for look in looks)
        row.teasers = sum(look.is_teaser for look in looks)


def tidy(session: Session, *, now: datetime) -> None:
    """Remove polls beyond the latest few of each endpoint, and page failures that explain nothing more."""
    turn = func.row_number().over(partition_by=PollRow.endpoint_id, order_by=PollRow.id.desc())
    turns = select(PollRow.id, turn.label("turn")).subquery()
    old = select(turns.c.id).where(turns.c.turn > POLLS_KEPT)
    session.execute(delete(PollRow).where(PollRow.id.in_(old)))
    session.execute(delete(PageFailureRow).where(PageFailureRow.at < now - FAILURES_KEPT))


def _silent_days(known: Sequence[SourceDayRow]) -> int:
    """Most days in a row without an article, not counting those of a silence that lasts."""
    groups = groupby(known, lambda row: row.articles_new == 0)
    runs = [len(list(rows)) for is_silent, rows in groups if is_silent]
    if known and known[0].articles_new == 0:
        runs = runs[1:]
    return max(runs, default=0)


def _polls(session: Session, source_id: str) -> dict[str, Sequence[Poll]]:
    query = select(EndpointRow).where(EndpointRow.source_id == source_id, EndpointRow.enabled)
    return {endpoint.url: _polls_of(session, endpoint) for endpoint in session.scalars(query).all()}


def _polls_of(session: Session, endpoint: EndpointRow) -> list[Poll]:
    row = PollRow
    columns = (row.at, row.kind, row.detail, row.entries, row.new, row.newest, row.foreign)
    query = select(*columns).where(row.endpoint_id == endpoint.id).order_by(row.id.desc()).limit(POLLS_KEPT)
    host = host_of(endpoint.url)
    return [
        Poll(at, host, Kind(kind) if kind else None, detail or "", entries, new, newest, foreign)
        for at, kind, detail, entries, new, newest, foreign in session.execute(query).all()
    ]


def _looks(session: Session, source_id: str) -> Sequence[Look]:
    row = ArticleRow
    signed = select(AuthorRow.article_id).where(AuthorRow.article_id == row.id).exists()
    columns = (row.first_seen_at, row.published_at, row.title, func.length(row.body), row.fingerprint)
    query = (
        select(*columns, row.language, signed, row.flags)
        .where(row.source_id == source_id)
        .order_by(row.id.desc())
        .limit(LOOKS)
    )
    found = session.execute(query).all()
    looks: list[Look] = []
    for seen_at, published, title, chars, mark, language, has_byline, flags in found:
        is_teaser, is_paywalled = Flag.TEASER in flags, Flag.PAYWALLED in flags
        looks.append(
            Look(seen_at, published, title, chars, mark, language, has_byline, is_teaser, is_paywalled)
        )
    return looks


def _count(
    session: Session,
    source_id: str,
    now: datetime,
    counts: Mapping[str, int],
    good_at: datetime | None = None,
) -> None:
    """Add to the counters of the source's day, in a single statement."""
    values = {
        "source_id": source_id,
        "day": now.date(),
        "failures": {},
        **_ZERO,
        **counts,
    }
    statement = _INSERTS[session.get_bind().dialect.name](_DAYS).values(**values, good_at=good_at)
    change: dict[str, Any] = {name: _DAYS.c[name] + count for name, count in counts.items()}
    change |= {"good_at": good_at} if good_at else {}
    session.execute(statement.on_conflict_do_update(index_elements=["source_id", "day"], set_=change))


def _count_kind(session: Session, source_id: str, now: datetime, kind: Kind) -> None:
    row = session.get_one(SourceDayRow, (source_id, now.date()), populate_existing=True)
    row.failures = dict(Counter(row.failures) + Counter({str(kind): 1}))
    session.flush()


_ZERO = {
    column.name: 0
    for column in _DAYS.c
    if not column.primary_key and not column.nullable and column.name != "failures"
}


def last_successes(session: Session) -> dict[str, datetime]:
    """When a list of each source was last answered well; a source whose kept polls all failed is missing."""
    query = (
        select(EndpointRow.source_id, func.max(PollRow.at))
        .join(PollRow, PollRow.endpoint_id == EndpointRow.id)
        .where(PollRow.kind.is_(None))
        .group_by(EndpointRow.source_id)
    )
    return {row[0]: row[1] for row in session.execute(query)}
