"""Channels: the named places that messages go to. Their addresses are secrets: show only a masked form."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.closest import did_you_mean
from core.errors import ConfigError
from storage.schema import ChannelRow, RuleRow

CONSOLE_NAME, CONSOLE_URL = "console", "console://"


def add_channel(
    session: Session, name: str, url: str, *, now: datetime, operations: bool = False
) -> ChannelRow:
    """Store a channel. Raises ConfigError when the name is empty, not one printable line, or taken."""
    name = plain_name(name, kind="channel")
    if session.scalar(select(ChannelRow.id).where(ChannelRow.name == name)) is not None:
        raise ConfigError(f"there is already a channel {name!r}")
    row = ChannelRow(name=name, url=url, operations=operations, created_at=now)
    session.add(row)
    session.flush()
    return row


def ensure_console(session: Session, *, now: datetime) -> ChannelRow:
    """The channel ``console``, made when there is none: where a rule without channels speaks."""
    row = session.scalar(select(ChannelRow).where(ChannelRow.name == CONSOLE_NAME))
    return row or add_channel(session, CONSOLE_NAME, CONSOLE_URL, now=now)


def all_channels(session: Session) -> list[ChannelRow]:
    """Every channel, the oldest first."""
    return list(session.scalars(select(ChannelRow).order_by(ChannelRow.id)))


def get_channel(session: Session, name: str) -> ChannelRow:
    """The channel of that name. Raises ConfigError when there is none."""
    row = session.scalar(select(ChannelRow).where(ChannelRow.name == name))
    if row is None:
        hint = did_you_mean(name, session.scalars(select(ChannelRow.name)))
        raise ConfigError(f"unknown channel {name!r}{hint}; `evwatch channels list` shows those there are")
    return row


def mark_operations(session: Session, name: str, *, operations: bool) -> None:
    """Let the channel hear of the sources' health, or no longer. Raises ConfigError when it is unknown."""
    get_channel(session, name).operations = operations


def get_channels(session: Session, names: Collection[str]) -> Sequence[ChannelRow]:
    """The channels of these names, each once. Raises ConfigError for the first unknown one."""
    return [get_channel(session, name) for name in dict.fromkeys(names)]


def remove_channel(session: Session, name: str) -> None:
    """Delete the channel and what still waits for it. Raises ConfigError when it is unknown, or when a
    rule speaks through it: that rule would fall silent."""
    row = get_channel(session, name)
    users = session.scalars(
        select(RuleRow.name).where(RuleRow.channels.any(ChannelRow.id == row.id)).order_by(RuleRow.name)
    ).all()
    if users:
        raise ConfigError(
            f"channel {name!r} is used by {', '.join(map(repr, users))}; remove the rules first"
        )
    session.delete(row)
    session.flush()


def plain_name(name: str, *, kind: str) -> str:
    """``name`` without outer blanks. Raises ConfigError unless it is one printable line, not too long."""
    stripped = name.strip()
    if not stripped or not stripped.isprintable() or len(stripped) > 100:
        raise ConfigError(f"a {kind}'s name is one printable line of at most 100 characters")
    return stripped
