"""What ran: crawls with their counters, and the last run of every background job."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from storage.schema.base import Base


class CrawlRow(Base):
    """One crawl process. ``outcome`` is None while it runs, else how it ended: ``finished`` or ``died``."""

    __tablename__ = "crawls"

    id: Mapped[int] = mapped_column(primary_key=True)
    machine: Mapped[str]
    pid: Mapped[int]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    outcome: Mapped[str | None]
    counters: Mapped[dict[str, Any]]


class JobRow(Base):
    """The last run of a background job. ``error`` is None when it went well."""

    __tablename__ = "jobs"

    name: Mapped[str] = mapped_column(primary_key=True)
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    detail: Mapped[str | None]
    error: Mapped[str | None]


class HeartbeatRow(Base):
    """The scheduler that leads: one row, renewed while it lives."""

    __tablename__ = "heartbeats"

    name: Mapped[str] = mapped_column(primary_key=True)
    machine: Mapped[str]
    pid: Mapped[int]
    started_at: Mapped[datetime]
    beat_at: Mapped[datetime]
