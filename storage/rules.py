"""Rules: saved searches, parsed before they are stored."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import ConfigError
from core.query.parser import parse
from storage import channels as channel_store
from storage.schema import RuleRow


def add_rule(
    session: Session, name: str, query: str, *, channels: Collection[str] = (), now: datetime
) -> RuleRow:
    """Store a rule that speaks through the channels of these names, or the console when there are none.

    Raises QueryError when the query cannot be understood, ConfigError when a channel is unknown or the
    rule's name is taken.
    """
    parse(query)
    name = channel_store.plain_name(name, kind="rule")
    if session.scalar(select(RuleRow.id).where(RuleRow.name == name)) is not None:
        raise ConfigError(f"there is already a rule {name!r}")
    rows = channel_store.get_channels(session, channels) or [channel_store.ensure_console(session, now=now)]
    rule = RuleRow(name=name, query=query, enabled=True, created_at=now, channels=list(rows))
    session.add(rule)
    session.flush()
    return rule


def list_rules(session: Session) -> list[RuleRow]:
    """Every rule, by name."""
    return list(session.scalars(select(RuleRow).order_by(RuleRow.name)))


def enabled_rules(session: Session) -> list[RuleRow]:
    """The rules that may fire, the oldest first."""
    return list(session.scalars(select(RuleRow).where(RuleRow.enabled).order_by(RuleRow.id)))


def get_rule(session: Session, name: str) -> RuleRow:
    """The rule of that name. Raises ConfigError when there is none."""
    row = session.scalar(select(RuleRow).where(RuleRow.name == name))
    if row is None:
        raise ConfigError(f"unknown rule {name!r}; `evwatch rules list` shows those there are")
    return row


def remove_rule(session: Session, name: str) -> None:
    """Delete the rule with its matches, its alerts and what still waits to be sent of them."""
    session.delete(get_rule(session, name))
    session.flush()
