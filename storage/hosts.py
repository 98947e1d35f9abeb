"""What hosts asked of us: pauses, and their robots.txt."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.schema import HostRow


@dataclass(frozen=True, slots=True)
class RobotsCopy:
    """robots.txt as it came. ``status`` 0 means that the host could not be reached."""

    status: int
    body: bytes
    fetched_at: datetime


def robots_copy(session: Session, host: str) -> RobotsCopy | None:
    """The kept robots.txt of ``host``; None when it was never asked for."""
    row = session.get(HostRow, host)
    if row is None or row.robots_status is None or row.robots_fetched_at is None:
        return None
    return RobotsCopy(row.robots_status, row.robots_body or b"", row.robots_fetched_at)


def keep_robots(session: Session, host: str, copy: RobotsCopy) -> None:
    """Remember the robots.txt of ``host``."""
    row = _host(session, host)
    row.robots_status, row.robots_body, row.robots_fetched_at = copy.status, copy.body, copy.fetched_at


def pause_host(session: Session, host: str, until: datetime) -> None:
    """Leave ``host`` alone until then (RFC 9110 §10.2.3)."""
    row = _host(session, host)
    if row.backoff_until is None or row.backoff_until < until:
        row.backoff_until = until


def _host(session: Session, host: str) -> HostRow:
    row = session.get(HostRow, host)
    if row is None:
        row = HostRow(host=host)
        session.add(row)
        session.flush()
    return row


def paused(session: Session, *, now: datetime) -> set[str]:
    """Hosts that asked to be left alone beyond ``now``."""
    return set(session.scalars(select(HostRow.host).where(HostRow.backoff_until > now)))
