"""How each source fares: what its polls brought, its days in numbers, and what we think of it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.schema.base import Base


class PollRow(Base):
    """One poll of an endpoint; the latest few of each are kept.

    ``kind`` is a ``core.health.Kind`` when it failed, else None. ``entries`` is None when nothing was read
    (it failed, or nothing had changed); ``newest`` is the latest time that an entry claims. ``foreign`` when
    most entries lead to another site.
    """

    __tablename__ = "polls"
    __table_args__ = (Index("ix_polls_of_endpoint", "endpoint_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    endpoint_id: Mapped[int] = mapped_column(ForeignKey("endpoints.id", ondelete="CASCADE"))
    at: Mapped[datetime]
    kind: Mapped[str | None]
    detail: Mapped[str | None]
    entries: Mapped[int | None]
    new: Mapped[int] = mapped_column(default=0)
    newest: Mapped[datetime | None]
    foreign: Mapped[bool] = mapped_column(default=False)


class PageFailureRow(Base):
    """An article's page that could not be fetched or read; kept for as long as it may explain something."""

    __tablename__ = "page_failures"
    __table_args__ = (Index("ix_page_failures_of_source", "source_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[str] = mapped_column(ForeignKey("sources.id", ondelete="CASCADE"))
    at: Mapped[datetime]
    kind: Mapped[str]
    detail: Mapped[str]


class SourceDayRow(Base):
    """A source's day (UTC) in numbers.

    ``failures`` maps a kind to how often it came, polls and pages together.
    ``good_at`` is when a page was last read well. The last four are of the day's new articles; the health job
    fills in ``median_chars``, None on a day without any.
    """

    __tablename__ = "source_days"

    source_id: Mapped[str] = mapped_column(ForeignKey("sources.id", ondelete="CASCADE"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    polls_read: Mapped[int] = mapped_column(default=0)
    polls_unchanged: Mapped[int] = mapped_column(default=0)
    polls_failed: Mapped[int] = mapped_column(default=0)
    pages_good: Mapped[int] = mapped_column(default=0)
    pages_failed: Mapped[int] = mapped_column(default=0)
    articles_new: Mapped[int] = mapped_column(default=0)
    articles_revised: Mapped[int] = mapped_column(default=0)
    failures: Mapped[dict[str, Any]] = mapped_column(default=dict)
    good_at: Mapped[datetime | None]
    median_chars: Mapped[int | None]
    bylines: Mapped[int] = mapped_column(default=0)
    dated: Mapped[int] = mapped_column(default=0)
    teasers: Mapped[int] = mapped_column(default=0)


class SourceStateRow(Base):
    """What we think of a source: a ``core.health.Verdict`` and ``core.standing.Standing``.

    ``recoveries`` counts those of late: the more, the longer a source must be well to be believed again.
    ``judged_at`` is when it was last looked at.
    """

    __tablename__ = "source_states"

    source_id: Mapped[str] = mapped_column(ForeignKey("sources.id", ondelete="CASCADE"), primary_key=True)
    state: Mapped[str]
    why: Mapped[str | None]
    detail: Mapped[str] = mapped_column(default="")
    since: Mapped[datetime]
    good_since: Mapped[datetime | None]
    judged_at: Mapped[datetime]
    recoveries: Mapped[int] = mapped_column(default=0)
    recovered_at: Mapped[datetime | None]


class LineRow(Base):
    """Our own line to the world: one row while no source can be reached."""

    __tablename__ = "line"

    id: Mapped[int] = mapped_column(primary_key=True)
    down_since: Mapped[datetime]
