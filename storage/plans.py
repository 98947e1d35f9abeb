"""Plans: how and when alerts are told, and the carrying out of it. All of it happens in transactions of the
caller: what is told and the note that it was told are committed together."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from core.alerting import Plan, Way, following, plans
from core.rule import RuleOptions
from core.timetable import speaking_time
from storage import outbox
from storage.rules import options_of
from storage.schema import AlertRow, BulletinRow, PlanRow, RuleRow

_TOGETHER = (Way.DIGEST, Way.SUMMARY, Way.LATE)


def planned(session: Session, rule: RuleRow, options: RuleOptions, *, now: datetime) -> list[Plan]:
    """In which ways an alert that the rule makes ``now`` is told."""

    def own_of(start: datetime, end: datetime) -> int:
        # By when it was told: what was due while the machine was off is told, and counts, today.
        told = and_(PlanRow.told_at >= start, PlanRow.told_at < end)
        waits = and_(PlanRow.told_at.is_(None), PlanRow.due_at < end)
        own = select(func.count()).where(PlanRow.rule_id == rule.id, PlanRow.way == Way.OWN)
        return session.scalar(own.where(or_(told, waits))) or 0

    return plans(options, own_of, now=now)


def put(session: Session, rule: RuleRow, alert: AlertRow, ways: Sequence[Plan], *, now: datetime) -> None:
    """Keep the plans of a new alert, and carry out what is due at once: after what has waited for it."""
    for plan in ways:
        due = plan.due if plan.way is Way.OWN else _not_yet_told(session, rule, plan)
        session.add(PlanRow(alert_id=alert.id, way=plan.way, rule_id=rule.id, due_at=due))
    session.flush()
    if any(plan.way is Way.OWN and plan.due <= now for plan in ways):
        _tell_own(session, rule, now)


def rules_with_due(session: Session, *, now: datetime) -> list[int]:
    """Ids of the rules that have something to tell, without those that may not fire."""
    query = (
        select(PlanRow.rule_id)
        .join(RuleRow, RuleRow.id == PlanRow.rule_id)
        .where(PlanRow.told_at.is_(None), PlanRow.due_at <= now, RuleRow.enabled)
        .distinct()
    )
    return sorted(session.scalars(query))


def tell_due(session: Session, rule: RuleRow, *, now: datetime) -> int:
    """Put what is due of the rule into the outbox: its own messages in order, one bulletin in each other way,
    however long ago it was due; how many messages that are, on one channel.

    A muted rule tells nothing, and one that has its quiet hours by now only a digest.
    """
    options = options_of(rule)
    if options.is_muted(now):
        return 0
    is_quiet = speaking_time(options, now) > now
    told = 0 if is_quiet else _tell_own(session, rule, now)
    rest = _due(session, rule, now, [Way.DIGEST] if is_quiet else _TOGETHER)
    for way, rows in groupby(sorted(rest, key=lambda row: row.way), key=lambda row: row.way):
        _tell_together(session, rule, way, list(rows), now)
        told += 1
    return told


def _due(session: Session, rule: RuleRow, now: datetime, ways: Sequence[Way]) -> list[PlanRow]:
    query = select(PlanRow).where(
        PlanRow.told_at.is_(None), PlanRow.rule_id == rule.id, PlanRow.way.in_(ways), PlanRow.due_at <= now
    )
    return list(session.scalars(query.order_by(PlanRow.due_at, PlanRow.alert_id)))


def _tell_own(session: Session, rule: RuleRow, now: datetime) -> int:
    rows = _due(session, rule, now, [Way.OWN])
    channels = [channel.id for channel in rule.channels]
    for row in rows:
        row.told_at = now
        outbox.enqueue(session, row.alert_id, channels, now=now)
    return len(rows)


def _tell_together(session: Session, rule: RuleRow, way: str, rows: list[PlanRow], now: datetime) -> None:
    bulletin = BulletinRow(rule_id=rule.id, way=way, due_at=rows[-1].due_at, created_at=now)
    session.add(bulletin)
    session.flush()
    for row in rows:
        row.told_at, row.bulletin_id = now, bulletin.id
    outbox.enqueue(session, None, [channel.id for channel in rule.channels], bulletin_id=bulletin.id, now=now)


def _not_yet_told(session: Session, rule: RuleRow, plan: Plan) -> datetime:
    """When the plan is due, or the time after when the bulletin of then has just been told: the clock of
    whoever matches may be a moment behind."""
    last = session.scalar(
        select(func.max(BulletinRow.due_at)).where(
            BulletinRow.rule_id == rule.id, BulletinRow.way == plan.way, BulletinRow.due_at >= plan.due
        )
    )
    return plan.due if last is None else following(options_of(rule), plan.way, last)
