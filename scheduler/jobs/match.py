"""Match: articles that the rules have not seen x rules -> matches and messages in the outbox."""

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy.orm import Session

from core.errors import QueryError
from core.query import matcher
from core.query.matcher import Document
from core.query.nodes import Node
from core.query.parser import parse
from core.query.presearch import Presearcher
from core.query.resolve import taken_to_hold
from scheduler.jobs.group import Grouping
from storage import alerts as alert_store
from storage import finding
from storage import matches as match_store
from storage import rules as rule_store
from storage.matches import Due, Recorded
from storage.schema import RuleRow
from storage.session import Database

# The rules are looked through for edits once in so many articles.
BATCH = 500

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


class Matching:
    """The rules, compiled once and kept between the runs of the job; one that is edited is compiled anew."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._grouping = Grouping(database)
        self._presearcher: Presearcher | None = None
        self._queries: dict[int, str] = {}
        self._broken: dict[int, str] = {}

    def run(self, now: datetime, *, batch: int = BATCH) -> Matched:
        """Show every article that is due to every rule.

        Killed at any moment, it goes on with the batch it was at: an article stays due until the
        transaction that records its matches.
        """
        total: Counter[str] = Counter()
        broken: dict[str, None] = {}
        while True:
            self._grouping.run(now)
            with self._database.reading() as session:
                # Articles before rules: a rule that is not seen here is younger than all of the batch.
                due = match_store.due_articles(session, limit=batch)
                if not due:
                    break
                documents = [matcher.document(each.article) for each in due]
                presearcher = self._compiled(session, documents)
                presearcher.resolve(finding.source_profiles(session), now)
                broken.update(dict.fromkeys(rule_store.rule_names(session, self._broken)))
            found = [presearcher.matching(document) for document in documents]
            claimed = self._record(due, documents, found, now, total)
            total["articles"] += claimed
            if not claimed:
                break  # Every one of them was changed meanwhile: the next run sees them.
        return Matched(total["articles"], total["matches"], total["alerts"], tuple(broken))

    def _compiled(self, session: Session, sample: Sequence[Document]) -> Presearcher:
        """The presearcher with the rules as they stand."""
        if self._presearcher is None:
            self._presearcher = Presearcher(sample)
        gone = self._queries.keys() | self._broken.keys()
        for rule_id, query in rule_store.enabled_queries(session):
            gone.discard(rule_id)
            if query not in (self._queries.get(rule_id), self._broken.get(rule_id)):
                self._compile(self._presearcher, rule_id, query)
        for rule_id in gone:
            self._forget(self._presearcher, rule_id)
        return self._presearcher

    def _compile(self, presearcher: Presearcher, rule_id: int, query: str) -> None:
        self._forget(presearcher, rule_id)
        try:
            presearcher.put(rule_id, parse(query))
            self._queries[rule_id] = query
        except QueryError as error:
            logger.warning("rule cannot be parsed", extra={"rule": rule_id, "reason": error.reason})
            self._broken[rule_id] = query

    def _forget(self, presearcher: Presearcher, rule_id: int) -> None:
        presearcher.remove(rule_id)
        self._queries.pop(rule_id, None)
        self._broken.pop(rule_id, None)

    def _record(
        self,
        due: list[Due],
        documents: list[Document],
        found: list[list[int]],
        now: datetime,
        total: Counter[str],
    ) -> int:
        """One transaction for the batch; how many articles are done with."""
        recorded: Counter[Recorded | None] = Counter()
        with self._database.writing() as session:
            rules = rule_store.enabled_rules(session, ids={number for numbers in found for number in numbers})
            current = {rule.id: rule for rule in rules}
            claimed, stories = 0, set[int]()
            for each, document, numbers in zip(due, documents, found, strict=True):
                if not match_store.claim_matched(session, each):
                    continue
                claimed += 1
                stories.add(each.article.story_id)
                for rule in filter(None, map(current.get, numbers)):
                    recorded[self._recorded(session, rule, each, document, now)] += 1
            grown = alert_store.alert_grown(session, stories, now=now)
        total["alerts"] += recorded[Recorded.ALERT] + grown
        total["matches"] += recorded[Recorded.ALERT] + recorded[Recorded.MATCH]
        return claimed

    def _recorded(
        self, session: Session, rule: RuleRow, due: Due, document: Document, now: datetime
    ) -> Recorded | None:
        """What becomes of an article that has met the rule; None when the rule was not to see it."""
        timing = match_store.timing_of(rule, due)
        # A query that was edited meanwhile has not been asked.
        if timing is None or rule.query != self._queries[rule.id]:
            return None
        spans = matcher.spans(_found(rule.query), document)
        return match_store.record_match(session, rule, due.article, spans, timing, now=now)


@lru_cache(maxsize=256)
def _found(query: str) -> Node:
    """What marks the places of a hit. Kept: few rules fire often, and a long query takes 10 ms to parse."""
    return taken_to_hold(parse(query))


def match(database: Database, now: datetime, *, batch: int = BATCH) -> Matched:
    """One run of the job, with the rules compiled for it alone."""
    return Matching(database).run(now, batch=batch)
