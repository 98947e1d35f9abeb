"""The frontier: every address that was ever a candidate, and how far it has come."""

from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.schema.base import Base


class State(StrEnum):
    """``queued`` waits for its turn, ``fetched`` has its page kept but not yet extracted,
    ``done`` became an article, ``failed`` was given up for ``reason``."""

    QUEUED = "queued"
    FETCHED = "fetched"
    DONE = "done"
    FAILED = "failed"


class Priority(IntEnum):
    """Whose turn it is first: the higher number's, as in Scrapy. ``fresh`` is what a poll has brought, a
    ``retry`` has failed before, ``backfill`` is archive."""

    BACKFILL = 0
    RETRY = 1
    FRESH = 2


class FrontierRow(Base):
    """One candidate. A row is taken while ``lease_until`` is ahead; a crawl that dies lets it lapse.

    ``link`` holds what the list said of the article. ``digests`` maps an endpoint's id to a digest of its
    claims: when an endpoint says something new of a known address (a new title), it is queued again.
    ``guid_key`` is the identity of the list's entry (core.same_item), None without a guid of its own: one
    whose address changes is not a new one. ``article_id`` is the article that it became, or is to revise.
    Rows outlive the articles that retention removes, so an old feed never comes back as news.
    """

    __tablename__ = "frontier"
    __table_args__ = (Index("ix_frontier_open", "state", "source_id", "priority", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    url_key: Mapped[str] = mapped_column(unique=True)
    url: Mapped[str]
    host: Mapped[str]
    source_id: Mapped[str] = mapped_column(ForeignKey("sources.id", ondelete="CASCADE"))
    state: Mapped[str]
    priority: Mapped[int] = mapped_column(default=Priority.FRESH)
    leased_by: Mapped[int | None] = mapped_column(index=True)
    lease_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime]
    reason: Mapped[str | None]
    detail: Mapped[str | None]
    link: Mapped[dict[str, Any]]
    digests: Mapped[dict[str, Any]]
    guid_key: Mapped[str | None] = mapped_column(index=True)
    article_id: Mapped[int | None] = mapped_column(ForeignKey("articles.id", ondelete="SET NULL"))
    page_id: Mapped[int | None] = mapped_column(ForeignKey("pages.id", ondelete="SET NULL"))
    discovered_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
