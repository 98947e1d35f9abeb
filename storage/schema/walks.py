"""Walks through a source's archive: every list of it that a backfill has read or has still to read."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.schema.base import Base


class Step(StrEnum):
    """``open`` is still to be read, ``read`` has its links in the frontier, ``left`` was not read for
    ``reason``."""

    OPEN = "open"
    READ = "read"
    LEFT = "left"


class WalkStepRow(Base):
    """One list of a source's archive. A walk is unfinished while a step of it is open.

    ``since`` is the first day that the walk is to bring, ``newest`` the latest day of which the list can
    hold articles: the order of the walk. ``shown`` are the URL keys of the page of which this one is the
    next, ``own`` those of them that the page before that had not shown.
    """

    __tablename__ = "walk_steps"
    __table_args__ = (
        UniqueConstraint("source_id", "url_key"),
        Index("ix_walk_steps_open", "source_id", "state", "newest"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[str] = mapped_column(ForeignKey("sources.id", ondelete="CASCADE"))
    since: Mapped[date]
    kind: Mapped[str]
    url: Mapped[str]
    url_key: Mapped[str]
    newest: Mapped[date]
    shown: Mapped[list[Any]]
    own: Mapped[list[Any]]
    state: Mapped[str] = mapped_column(default=Step.OPEN)
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime]
    reason: Mapped[str | None]
    closed_at: Mapped[datetime | None]
