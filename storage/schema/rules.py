"""Rules (saved searches), what they matched, and the channels they speak through."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, ForeignKey, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storage.schema.base import Base

rule_channels = Table(
    "rule_channels",
    Base.metadata,
    Column("rule_id", ForeignKey("rules.id", ondelete="CASCADE"), primary_key=True),
    Column("channel_id", ForeignKey("channels.id", ondelete="CASCADE"), primary_key=True),
)


class ChannelRow(Base):
    """Where messages go: ``console://`` or an Apprise address. ``url`` is a secret: show it masked.

    ``operations``: it hears of the sources' health.
    """

    __tablename__ = "channels"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    url: Mapped[str]
    operations: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]


class RuleRow(Base):
    """A saved search. It fires on articles first seen, or changed, after ``created_at``.

    ``options`` are those of core.rule.RuleOptions that differ from the usual. ``edited_at`` is when the query
    was last changed.
    """

    __tablename__ = "rules"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    query: Mapped[str]
    enabled: Mapped[bool] = mapped_column(default=True)
    options: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]

    channels: Mapped[list[ChannelRow]] = relationship(
        secondary=rule_channels, order_by="ChannelRow.id", lazy="selectin"
    )


class MatchRow(Base):
    """A rule said yes to an article, once. ``spans`` are [field, start, end] in the article's text."""

    __tablename__ = "matches"
    __table_args__ = (UniqueConstraint("rule_id", "article_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    rule_id: Mapped[int] = mapped_column(ForeignKey("rules.id", ondelete="CASCADE"))
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"), index=True)
    spans: Mapped[list[Any]]
    matched_at: Mapped[datetime]
