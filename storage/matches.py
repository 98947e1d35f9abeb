"""Matches: which articles the rules still have to see, and what comes of a rule that says yes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from core.article import Article
from core.query.matcher import Span
from storage import outbox
from storage.library import to_article
from storage.schema import AlertRow, ArticleRow, MatchRow, RuleRow


@dataclass(frozen=True, slots=True)
class Due:
    """An article in a version that the rules have not seen. ``news_at`` is when that version came in,
    ``changed`` is what tells it from other versions of the article."""

    article: Article
    news_at: datetime
    changed: datetime | None


class Recorded(StrEnum):
    """What a match came to: the first of its story, a further article of a story that was alerted, or
    one that was known."""

    ALERT = "alert"
    MATCH = "match"
    KNOWN = "known"


def due_articles(session: Session, *, limit: int) -> list[Due]:
    """Articles that the rules have not seen in their present version, the oldest first. One whose story
    is not decided waits: an alert is told by story."""
    ready = select(ArticleRow).where(ArticleRow.match_due, ~ArticleRow.group_due)
    query = ready.order_by(ArticleRow.id).limit(limit)
    return [
        Due(to_article(row), row.changed_at or row.first_seen_at, row.changed_at)
        for row in session.scalars(query)
    ]


def claim_matched(session: Session, due: Due) -> bool:
    """Note that the rules have seen this version. False when the article is another one by now, or
    another process was faster: then nothing may be recorded for it."""
    result = session.execute(
        update(ArticleRow)
        .where(
            ArticleRow.id == due.article.id,
            ArticleRow.match_due,
            ArticleRow.changed_at.is_(None) if due.changed is None else ArticleRow.changed_at == due.changed,
        )
        .values(match_due=False)
        .execution_options(synchronize_session=False)
    )
    return int(getattr(result, "rowcount", 0)) == 1


def record_match(
    session: Session, rule: RuleRow, article: Article, spans: Sequence[Span], *, now: datetime
) -> Recorded:
    """Keep that ``rule`` said yes to the article; the first of a story is an alert with its messages."""
    places = [[str(span.field), span.start, span.end] for span in spans]
    known = session.scalar(
        select(MatchRow).where(MatchRow.rule_id == rule.id, MatchRow.article_id == article.id)
    )
    if known is not None:
        known.spans = places
        return Recorded.KNOWN
    session.add(MatchRow(rule_id=rule.id, article_id=article.id, spans=places, matched_at=now))
    alerted = select(AlertRow.id).where(AlertRow.rule_id == rule.id, AlertRow.story_id == article.story_id)
    if session.scalar(alerted) is not None:
        session.flush()
        return Recorded.MATCH
    alert = AlertRow(rule_id=rule.id, story_id=article.story_id, article_id=article.id, created_at=now)
    session.add(alert)
    session.flush()
    outbox.enqueue(session, alert.id, [channel.id for channel in rule.channels], now=now)
    return Recorded.ALERT
