"""What stored articles show of their source's habits."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.habits import REMEMBERED, Traces, Trial, mark
from storage.schema import ArticleRow


def latest_traces(session: Session, source_id: str) -> dict[str, Traces]:
    """The traces of the source's latest articles, oldest first, by the marks of their identities."""
    query = (
        select(ArticleRow.url_key, ArticleRow.traces)
        .where(ArticleRow.source_id == source_id, ArticleRow.traces.is_not(None))
        .order_by(ArticleRow.id.desc())
        .limit(REMEMBERED)
    )
    found = session.execute(query).all()
    return {mark(key): _traces(kept) for key, kept in reversed(found) if kept is not None}


def to_column(traces: Traces) -> dict[str, Any]:
    """The traces as they are stored."""
    trial = traces.trial
    kept = trial and {
        "box": trial.box,
        "agreed": trial.agreed,
        "dropped": sorted(trial.dropped),
        "kept": sorted(trial.kept),
    }
    return {"lines": traces.lines, "titles": traces.titles, "headline": traces.headline, "trial": kept}


def _traces(kept: Mapping[str, Any]) -> Traces:
    tried = kept.get("trial")
    return Traces(tuple(kept["lines"]), tuple(kept["titles"]), str(kept["headline"]), _trial(tried))


def _trial(kept: Mapping[str, Any] | None) -> Trial | None:
    if kept is None:
        return None
    return Trial(kept["box"], kept["agreed"], frozenset(kept["dropped"]), frozenset(kept["kept"]))
