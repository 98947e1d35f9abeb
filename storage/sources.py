"""Sources and endpoints: which there are, which are due, what their polls said."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from core.errors import ConfigError
from core.health import Kind, Poll
from core.hints import Hints, unpacked
from core.source import Source
from core.urls import host_of
from storage import health
from storage.health import Brought
from storage.schema import EndpointRow, SourceOrigin, SourceRow

GONE = "it is no longer in the catalogue"
# Columns that say what the declaration says.
_AS_DECLARED = (
    *("name", "home", "language", "zone", "country", "trust", "kind", "paywall", "off"),
    *("poll_floor_s", "poll_ceiling_s"),
)


@dataclass(frozen=True, slots=True)
class ListedAs:
    """A list as it came: what it asks of us, how many entries it shows, and a hash that is equal for equal
    entries."""

    hints: Hints
    window: int
    links_hash: str


@dataclass(frozen=True, slots=True)
class PollResult:
    """What one poll of an endpoint said. ``status`` None: no answer; ``error`` None: entries are stored.

    ``etag`` and ``last_modified`` are remembered only when the poll went well and brought a body.
    ``kind`` says what failed, ``brought`` what the entries are like; None when nothing new was read.
    ``listed`` is what a list that came in full was like; None when it did not. ``fresh_for_s`` is the
    freshness of an answer that only said "not modified", None where it names none (RFC 9111 §4.3.4).
    """

    status: int | None
    error: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    kind: Kind | None = None
    brought: Brought | None = None
    listed: ListedAs | None = None
    fresh_for_s: int | None = None


@dataclass(frozen=True, slots=True)
class Watched:
    """A source with the addresses by which it is watched, in the order in which they were named; they are
    there for a source that is off, too."""

    source: SourceRow
    endpoints: tuple[EndpointRow, ...]


def sync_sources(session: Session, sources: Sequence[Source], *, origin: SourceOrigin, now: datetime) -> None:
    """Make the stored sources of ``origin`` equal to ``sources``.

    One that is gone from the catalogue is disabled, never deleted: its articles stay.
    """
    known = {row.id: row for row in session.scalars(select(SourceRow))}
    endpoints: defaultdict[str, dict[str, EndpointRow]] = defaultdict(dict)
    for endpoint in session.scalars(select(EndpointRow)):
        endpoints[endpoint.source_id][endpoint.url] = endpoint
    for source in sources:
        row = known.get(source.id)
        if row is not None and row.origin != origin:
            continue  # The user's own definition of a source wins over the catalogue's.
        if row is None:
            row = _added(session, source, origin, now)
        _put(session, row, endpoints[source.id], source)
    if origin == SourceOrigin.CATALOG:
        gone = {row.id for row in known.values() if row.origin == origin} - {source.id for source in sources}
        if gone:
            switched_off = update(SourceRow).where(SourceRow.id.in_(gone)).values(enabled=False, off=GONE)
            session.execute(switched_off)


def add_source(session: Session, source: Source, *, now: datetime) -> None:
    """Store a source that the user named. Raises ConfigError when the id is taken."""
    if session.get(SourceRow, source.id) is not None:
        raise ConfigError(f"there is already a source {source.id!r}")
    _put(session, _added(session, source, SourceOrigin.USER, now), {}, source)


def _added(session: Session, source: Source, origin: SourceOrigin, now: datetime) -> SourceRow:
    row = SourceRow(id=source.id, origin=origin, added_at=now)
    session.add(row)
    return row


def _put(session: Session, row: SourceRow, endpoints: Mapping[str, EndpointRow], source: Source) -> None:
    row.enabled = not source.off
    row.focus = list(source.focus)
    for field in _AS_DECLARED:
        setattr(row, field, getattr(source, field))
    wanted = source.endpoints
    for url, endpoint in endpoints.items():
        endpoint.enabled = url in wanted
    # The source before what refers to it.
    session.flush()
    for url, kind in wanted.items():
        if url not in endpoints:
            session.add(EndpointRow(source_id=source.id, kind=kind, url=url))
    session.flush()


def all_sources(session: Session) -> list[SourceRow]:
    """Every source, by id."""
    return list(session.scalars(select(SourceRow).order_by(SourceRow.id)))


def watched(session: Session) -> list[Watched]:
    """Every source, by id, with its endpoints."""
    of: dict[str, list[EndpointRow]] = {}
    for row in session.scalars(select(EndpointRow).where(EndpointRow.enabled).order_by(EndpointRow.id)):
        of.setdefault(row.source_id, []).append(row)
    return [Watched(source, tuple(of.get(source.id, ()))) for source in all_sources(session)]


def require_sources(session: Session, ids: Collection[str]) -> None:
    """Raises ConfigError that names the first of ``ids`` that is unknown, or off and why."""
    known = {row.id: row for row in all_sources(session)}
    for source_id in ids:
        row = known.get(source_id)
        if row is None:
            raise ConfigError(f"unknown source {source_id!r}; `evwatch sources list` shows those there are")
        if not row.enabled:
            raise ConfigError(f"source {source_id!r} is off: {row.off}")


def endpoints(
    session: Session, *, source_ids: Collection[str] | None = None, due_at: datetime | None = None
) -> list[tuple[EndpointRow, SourceRow]]:
    """Enabled endpoints with their sources: of ``source_ids`` only, and only those due by ``due_at``."""
    query = (
        select(EndpointRow, SourceRow)
        .join(SourceRow, SourceRow.id == EndpointRow.source_id)
        .where(EndpointRow.enabled, SourceRow.enabled)
        .order_by(EndpointRow.next_check_at.is_not(None), EndpointRow.next_check_at, EndpointRow.id)
    )
    if source_ids is not None:
        query = query.where(SourceRow.id.in_(source_ids))
    if due_at is not None:
        query = query.where(or_(EndpointRow.next_check_at.is_(None), EndpointRow.next_check_at <= due_at))
    return [(endpoint, source) for endpoint, source in session.execute(query)]


def unplanned(session: Session) -> list[tuple[EndpointRow, SourceRow]]:
    """Enabled endpoints that were polled since their next poll was planned, with their sources."""
    query = (
        select(EndpointRow, SourceRow)
        .join(SourceRow, SourceRow.id == EndpointRow.source_id)
        .where(
            EndpointRow.enabled,
            SourceRow.enabled,
            EndpointRow.polled_at.is_not(None),
            or_(EndpointRow.next_check_at.is_(None), EndpointRow.next_check_at <= EndpointRow.polled_at),
        )
        .order_by(EndpointRow.id)
    )
    return [(endpoint, source) for endpoint, source in session.execute(query)]


def mean_pace(session: Session) -> float | None:
    """The mean pace of all enabled endpoints that have one; None when none has."""
    return session.scalar(
        select(func.avg(EndpointRow.pace))
        .join(SourceRow, SourceRow.id == EndpointRow.source_id)
        .where(EndpointRow.enabled, SourceRow.enabled)
    )


def record_poll(session: Session, endpoint_id: int, result: PollResult, *, now: datetime) -> None:
    """Keep what a poll said. Call it in the transaction that stores the poll's links: validators
    remembered without their entries would hide those for ever."""
    row = session.get_one(EndpointRow, endpoint_id)
    row.polled_at, row.status, row.error = now, result.status, result.error
    row.polls += 1
    row.failures = row.failures + 1 if result.error else 0
    if result.error is None and result.status != 304:
        row.etag, row.last_modified = result.etag, result.last_modified
        row.read_at = now
    if result.listed is not None:
        row.hints, row.window = result.listed.hints.packed(), result.listed.window
        row.links_hash = result.listed.links_hash
    elif result.fresh_for_s is not None:
        row.hints = replace(unpacked(row.hints), max_age_s=result.fresh_for_s).packed()
    health.note_poll(session, endpoint_id, row.source_id, _seen(row, result, now))


def _seen(row: EndpointRow, result: PollResult, now: datetime) -> Poll:
    kind = result.kind or (Kind.UNREACHABLE if result.error else None)
    brought = result.brought
    if brought is None:
        return Poll(now, host_of(row.url), kind, result.error or "")
    return Poll(
        *(now, host_of(row.url), kind, result.error or ""),
        entries=brought.entries,
        new=brought.new,
        newest=brought.newest,
        foreign=brought.foreign,
    )
