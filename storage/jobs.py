"""Background jobs: the last run of each, and the heartbeat of the scheduler that leads."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.schema import HeartbeatRow, JobRow

LEADER = "leader"


@dataclass(frozen=True, slots=True)
class JobRun:
    """One run of a job: what it did (``detail``), or what went wrong (``error``)."""

    name: str
    started_at: datetime
    finished_at: datetime
    detail: str | None = None
    error: str | None = None


def record_run(session: Session, run: JobRun) -> None:
    """Remember a run in place of the job's last one."""
    row = session.get(JobRow, run.name)
    if row is None:
        row = JobRow(name=run.name)
        session.add(row)
    row.started_at, row.finished_at = run.started_at, run.finished_at
    row.detail, row.error = run.detail, run.error


def last_runs(session: Session) -> list[JobRow]:
    """The last run of every job, by name."""
    return list(session.scalars(select(JobRow).order_by(JobRow.name)))


def beat(session: Session, *, machine: str, pid: int, started_at: datetime, now: datetime) -> None:
    """The leading scheduler lives."""
    session.merge(HeartbeatRow(name=LEADER, machine=machine, pid=pid, started_at=started_at, beat_at=now))


def stop_beating(session: Session) -> None:
    """The leading scheduler ended in good order."""
    row = session.get(HeartbeatRow, LEADER)
    if row is not None:
        session.delete(row)


def heartbeat(session: Session) -> HeartbeatRow | None:
    """The last sign of life of a leading scheduler; None when the last one ended in good order."""
    return session.get(HeartbeatRow, LEADER)
