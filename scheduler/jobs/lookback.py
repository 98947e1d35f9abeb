"""Look back: a new or edited query that asks for what is late is tried on the articles of the last days."""

import logging
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from core.alerting import Timing
from core.article import Article
from core.errors import QueryError
from core.query import matcher
from core.query.matcher import Span
from core.query.nodes import After, both
from core.query.parser import parse
from storage import finding, matches, rules
from storage.library import by_time_keys
from storage.matches import Recorded
from storage.schema import RuleRow
from storage.session import Database

DAYS = 7
# The newest of what a query finds: one that finds more asks for nearly everything.
MOST_ARTICLES = 200

logger = logging.getLogger(__name__)


def look_back(database: Database, now: datetime) -> str | None:
    """Try every such query once; what that came to, None when there was none.

    A query is noted as tried in the transaction that keeps what it found: killed before, it is tried
    again.
    """
    with database.reading() as session:
        due = rules.to_look_back(session, now=now)
    made = 0
    for rule_id in due:
        with database.reading() as session:
            asked = rules.enabled_rules(session, ids=[rule_id])
            found = [(rule, _found(session, rule, now)) for rule in asked]
        made += sum(_keep(database, rule, pairs, now) for rule, pairs in found)
    return f"tried {len(due)} queries on older articles, {made} alerts" if due else None


def _found(session: Session, rule: RuleRow, now: datetime) -> list[tuple[Article, list[Span]]]:
    """The articles from before the rule's query that it finds, the oldest first, with its spans."""
    # Whole seconds are what the language knows.
    recent = After((now - timedelta(days=DAYS)).replace(microsecond=0))
    try:
        asked = finding.resolved(session, parse(rule.query), now=now)
        keys = finding.search(session, both([asked, recent]), limit=MOST_ARTICLES)
    except QueryError as error:
        logger.warning("rule cannot look back", extra={"rule": rule.id, "reason": error.reason})
        return []
    articles = by_time_keys(session, keys[::-1])
    return [
        (article, matcher.spans(asked, matcher.document(article)))
        for article in articles
        if article.first_seen < rules.news_since(rule)
    ]


def _keep(database: Database, asked: RuleRow, found: list[tuple[Article, list[Span]]], now: datetime) -> int:
    """One transaction; how many alerts there are of what was found. None of a query edited meanwhile."""
    made = 0
    with database.writing() as session:
        for rule in rules.enabled_rules(session, ids=[asked.id]):
            if (rule.query, rule.edited_at) != (asked.query, asked.edited_at):
                continue
            for article, spans in found:
                recorded = matches.record_match(session, rule, article, spans, Timing.OLD, now=now)
                made += recorded is Recorded.ALERT
            rule.looked_back_at = now
    return made
