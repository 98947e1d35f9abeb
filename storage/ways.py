"""How alerts are told, as people list it."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.alerting import Reason, Way
from storage.schema import AlertRow, ChannelRow, DeliveryRow, PlanRow


@dataclass(frozen=True, slots=True)
class Told:
    """Why an alert is told, with how many sources of its story, whether it is late, and in which ways.
    ``deliveries`` are those of the bulletins that it stands in, each with its channel's name."""

    reason: Reason
    sources: int
    late: bool
    plans: tuple[PlanRow, ...]
    deliveries: tuple[tuple[str, DeliveryRow], ...]


def of_alerts(session: Session, alert_ids: Collection[int]) -> Mapping[int, Told]:
    """How each of these alerts is told."""
    plans: dict[int, list[PlanRow]] = defaultdict(list)
    for row in session.scalars(
        select(PlanRow).where(PlanRow.alert_id.in_(alert_ids)).order_by(PlanRow.due_at)
    ):
        plans[row.alert_id].append(row)
    query = (
        select(PlanRow.alert_id, ChannelRow.name, DeliveryRow)
        .join(DeliveryRow, DeliveryRow.bulletin_id == PlanRow.bulletin_id)
        .join(ChannelRow, ChannelRow.id == DeliveryRow.channel_id)
        .where(PlanRow.alert_id.in_(alert_ids))
        .order_by(DeliveryRow.id)
    )
    sent: dict[int, list[tuple[str, DeliveryRow]]] = defaultdict(list)
    for alert_id, name, delivery in session.execute(query):
        sent[alert_id].append((name, delivery))
    return {
        row.id: Told(Reason(row.reason), row.sources, row.late, tuple(plans[row.id]), tuple(sent[row.id]))
        for row in session.scalars(select(AlertRow).where(AlertRow.id.in_(alert_ids)))
    }


def waiting(session: Session) -> Mapping[Way, int]:
    """How many alerts wait to be told in each way."""
    query = select(PlanRow.way, func.count()).where(PlanRow.told_at.is_(None)).group_by(PlanRow.way)
    return {Way(way): count for way, count in session.execute(query.order_by(PlanRow.way))}
