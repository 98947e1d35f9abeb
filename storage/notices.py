"""Notices: what evwatch tells its operator, each once, through the channels marked for it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage import channels
from storage.schema import ChannelRow, DeliveryRow, DeliveryState, NoticeRow


def tell(session: Session, key: str, title: str, lines: Sequence[str], *, now: datetime) -> bool:
    """Put a notice into the outbox of every operations channel, or of the console when none is marked.

    False when a notice with this ``key`` was told before: it is never told twice.
    """
    if session.scalar(select(NoticeRow.id).where(NoticeRow.key == key)) is not None:
        return False
    row = NoticeRow(key=key, title=title, body="\n".join(lines), created_at=now)
    session.add(row)
    session.flush()
    marked = session.scalars(select(ChannelRow.id).where(ChannelRow.operations)).all()
    for channel_id in marked or [channels.ensure_console(session, now=now).id]:
        session.add(
            DeliveryRow(
                notice_id=row.id,
                channel_id=channel_id,
                key=uuid4().hex,
                state=DeliveryState.PENDING,
                attempts=0,
                next_attempt_at=now,
                queued_at=now,
            )
        )
    session.flush()
    return True
