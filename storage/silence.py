"""Proof of silence: that nothing was reported because nothing was there, in a few lines."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.health import State
from storage import health
from storage.schema import MatchRow, RuleRow, SourceRow, SourceStateRow


@dataclass(frozen=True, slots=True)
class Proof:
    """``sources`` sums up how many are fresh; ``lines`` say the same per rule and per ailing source."""

    sources: str
    lines: tuple[str, ...]


def proof(session: Session, *, since: datetime) -> Proof:
    """Per rule how many hits since then, and which sources could not have brought any."""
    watched = session.scalars(select(SourceRow.id).where(SourceRow.enabled).order_by(SourceRow.id)).all()
    states = health.states(session)
    line = health.line_down(session)
    ailing = [
        f"{source_id}: {row.state} since {row.since:%Y-%m-%d %H:%M} UTC: {row.detail}"
        for source_id in watched
        if (row := states.get(source_id)) is not None and not State(row.state).is_well
    ]
    cut = (f"no source can be reached since {line.down_since:%Y-%m-%d %H:%M} UTC",) if line else ()
    return Proof(_summary(watched, states), (*cut, *_rules(session, since), *ailing))


def _summary(watched: Sequence[str], states: Mapping[str, SourceStateRow]) -> str:
    """Such as: 41 of 42 sources fresh, 1 blocked."""
    counts = Counter(states[source_id].state if source_id in states else State.NEW for source_id in watched)
    fresh = counts.pop(State.FRESH, 0)
    rest = "".join(f", {count} {state}" for state, count in sorted(counts.items()))
    return f"{fresh} of {len(watched)} sources fresh{rest}"


def _rules(session: Session, since: datetime) -> list[str]:
    query = (
        select(MatchRow.rule_id, func.count()).where(MatchRow.matched_at >= since).group_by(MatchRow.rule_id)
    )
    hits = {row[0]: row[1] for row in session.execute(query)}
    enabled = select(RuleRow.id, RuleRow.name).where(RuleRow.enabled).order_by(RuleRow.id)
    return [_of_rule(row.name, hits.get(row.id, 0)) for row in session.execute(enabled)]


def _of_rule(name: str, hits: int) -> str:
    return f"{hits} hit{'' if hits == 1 else 's'} for rule {name!r}" if hits else f"no hits for rule {name!r}"
