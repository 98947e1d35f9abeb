"""The outbox: messages to send, each channel in its own order, each message under one key for ever.

A channel's head is its oldest pending message. While the head waits (for its next attempt, or because an
attempt is running) the channel's later messages wait behind it; other channels do not notice.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from uuid import uuid4

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from core.alerting import Reason
from core.article import Article
from core.errors import DeliveryError
from core.rule import Severity
from storage import bulletins
from storage.bulletins import Bulletin
from storage.library import to_article
from storage.rules import options_of
from storage.schema import (
    AlertRow,
    ArticleRow,
    ChannelRow,
    DeliveryRow,
    DeliveryState,
    NoticeRow,
    RuleRow,
    SourceRow,
)
from storage.stories import Telling, tellings


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How long to wait after a failure, and when to give up.

    The wait doubles from ``first`` to ``longest``. A message is dead when it has been in the outbox for
    ``give_up_after`` and failed ``min_attempts`` times: after days switched off, one failure kills nothing.
    """

    first: timedelta = timedelta(seconds=10)
    longest: timedelta = timedelta(hours=1)
    give_up_after: timedelta = timedelta(days=3)
    min_attempts: int = 5

    def delay(self, attempts: int, key: str) -> timedelta:
        """The wait after attempt number ``attempts`` (from 1), up to a tenth longer by ``key``: channels
        that failed together do not come back together."""
        doubled = self.first * (1 << min(attempts - 1, 30))
        spread = blake2b(f"{key}{attempts}".encode(), digest_size=1).digest()[0] / 2550
        return min(doubled, self.longest) * (1 + spread)


