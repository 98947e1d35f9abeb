"""Sources, and the endpoints (feeds, section pages, sitemaps) by which each is watched."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.schema.base import Base


class SourceOrigin(StrEnum):
    """Who declared the source; only the catalogue's own are changed when the catalogue changes."""

    CATALOG = "catalog"
    USER = "user"


class SourceRow(Base):
    """A site that is watched. ``enabled`` False keeps its articles and stops its polls; ``off`` says why.

    ``kind`` and ``paywall`` are values of core.source's SourceKind and Paywall, ``focus`` a list of those of
    its Focus.
    """

    __tablename__ = "sources"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    home: Mapped[str]
    language: Mapped[str]
    zone: Mapped[str]
    country: Mapped[str]
    focus: Mapped[list[Any]] = mapped_column(default=list)
    trust: Mapped[int]
    kind: Mapped[str] = mapped_column(default="media")
    paywall: Mapped[str]
    origin: Mapped[str]
    enabled: Mapped[bool]
    off: Mapped[str] = mapped_column(default="")
    poll_floor_s: Mapped[int | None]
    poll_ceiling_s: Mapped[int | None]
    added_at: Mapped[datetime]


class EndpointRow(Base):
    """One address that lists a source's articles, with what its last poll said.

    ``etag`` and ``last_modified`` are the validators of the last answer whose entries were stored;
    ``next_check_at`` None means as soon as possible; ``failures`` counts in a row. ``hints`` are
    ``core.hints.Hints``, ``window`` is how many entries the list shows, ``links_hash`` is equal for equal
    lists, ``read_at`` is when the list last came in full, ``pace`` is by what the budget of polls is
    shared out.
    """

    __tablename__ = "endpoints"
    __table_args__ = (UniqueConstraint("source_id", "url"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[str] = mapped_column(ForeignKey("sources.id", ondelete="CASCADE"))
    kind: Mapped[str]
    url: Mapped[str]
    enabled: Mapped[bool] = mapped_column(default=True)
    etag: Mapped[str | None]
    last_modified: Mapped[str | None]
    polled_at: Mapped[datetime | None]
    next_check_at: Mapped[datetime | None] = mapped_column(index=True)
    status: Mapped[int | None]
    error: Mapped[str | None]
    failures: Mapped[int] = mapped_column(default=0)
    polls: Mapped[int] = mapped_column(default=0)
    hints: Mapped[dict[str, Any]] = mapped_column(default=dict)
    window: Mapped[int | None]
    links_hash: Mapped[str | None]
    read_at: Mapped[datetime | None]
    pace: Mapped[float | None]
