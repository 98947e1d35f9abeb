"""What was told, and what could not be: a rule's alerts as messages, and the messages that were given up."""

from dataclasses import dataclass
from uuid import NAMESPACE_OID, uuid5

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage import outbox
from storage.outbox import Delivery
from storage.schema import (
    AlertRow,
    ArticleRow,
    BulletinRow,
    ChannelRow,
    DeliveryRow,
    DeliveryState,
    NoticeRow,
    RuleRow,
)


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A message that was given up: of an alert, of several (without ``alert_id``), or of a notice (without
    ``rule``, too)."""

    alert_id: int | None
    channel: str
    rule: str
    title: str
    delivery: DeliveryRow


def dead_letters(session: Session, *, limit: int) -> list[DeadLetter]:
    """The messages that were given up, the latest first."""
    query = (
        select(DeliveryRow, ChannelRow.name, RuleRow.name, ArticleRow.title, NoticeRow.title, BulletinRow.way)
        .join(ChannelRow, ChannelRow.id == DeliveryRow.channel_id)
        .outerjoin(AlertRow, AlertRow.id == DeliveryRow.alert_id)
        .outerjoin(BulletinRow, BulletinRow.id == DeliveryRow.bulletin_id)
        .outerjoin(RuleRow, RuleRow.id == func.coalesce(AlertRow.rule_id, BulletinRow.rule_id))
        .outerjoin(ArticleRow, ArticleRow.id == AlertRow.article_id)
        .outerjoin(NoticeRow, NoticeRow.id == DeliveryRow.notice_id)
        .where(DeliveryRow.state == DeliveryState.DEAD)
        .order_by(DeliveryRow.id.desc())
        .limit(limit)
    )
    return [
        DeadLetter(row.alert_id, channel, rule or "", title or notice or way or "", row)
        for row, channel, rule, title, notice, way in session.execute(query)
    ]


def alerts_of(session: Session, rule_id: int, *, limit: int) -> list[Delivery]:
    """The rule's latest alerts, the newest first, each with a key that is always the same."""
    query = select(AlertRow).where(AlertRow.rule_id == rule_id).order_by(AlertRow.id.desc()).limit(limit)
    return [
        outbox.delivery_of(session, alert.id, id=0, key=_lasting_key(alert), attempts=0)
        for alert in session.scalars(query).all()
    ]


def _lasting_key(alert: AlertRow) -> str:
    # The time makes it unlike that of another database's alert with the same number.
    return uuid5(NAMESPACE_OID, f"evwatch alert {alert.id} {alert.created_at.isoformat()}").hex
