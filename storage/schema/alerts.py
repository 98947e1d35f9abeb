"""Alerts and the outbox of messages that tell them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.schema.base import Base

_BY_ARTICLE = text("reason = 'article'")
_BY_STORY = text("reason <> 'article'")


class AlertRow(Base):
    """A rule fired on a story, for a reason (core.alerting.Reason). ``article_id`` is the article that made
    it fire; ``late`` when that was no news to the rule. ``sources`` and ``has_regulator`` are who told the
    story then. Each reason is told once of a story, a further article once.
    """

    __tablename__ = "alerts"
    __table_args__ = (
        Index(
            "uq_alerts_of_article",
            *("rule_id", "article_id"),
            unique=True,
            sqlite_where=_BY_ARTICLE,
            postgresql_where=_BY_ARTICLE,
        ),
        Index(
            "uq_alerts_of_story",
            *("story_id", "rule_id", "reason"),
            unique=True,
            sqlite_where=_BY_STORY,
            postgresql_where=_BY_STORY,
        ),
        Index("ix_alerts_of_story", "story_id", "rule_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    rule_id: Mapped[int] = mapped_column(ForeignKey("rules.id", ondelete="CASCADE"))
    story_id: Mapped[int] = mapped_column(ForeignKey("stories.id", ondelete="CASCADE"))
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"))
    reason: Mapped[str] = mapped_column(default="first")
    late: Mapped[bool] = mapped_column(default=False)
    sources: Mapped[int] = mapped_column(default=1)
    has_regulator: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]


class BulletinRow(Base):
    """One message of a rule over several alerts: a digest, a day's summary, late finds (core.alerting.Way).
    There is one for a ``due_at``."""

    __tablename__ = "bulletins"
    __table_args__ = (UniqueConstraint("rule_id", "way", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    rule_id: Mapped[int] = mapped_column(ForeignKey("rules.id", ondelete="CASCADE"))
    way: Mapped[str]
    due_at: Mapped[datetime]
    created_at: Mapped[datetime]


class PlanRow(Base):
    """An alert is told in this way (core.alerting.Way): when ``due_at`` has come; ``told_at`` is when it was
    put into the outbox, None until then. ``bulletin_id`` is the message that tells it with others."""

    __tablename__ = "plans"
    __table_args__ = (
        Index("ix_plans_of_rule", "rule_id", "way", "told_at"),
        Index(
            "ix_plans_waiting",
            "due_at",
            sqlite_where=text("told_at IS NULL"),
            postgresql_where=text("told_at IS NULL"),
        ),
    )

    alert_id: Mapped[int] = mapped_column(ForeignKey("alerts.id", ondelete="CASCADE"), primary_key=True)
    way: Mapped[str] = mapped_column(primary_key=True)
    rule_id: Mapped[int] = mapped_column(ForeignKey("rules.id", ondelete="CASCADE"))
    due_at: Mapped[datetime]
    told_at: Mapped[datetime | None]
    bulletin_id: Mapped[int | None] = mapped_column(
        ForeignKey("bulletins.id", ondelete="CASCADE"), index=True
    )


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
    """One message to one channel: of an alert, of a bulletin, or of a notice.

    ``key`` is the same in every attempt: the receiver can tell a repeat.

    While an attempt runs ``next_attempt_at`` is when another process may take it for dead.
    ``queued_at`` is when the message was put into the outbox, or put back by hand.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("alert_id", "channel_id"),
        UniqueConstraint("notice_id", "channel_id"),
        UniqueConstraint("bulletin_id", "channel_id"),
        Index("ix_deliveries_due", "state", "channel_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    alert_id: Mapped[int | None] = mapped_column(ForeignKey("alerts.id", ondelete="CASCADE"))
    notice_id: Mapped[int | None] = mapped_column(ForeignKey("notices.id", ondelete="CASCADE"))
    bulletin_id: Mapped[int | None] = mapped_column(ForeignKey("bulletins.id", ondelete="CASCADE"))
    channel_id: Mapped[int] = mapped_column(ForeignKey("channels.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(unique=True)
    state: Mapped[str]
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime]
    error: Mapped[str | None]
    queued_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