@dataclass(frozen=True, slots=True)
class Destination:
    """A channel as delivery needs it. ``url`` is a secret."""

    id: int
    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Notice:
    """A word of evwatch about itself: a title, and lines that say more."""

    title: str
    lines: tuple[str, ...]
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message about to be sent for the ``attempts``-th time: of an alert, with its ``article`` and those
    who tell its story as they stand now, of a ``bulletin`` over several, or of a ``notice``.

    The alert was made at ``alerted_at`` for a ``reason``, with so many ``sources`` of its story, ``late``
    when its article was no news to the rule.
    """

    id: int
    key: str
    attempts: int
    rule: str = ""
    query: str = ""
    article: Article | None = None
    source: str = ""
    reason: Reason = Reason.FIRST
    sources: int = 1
    late: bool = False
    bulletin: Bulletin | None = None
    severity: Severity = Severity.MEDIUM
    alerted_at: datetime | None = None
    tellings: tuple[Telling, ...] = ()
    notice: Notice | None = None


@dataclass(frozen=True, slots=True)
class AlertView:
    """An alert as people list it: what fired on what, and how far each of its messages is."""

    id: int
    created_at: datetime
    rule: str
    article: Article
    source: str
    deliveries: tuple[tuple[str, DeliveryRow], ...]


def enqueue(
    session: Session,
    alert_id: int | None,
    channel_ids: Collection[int],
    *,
    bulletin_id: int | None = None,
    now: datetime,
) -> None:
    """One message of the alert, or of the bulletin, for each channel, due at once. Call it in the transaction
    that makes the alert: one without the other would be silence or a false alarm."""
    session.add_all(
        DeliveryRow(
            alert_id=alert_id,
            bulletin_id=bulletin_id,
            channel_id=channel_id,
            key=uuid4().hex,
            state=DeliveryState.PENDING,
            attempts=0,
            next_attempt_at=now,
            queued_at=now,
        )
        for channel_id in channel_ids
    )
    session.flush()


def due_destinations(session: Session, *, now: datetime) -> list[Destination]:
    """The channels whose head may be sent now."""
    query = (
        select(ChannelRow)
        .join(DeliveryRow, DeliveryRow.channel_id == ChannelRow.id)
        .where(DeliveryRow.id.in_(_heads()), DeliveryRow.next_attempt_at <= now)
        .order_by(ChannelRow.id)
    )
    return [Destination(row.id, row.name, row.url) for row in session.scalars(query)]


def take_head(session: Session, channel_id: int, *, now: datetime, hold: timedelta) -> Delivery | None:
    """The channel's next message, if it is due: its attempt is counted, and no one else takes it for
    ``hold``. Commit before sending: whoever is killed while sending leaves a message that is sent again."""
    head = session.scalar(
        select(DeliveryRow)
        .where(DeliveryRow.channel_id == channel_id, DeliveryRow.state == DeliveryState.PENDING)
        .order_by(DeliveryRow.id)
        .limit(1)
        .with_for_update()
    )
    if head is None or head.next_attempt_at > now:
        return None
    head.attempts += 1
    head.next_attempt_at = now + hold
    session.flush()
    if head.bulletin_id is not None:
        bulletin = bulletins.load(session, head.bulletin_id)
        return Delivery(head.id, head.key, head.attempts, bulletin.rule, bulletin=bulletin)
    if head.notice_id is not None:
        return _of_notice(session, head)
    return delivery_of(session, head.alert_id, id=head.id, key=head.key, attempts=head.attempts)


def _of_notice(session: Session, head: DeliveryRow) -> Delivery:
    row = session.get_one(NoticeRow, head.notice_id)
    notice = Notice(row.title, tuple(row.body.splitlines()), row.created_at)
    return Delivery(head.id, head.key, head.attempts, notice=notice)


def delivery_of(session: Session, alert_id: int | None, *, id: int, key: str, attempts: int) -> Delivery:
    """What is to be said of the alert, as the database knows it now."""
    rule, alert, article, source = session.execute(
        select(RuleRow, AlertRow, ArticleRow, SourceRow.name)
        .join(AlertRow, AlertRow.rule_id == RuleRow.id)
        .join(ArticleRow, ArticleRow.id == AlertRow.article_id)
        .join(SourceRow, SourceRow.id == ArticleRow.source_id)
        .where(AlertRow.id == alert_id)
    ).one()
    return Delivery(
        id,
        key,
        attempts,
        rule=rule.name,
        query=rule.query,
        article=to_article(article),
        source=source,
        severity=options_of(rule).severity,
        alerted_at=alert.created_at,
        tellings=tuple(tellings(session, article.story_id)),
        reason=Reason(alert.reason),
        sources=alert.sources,
        late=alert.late,
    )


def mark_sent(session: Session, delivery_id: int, *, now: datetime) -> None:
    """The channel took the message."""
    row = session.get(DeliveryRow, delivery_id)
    if row is not None:  # its rule may have been removed while it was being sent
        row.state, row.sent_at, row.error = DeliveryState.SENT, now, None


def mark_failed(
    session: Session, delivery_id: int, error: DeliveryError, *, policy: RetryPolicy, now: datetime
) -> DeliveryState | None:
    """The attempt failed: wait for the next one, or be dead. None when the message has gone with its rule."""
    row = session.get(DeliveryRow, delivery_id)
    if row is None:
        return None
    old = now - row.queued_at >= policy.give_up_after and row.attempts >= policy.min_attempts
    dead = old or error.retry_after is None
    delay = policy.delay(row.attempts, row.key)
    row.state, row.error = DeliveryState.DEAD if dead else DeliveryState.PENDING, str(error)
    row.next_attempt_at = now + max(delay, error.retry_after or delay)
    return DeliveryState(row.state)


def retry_dead(
    session: Session, *, channel_id: int | None = None, alert_id: int | None = None, now: datetime
) -> int:
    """Put the dead messages (of one channel, of one alert) back into their places, due at once; how many
    there were."""
    query = select(DeliveryRow).where(DeliveryRow.state == DeliveryState.DEAD)
    if channel_id is not None:
        query = query.where(DeliveryRow.channel_id == channel_id)
    if alert_id is not None:
        query = query.where(DeliveryRow.alert_id == alert_id)
    rows = session.scalars(query).all()
    for row in rows:
        row.state, row.attempts = DeliveryState.PENDING, 0
        row.next_attempt_at = row.queued_at = now
    session.flush()
    return len(rows)


def counts(session: Session) -> Mapping[DeliveryState, int]:
    """How many messages there are in each state."""
    query = select(DeliveryRow.state, func.count()).group_by(DeliveryRow.state)
    found = {DeliveryState(state): count for state, count in session.execute(query)}
    return {state: found.get(state, 0) for state in DeliveryState}


def newest_alerts(session: Session, *, limit: int) -> list[AlertView]:
    """The latest alerts with the state of their messages, newest first."""
    query = (
        select(AlertRow, RuleRow.name, ArticleRow, SourceRow.name)
        .join(RuleRow, RuleRow.id == AlertRow.rule_id)
        .join(ArticleRow, ArticleRow.id == AlertRow.article_id)
        .join(SourceRow, SourceRow.id == ArticleRow.source_id)
        .order_by(AlertRow.id.desc())
        .limit(limit)
    )
    alerts = session.execute(query).all()
    deliveries = _deliveries(session, [alert.id for alert, *_ in alerts])
    return [
        AlertView(
            alert.id, alert.created_at, rule, to_article(article), source, tuple(deliveries.get(alert.id, ()))
        )
        for alert, rule, article, source in alerts
    ]


def _deliveries(session: Session, alert_ids: Collection[int]) -> dict[int, list[tuple[str, DeliveryRow]]]:
    query = (
        select(ChannelRow.name, DeliveryRow.alert_id, DeliveryRow)
        .join(ChannelRow, ChannelRow.id == DeliveryRow.channel_id)
        .where(DeliveryRow.alert_id.in_(alert_ids))
        .order_by(DeliveryRow.id)
    )
    found: dict[int, list[tuple[str, DeliveryRow]]] = {}
    for name, alert_id, row in session.execute(query):
        assert alert_id is not None
        found.setdefault(alert_id, []).append((name, row))
    return found


def _heads() -> Select[int]:
    return (
        select(func.min(DeliveryRow.id))
        .where(DeliveryRow.state == DeliveryState.PENDING)
        .group_by(DeliveryRow.channel_id)
    )
