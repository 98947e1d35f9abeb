"""Rules: saved searches, parsed before they are stored."""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import ConfigError
from core.query.parser import parse
from core.rule import RuleOptions
from storage import channels as channel_store
from storage.schema import RuleRow

USUAL = RuleOptions()
# Parameters of one statement; SQLite takes 32,766.
_MOST_IDS = 10_000


def add_rule(
    session: Session,
    name: str,
    query: str,
    *,
    channels: Collection[str] = (),
    options: RuleOptions = USUAL,
    now: datetime,
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
    rule.options = _as_stored(options)
    session.add(rule)
    session.flush()
    return rule


def options_of(row: RuleRow) -> RuleOptions:
    """How the rule tells of its matches."""
    return RuleOptions.model_validate(row.options) if row.options else USUAL


def list_rules(session: Session) -> list[RuleRow]:
    """Every rule, by name."""
    return list(session.scalars(select(RuleRow).order_by(RuleRow.name)))


def enabled_rules(session: Session, *, ids: Collection[int]) -> list[RuleRow]:
    """Those of the rules with these ids that may fire, the oldest first."""
    rows: list[RuleRow] = []
    wanted = sorted(ids)
    for at in range(0, len(wanted), _MOST_IDS):
        query = select(RuleRow).where(RuleRow.enabled, RuleRow.id.in_(wanted[at : at + _MOST_IDS]))
        rows += session.scalars(query.order_by(RuleRow.id))
    return rows


def enabled_queries(session: Session) -> Iterator[tuple[int, str]]:
    """Id and query of every rule that may fire; quick, for there may be many."""
    rows = session.execute(select(RuleRow.id, RuleRow.query).where(RuleRow.enabled))
    return ((row.id, row.query) for row in rows)


def rule_names(session: Session, ids: Collection[int]) -> list[str]:
    """The names of these rules, the oldest first."""
    if not ids:
        return []
    return list(session.scalars(select(RuleRow.name).where(RuleRow.id.in_(ids)).order_by(RuleRow.id)))


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


def _as_stored(options: RuleOptions) -> dict[str, Any]:
    return options.model_dump(mode="json", exclude_defaults=True)
