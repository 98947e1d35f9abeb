"""Matches: which articles the rules still have to see, and what comes of a rule that says yes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from core.alerting import Timing
from core.article import Article
from core.query.matcher import Span
from storage import alerts
from storage import rules as rule_store
from storage.library import to_article
from storage.schema import ArticleRow, MatchRow, RuleRow


@dataclass(frozen=True, slots=True)
class Due:
    """An article in a version that the rules have not seen. ``news_at`` is when that version came in,
    ``changed`` is what tells it from other versions of the article; ``late`` when the rules had seen one
    before."""

    article: Article
    news_at: datetime
    changed: datetime | None
    late: bool


class Recorded(StrEnum):
    """What a match came to: an alert, a match that is only kept, or one that was known."""

    ALERT = "alert"
    MATCH = "match"
    KNOWN = "known"


def due_articles(session: Session, *, limit: int) -> list[Due]:
    """Articles that the rules have not seen in their present version, the oldest first. One whose story
    is not decided waits: an alert is told by story."""
    ready = select(ArticleRow).where(ArticleRow.match_due, ~ArticleRow.group_due)
    query = ready.order_by(ArticleRow.id).limit(limit)
    return [
        Due(to_article(row), row.changed_at or row.first_seen_at, row.changed_at, row.match_late)
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


def timing_of(rule: RuleRow, due: Due) -> Timing | None:
    """What the article is to the rule. None for what came before the rule's query: it is left to looking
    back, where the rule asks for that."""
    since = rule_store.news_since(rule)
    if since <= due.news_at:
        return Timing.LATE if due.late else Timing.NEWS
    has_looked = rule.looked_back_at is not None and since <= rule.looked_back_at
    return Timing.LATE if has_looked else None


def record_match(
    session: Session, rule: RuleRow, article: Article, spans: Sequence[Span], timing: Timing, *, now: datetime
) -> Recorded:
    """Keep that ``rule`` said yes to the article, and make an alert of it where the rule's options say so."""
    places = [[str(span.field), span.start, span.end] for span in spans]
    known = session.scalar(
        select(MatchRow).where(MatchRow.rule_id == rule.id, MatchRow.article_id == article.id)
    )
    if known is not None:
        known.spans = places
        return Recorded.KNOWN
    session.add(MatchRow(rule_id=rule.id, article_id=article.id, spans=places, matched_at=now))
    session.flush()
    match = alerts.Match(article.story_id, article.id, timing)
    return Recorded.ALERT if alerts.alert_match(session, rule, match, now=now) else Recorded.MATCH
