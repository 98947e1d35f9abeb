"""Alerts and the outbox of messages that tell them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.schema.base import Base


class AlertRow(Base):
    """A rule fired on a story, once. ``article_id`` is the article that made it fire."""

    __tablename__ = "alerts"
    __table_args__ = (UniqueConstraint("rule_id", "story_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    rule_id: Mapped[int] = mapped_column(ForeignKey("rules.id", ondelete="CASCADE"))
    story_id: Mapped[int] = mapped_column(ForeignKey("stories.id", ondelete="CASCADE"))
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"))
    created_at: Mapped[datetime]


class NoticeRow(Base):
    """A word from evwatch about itself or its sources, told once: ``key`` says what it tells of."""

    __tablename__ = "notices"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    body: Mapped[str]
    created_at: Mapped[datetime]


class DeliveryState(StrEnum):
    """``pending`` is due at ``next_attempt_at``; ``dead`` was refused for good."""

    PENDING = "pending"
    SENT = "sent"
    DEAD = "dead"


class DeliveryRow(Base):
    """One message to one channel: of an alert, or of a notice.

    ``key`` is the same in every attempt: the receiver can tell a repeat.

    While an attempt runs ``next_attempt_at`` is when another process may take it for dead.
    ``queued_at`` is when the message was put into the outbox, or put back by hand.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("alert_id", "channel_id"),
        UniqueConstraint("notice_id", "channel_id"),
        Index("ix_deliveries_due", "state", "channel_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    alert_id: Mapped[int | None] = mapped_column(ForeignKey("alerts.id", ondelete="CASCADE"))
    notice_id: Mapped[int | None] = mapped_column(ForeignKey("notices.id", ondelete="CASCADE"))
    channel_id: Mapped[int] = mapped_column(ForeignKey("channels.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(unique=True)
    state: Mapped[str]
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime]
    error: Mapped[str | None]
    queued_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
