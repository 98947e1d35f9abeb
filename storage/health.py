"""How each source fares: counted in the transactions that poll and store, read by the health job."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby, islice
from statistics import median
from typing import Any

from sqlalchemy import delete, func, insert, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from core.article import Flag
from core.health import OF_THE_LINE, Chart, Kind, Look, Poll
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
_COUNTERS = [
    column.name
    for column in _DAYS.c
    if not column.primary_key and not column.nullable and column.name != "failures"
]
_ZERO: dict[str, Any] = dict.fromkeys(_COUNTERS, 0)


def _addition(statement: Any) -> Any:
    """An insertion into the days' counters, as it is where the day is new; else it adds to what is there."""
    coming = statement.excluded
    change = {name: _DAYS.c[name] + coming[name] for name in _COUNTERS}
    change["good_at"] = func.coalesce(coming.good_at, _DAYS.c.good_at)
    return statement.on_conflict_do_update(index_elements=["source_id", "day"], set_=change)


# Built once: putting a statement together costs more than running it.
_NEW_POLL = insert(table_of(PollRow))
_ADDITIONS = {
    "sqlite": _addition(sqlite.insert(_DAYS)),
    "postgresql": _addition(postgresql.insert(_DAYS)),
}


@dataclass(frozen=True, slots=True)
class Brought:
    """What a poll's answer held: how many entries, how many of them unknown, the latest time they claim."""

    entries: int
    new: int
    newest: datetime | None = None
    foreign: bool = False


def note_poll(session: Session, endpoint_id: int, source_id: str, seen: Poll) -> None:
    """One poll, in the transaction that records it."""
    values = {name: getattr(seen, name) for name in ("at", "kind", "entries", "new", "newest", "foreign")}
    session.execute(_NEW_POLL, values | {"endpoint_id": endpoint_id, "detail": seen.detail or None})
    if seen.kind is not None:
        _count(session, source_id, seen.at, {"polls_failed": 1})
        _count_kind(session, source_id, seen.at, seen.kind)
    else:
        _count(session, source_id, seen.at, {"polls_unchanged" if seen.entries is None else "polls_read": 1})


def note_pages(session: Session, source_id: str, counts: Mapping[str, int], *, now: datetime) -> None:
    """Pages were read well; ``counts`` are by the columns of ``SourceDayRow``."""
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


def was_last_reached(session: Session) -> bool:
    """Whether the host polled last answered, whatever it said; True before the first poll."""
    kind = session.scalar(select(PollRow.kind).order_by(PollRow.id.desc()).limit(1))
    return kind is None or Kind(kind) not in OF_THE_LINE


def charts(session: Session, source_ids: Sequence[str], *, now: datetime) -> dict[str, Chart]:
    """What is known of each of these sources."""
    day = SourceDayRow
    recent = select(day).where(day.source_id.in_(source_ids), day.day >= (now - BASE_DAYS).date())
    known: defaultdict[str, list[SourceDayRow]] = defaultdict(list)
    for row in session.scalars(recent.order_by(day.day.desc())):
        known[row.source_id].append(row)
    polls, failures = _polls(session, source_ids), _page_failures(session, source_ids)
    return {
        source_id: _chart(known[source_id], polls[source_id], failures[source_id], _looks(session, source_id))
        for source_id in source_ids
    }


def _chart(
    known: Sequence[SourceDayRow],
    endpoints: dict[str, Sequence[Poll]],
    failures: Sequence[Poll],
    looks: Sequence[Look],
) -> Chart:
    good_at = next((row.good_at for row in known if row.good_at), None)
    return Chart(
        endpoints=endpoints,
        looks=looks,
        page_failures=[failed for failed in failures if good_at is None or failed.at > good_at][:LOOKS],
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


def keep_median(session: Session, source_id: str, looks: Sequence[Look], *, now: datetime) -> None:
    """Note how long today's and yesterday's articles are, as far as they are among the ``looks``."""
    for day in (now.date(), now.date() - timedelta(days=1)):
        row = session.get(SourceDayRow, (source_id, day))
        lengths = [look.chars for look in looks if look.seen_at.date() == day]
        if row is not None and lengths:
            row.median_chars = round(median(lengths))


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


def _polls(session: Session, source_ids: Sequence[str]) -> dict[str, dict[str, Sequence[Poll]]]:
    """The kept polls of each source's lists, newest first."""
    row, end = PollRow, EndpointRow
    columns = (row.at, row.kind, row.detail, row.entries, row.new, row.newest, row.foreign)
    query = (
        select(end.source_id, end.url, *columns)
        .join(row, row.endpoint_id == end.id)
        .where(end.source_id.in_(source_ids), end.enabled)
        .order_by(end.id, row.id.desc())
    )
    found: dict[str, dict[str, Sequence[Poll]]] = {source_id: {} for source_id in source_ids}
    for (source_id, url), rows in groupby(session.execute(query), lambda one: (one[0], one[1])):
        host = host_of(url)
        found[source_id][url] = [
            Poll(at, host, Kind(kind) if kind else None, detail or "", entries, new, newest, foreign)
            for _, _, at, kind, detail, entries, new, newest, foreign in islice(rows, POLLS_KEPT)
        ]
    return found


def _page_failures(session: Session, source_ids: Sequence[str]) -> dict[str, list[Poll]]:
    row = PageFailureRow
    query = (
        select(row.source_id, SourceRow.home, row.at, row.kind, row.detail)
        .join(SourceRow, SourceRow.id == row.source_id)
        .where(row.source_id.in_(source_ids))
        .order_by(row.id.desc())
    )
    found: dict[str, list[Poll]] = {source_id: [] for source_id in source_ids}
    for source_id, home, at, kind, detail in session.execute(query):
        found[source_id].append(Poll(at, host_of(home), Kind(kind), detail))
    return found


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
    day = {"source_id": source_id, "day": now.date(), "failures": {}, "good_at": good_at}
    values = {**_ZERO, **day, **counts}
    session.execute(_ADDITIONS[session.get_bind().dialect.name], values)


def _count_kind(session: Session, source_id: str, now: datetime, kind: Kind) -> None:
    row = session.get_one(SourceDayRow, (source_id, now.date()), populate_existing=True)
    row.failures = dict(Counter(row.failures) + Counter({str(kind): 1}))
    session.flush()


def last_successes(session: Session) -> dict[str, datetime]:
    """When a list of each source was last answered well; a source whose kept polls all failed is missing."""
    query = (
        select(EndpointRow.source_id, func.max(PollRow.at))
        .join(PollRow, PollRow.endpoint_id == EndpointRow.id)
        .where(PollRow.kind.is_(None))
        .group_by(EndpointRow.source_id)
    )
    return {row[0]: row[1] for row in session.execute(query)}
