"""Rules: saved searches, parsed before they are stored."""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from core.closest import did_you_mean
from core.errors import ConfigError
from core.query.parser import parse
from core.rule import KEYS, Rule, RuleOptions
from storage import channels as channel_store
from storage.channels import CONSOLE_NAME
from storage.schema import ChannelRow, RuleRow

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
    name = channel_store.plain_name(name, kind="rule")
    check(session, Rule(name=name, query=query, channels=tuple(channels)))
    rule = RuleRow(name=name, query=query, enabled=True, created_at=now)
    rule.channels = _channels(session, channels, now=now)
    rule.options = _as_stored(options)
    session.add(rule)
    session.flush()
    return rule


def edit_rule(session: Session, name: str, rule: Rule, *, now: datetime) -> tuple[str, ...]:
    """Let the rule of that name be as ``rule`` says; what was another way before, by its names in ``Rule``.

    With another query it is news from ``now`` on, and what it fired on stays what it was. Raises as
    ``add_rule``, and ConfigError when there is no rule of that name.
    """
    row = get_rule(session, name)
    rule = rule.model_copy(update={"name": channel_store.plain_name(rule.name, kind="rule")})
    current = rule_of(row)
    check(session, rule, instead_of=current)
    changed = differences(current, rule)
    row.name, row.enabled = rule.name, rule.enabled
    row.options = _as_stored(rule.options)
    if "query" in changed:
        row.query, row.edited_at = rule.query, now
    if "channels" in changed:
        row.channels = _channels(session, rule.channels, now=now)
    session.flush()
    return changed


def check(session: Session, rule: Rule, *, instead_of: Rule | None = None) -> None:
    """Whether the rule could be stored, in the place of ``instead_of`` if that is given.

    Raises QueryError when its query is another and cannot be understood, ConfigError when a channel is
    unknown, or its name is another that is none or taken.
    """
    if instead_of is None or rule.query != instead_of.query:
        parse(rule.query)
    name = channel_store.plain_name(rule.name, kind="rule")
    is_new = instead_of is None or name != instead_of.name
    if is_new and session.scalar(select(RuleRow.id).where(RuleRow.name == name)) is not None:
        raise ConfigError(f"there is already a rule {name!r}")
    channel_store.get_channels(session, [name for name in rule.channels if name != CONSOLE_NAME])


def rule_of(row: RuleRow) -> Rule:
    """The rule as people write it."""
    channels = tuple(channel.name for channel in row.channels)
    return Rule(
        name=row.name, query=row.query, channels=channels, enabled=row.enabled, **dict(options_of(row))
    )


def differences(old: Rule, new: Rule) -> tuple[str, ...]:
    """What the two say differently, by its names in ``Rule``. To name no channel is to name the console."""
    return tuple(
        name
        for name in ("name", *KEYS)
        if (
            _speaking(old) != _speaking(new)
            if name == "channels"
            else getattr(old, name) != getattr(new, name)
        )
    )


def options_of(row: RuleRow) -> RuleOptions:
    """How the rule tells of its matches."""
    return RuleOptions.model_validate(row.options) if row.options else USUAL


def news_since(row: RuleRow) -> datetime:
    """From when on articles are news to the rule's query."""
    return row.edited_at or row.created_at


def to_look_back(session: Session, *, now: datetime) -> list[int]:
    """Ids of the rules that ask for what is late and whose query has not been tried on older articles yet,
    without those that are muted ``now``."""
    since = func.coalesce(RuleRow.edited_at, RuleRow.created_at)
    untried = or_(RuleRow.looked_back_at.is_(None), RuleRow.looked_back_at < since)
    query = select(RuleRow).where(RuleRow.enabled, untried, RuleRow.options["late"].as_boolean())
    rows = session.scalars(query.order_by(RuleRow.id))
    return [row.id for row in rows if not options_of(row).is_muted(now)]


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
        hint = did_you_mean(name, session.scalars(select(RuleRow.name)))
        raise ConfigError(f"unknown rule {name!r}{hint}; `evwatch rules list` shows those there are")
    return row


def remove_rule(session: Session, name: str) -> None:
    """Delete the rule with its matches, its alerts and what still waits to be sent of them."""
    session.delete(get_rule(session, name))
    session.flush()


def _channels(session: Session, names: Collection[str], *, now: datetime) -> list[ChannelRow]:
    if not names or CONSOLE_NAME in names:
        channel_store.ensure_console(session, now=now)
    return list(channel_store.get_channels(session, names or (CONSOLE_NAME,)))


def _speaking(rule: Rule) -> set[str]:
    return set(rule.channels or (CONSOLE_NAME,))


def _as_stored(options: RuleOptions) -> dict[str, Any]:
    return options.model_dump(mode="json", exclude_defaults=True)
