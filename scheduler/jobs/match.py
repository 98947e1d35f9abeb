"""Match: articles that the rules have not seen x rules -> matches and messages in the outbox."""

import logging
from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from core.errors import QueryError
from core.query import matcher
from core.query.matcher import Span
from core.query.nodes import Node
from core.query.parser import parse
from storage import matches as match_store
from storage import rules as rule_store
from storage.matches import Due, Recorded
from storage.schema import RuleRow
from storage.session import Database

BATCH = 100

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Matched:
    """What a run of the job came to. ``broken_rules`` are names of rules whose query cannot be parsed."""

    articles: int = 0
    matches: int = 0
    alerts: int = 0
    broken_rules: tuple[str, ...] = ()

    @property
    def detail(self) -> str | None:
        """One line for the log and the status; None when there was nothing to do."""
        if not self.articles:
            return None
        said = f"matched {self.articles} articles, {self.alerts} alerts"
        broken = ", ".join(map(repr, self.broken_rules))
        return f"{said}; rules that cannot be parsed: {broken}" if broken else said


@dataclass(frozen=True, slots=True)
class _Watch:
    """A rule ready to be asked."""

    rule: RuleRow
    node: Node


@dataclass(frozen=True, slots=True)
class _Hit:
    rule_id: int
    query: str
    due: Due
    spans: list[Span]


def match(database: Database, now: datetime, *, batch: int = BATCH) -> Matched:
    """Show every article that is due to every rule.

    Killed at any moment, it goes on with the batch it was at: an article stays due until the transaction
    that records its matches.
    """
    total: Counter[str] = Counter()
    broken: dict[str, None] = {}
    while True:
        with database.reading() as session:
            # Articles before rules: a rule that is not seen here is younger than every article of the batch.
            due = match_store.due_articles(session, limit=batch)
            rules = rule_store.enabled_rules(session) if due else []
        if not due:
            break
        watches = _watches(rules, broken)
        hits = [hit for each in due for hit in _hits(each, watches)]
        claimed = _record(database, due, hits, now, total)
        total["articles"] += claimed
        if not claimed:
            break  # Every one of them was changed meanwhile: the next run sees them.
    return Matched(total["articles"], total["matches"], total["alerts"], tuple(broken))


def _watches(rules: list[RuleRow], broken: dict[str, None]) -> list[_Watch]:
    watches = []
    for rule in rules:
        try:
            watches.append(_Watch(rule, parse(rule.query)))
        except QueryError as error:
            if rule.name not in broken:
                logger.warning("rule cannot be parsed", extra={"rule": rule.name, "reason": error.reason})
            broken[rule.name] = None
    return watches


def _hits(due: Due, watches: list[_Watch]) -> list[_Hit]:
    """What the rules say of one article. A rule does not fire on what was there before it."""
    asked = [watch for watch in watches if watch.rule.created_at <= due.news_at]
    if not asked:
        return []
    document = matcher.document(due.article)
    return [
        _Hit(watch.rule.id, watch.rule.query, due, matcher.spans(watch.node, document))
        for watch in asked
        if matcher.matches(watch.node, document)
    ]


def _record(database: Database, due: list[Due], hits: list[_Hit], now: datetime, total: Counter[str]) -> int:
    """One transaction for the batch; how many articles are done with."""
    recorded: Counter[Recorded] = Counter()
    with database.writing() as session:
        current = {rule.id: rule for rule in rule_store.enabled_rules(session)}
        claimed = {each.article.id for each in due if match_store.claim_matched(session, each)}
        for hit in hits:
            rule = current.get(hit.rule_id)
            if hit.due.article.id in claimed and rule is not None and rule.query == hit.query:
                found = match_store.record_match(session, rule, hit.due.article, hit.spans, now=now)
                recorded[found] += 1
    total["alerts"] += recorded[Recorded.ALERT]
    total["matches"] += recorded[Recorded.ALERT] + recorded[Recorded.MATCH]
    return len(claimed)
