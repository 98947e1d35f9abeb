"""Rules that come from a file: new ones are added, changed ones edited, equal ones left alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import ConfigError, QueryError
from core.rule import Rule
from storage import rules as store
from storage.channels import plain_name
from storage.schema import RuleRow


class Fate(StrEnum):
    """What became of a rule that was read."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one rule; ``changed`` are the keys of what was updated."""

    name: str
    fate: Fate
    changed: tuple[str, ...] = ()


def take_rules(session: Session, rules: Sequence[Rule], *, now: datetime) -> list[Taken]:
    """Store these rules, in their order; those that are stored under other names stay as they are.

    Raises ConfigError that names the rule for the first that cannot be stored: let that end the
    transaction, and none is.
    """
    return [_take(session, rule, now) for rule in rules]


def _take(session: Session, rule: Rule, now: datetime) -> Taken:
    name = plain_name(rule.name, kind="rule")
    row = session.scalar(select(RuleRow).where(RuleRow.name == name))
    try:
        if row is None:
            added = store.add_rule(
                session, name, rule.query, channels=rule.channels, options=rule.options, now=now
            )
            added.enabled = rule.enabled
            return Taken(name, Fate.ADDED)
        changed = store.edit_rule(session, name, rule.model_copy(update={"name": name}), now=now)
    except QueryError as error:
        raise ConfigError(f"rule {name!r}: its query cannot be understood:\n{error.caret()}") from error
    except ConfigError as error:
        raise ConfigError(f"rule {name!r}: {error}") from error
    return Taken(name, Fate.UPDATED if changed else Fate.UNCHANGED, changed)
