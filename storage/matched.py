"""What a rule found lately."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.article import Article
from storage.library import to_article
from storage.schema import AlertRow, ArticleRow, MatchRow


@dataclass(frozen=True, slots=True)
class Lately:
    """How many articles the rule matched and how often it alerted; ``newest`` are those it matched last, the
    last first."""

    matches: int
    alerts: int
    newest: list[Article]


def lately(session: Session, rule_id: int, *, since: datetime, newest: int) -> Lately:
    """What the rule with this id found since then."""
    matched = (MatchRow.rule_id == rule_id, MatchRow.matched_at >= since)
    alerted = (AlertRow.rule_id == rule_id, AlertRow.created_at >= since)
    rows = session.scalars(
        select(ArticleRow)
        .join(MatchRow, MatchRow.article_id == ArticleRow.id)
        .where(*matched)
        .order_by(MatchRow.id.desc())
        .limit(newest)
    )
    return Lately(
        matches=session.scalar(select(func.count()).select_from(MatchRow).where(*matched)) or 0,
        alerts=session.scalar(select(func.count()).select_from(AlertRow).where(*alerted)) or 0,
        newest=[to_article(row) for row in rows],
    )
