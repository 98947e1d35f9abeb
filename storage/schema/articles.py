"""Articles, their authors and their earlier versions."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, UniqueConstraint, column, exists, table, text
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from storage.schema.base import Base

_EARLIER = table("articles", column("story_id"), column("time_key")).alias("earlier")


class ArticleRow(Base):
    """One article, as its latest version reads.

    ``time_key`` is its place in the search index: time first, so that newest-first is the index's own
    order. ``published_at`` is None when no stage could say; ``published_claim`` is the raw text of the claim.
    ``flags`` maps each flag to the words that it rests on, ``contributors`` a role to names; ``word_count``
    and ``published_precision`` are None in articles that an extraction before them has read. ``traces`` is
    what the page shows of its source's habits. ``origins`` maps a field to its stage, confidence and claim.
    ``match_due`` is True until the rules have seen this version; ``match_late`` when they had seen, or were
    not to see, one before it. ``fingerprint`` is equal for equal texts. ``group_due`` is True until its story
    is decided, ``placed_by_hand`` where somebody decided it for good.

    ``is_first`` is no column: whenever a row is read, whether no other article of its story is earlier.
    """

    __tablename__ = "articles"
    __table_args__ = (
        Index("ix_articles_match_due", "match_due", "id"),
        Index("ix_articles_of_source", "source_id", "id"),
        # Hardly any article is due: it holds no others.
        Index(
            "ix_articles_group_due", "id", sqlite_where=text("group_due"), postgresql_where=text("group_due")
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    time_key: Mapped[int | None] = mapped_column(BigInteger, unique=True)
    url: Mapped[str]
    url_key: Mapped[str] = mapped_column(unique=True)
    canonical_url: Mapped[str | None]
    source_id: Mapped[str] = mapped_column(ForeignKey("sources.id"))
    page_id: Mapped[int | None] = mapped_column(ForeignKey("pages.id", ondelete="SET NULL"))
    story_id: Mapped[int] = mapped_column(ForeignKey("stories.id"), index=True)
    title: Mapped[str]
    body: Mapped[str]
    summary: Mapped[str]
    language: Mapped[str]
    published_at: Mapped[datetime | None]
    published_claim: Mapped[str | None]
    published_stage: Mapped[str | None]
    published_confidence: Mapped[float | None]
    published_precision: Mapped[str | None]
    modified_at: Mapped[datetime | None]
    first_seen_at: Mapped[datetime]
    changed_at: Mapped[datetime | None]
    fingerprint: Mapped[str] = mapped_column(index=True)
    flags: Mapped[dict[str, Any]] = mapped_column(default=dict)
    section: Mapped[str] = mapped_column(default="")
    image: Mapped[str] = mapped_column(default="")
    agency: Mapped[str] = mapped_column(default="")
    contributors: Mapped[dict[str, Any]] = mapped_column(default=dict)
    word_count: Mapped[int | None]
    traces: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    origins: Mapped[dict[str, Any]]
    extractor_version: Mapped[str]
    match_due: Mapped[bool] = mapped_column(default=True)
    match_late: Mapped[bool] = mapped_column(default=False)
    group_due: Mapped[bool] = mapped_column(default=False)
    placed_by_hand: Mapped[bool] = mapped_column(default=False)

    is_first: Mapped[bool] = column_property(
        ~exists().where(_EARLIER.c.story_id == story_id, _EARLIER.c.time_key < time_key)
    )

    authors: Mapped[list["AuthorRow"]] = relationship(
        order_by="AuthorRow.position", cascade="all, delete-orphan", lazy="selectin"
    )


class AuthorRow(Base):
    """One name of an article's byline, in the order printed."""

    __tablename__ = "authors"

    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(index=True)


class Cause(StrEnum):
    """Who changed the article: the site, or our own better reading of the same page."""

    SITE = "site"
    REPARSE = "reparse"


class RevisionRow(Base):
    """An earlier version of an article, as it read until ``replaced_at``. ``number`` counts from 1."""

    __tablename__ = "revisions"
    __table_args__ = (UniqueConstraint("article_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"))
    number: Mapped[int]
    title: Mapped[str]
    body: Mapped[str]
    authors: Mapped[list[Any]]
    published_at: Mapped[datetime | None]
    page_id: Mapped[int | None] = mapped_column(ForeignKey("pages.id", ondelete="SET NULL"))
    replaced_at: Mapped[datetime]
    cause: Mapped[str]
