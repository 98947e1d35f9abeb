"""Alerts: what a rule makes of a story, from its first match on."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.alerting import Alert, Reason, Standing, Timing, is_silent, plans_of_old, reason_to_tell
from core.rule import Per
from core.source import SourceKind
from storage import plans
from storage.rules import options_of
from storage.schema import AlertRow, ArticleRow, RuleRow, SourceRow


@dataclass(frozen=True, slots=True)
class Match:
    """An article of a story that a rule has said yes to for the first time."""

    story_id: int
    article_id: int
    timing: Timing = Timing.NEWS


def alert_match(session: Session, rule: RuleRow, match: Match, *, now: datetime) -> bool:
    """Make an alert of the match with the plans to tell it, where the rule's options say so; whether they do.

    Call it in the transaction that keeps the match. That a story has grown is told by ``alert_grown``, once
    for all articles of a batch; where every article is told, the article says it.
    """
    options = options_of(rule)
    if is_silent(options, match.timing, now=now):
        return False
    standing = _standing(session, match.story_id)
    reason = reason_to_tell(options, _before(session, rule.id, match.story_id), standing, is_match=True)
    if reason is None or (options.per is Per.STORY and reason is not Reason.FIRST):
        return False
    _make(session, rule, match, (reason, standing), now=now)
    return True


def alert_grown(session: Session, story_ids: Collection[int], *, now: datetime) -> int:
    """Tell again of those stories that a regulator, or enough sources, have joined since they were told; how
    many alerts that makes. Call it in the transaction in which the rules see the new articles."""
    query = (
        select(AlertRow.story_id, AlertRow.rule_id)
        .join(RuleRow, RuleRow.id == AlertRow.rule_id)
        .where(AlertRow.story_id.in_(story_ids), RuleRow.enabled)
        .distinct()
    )
    made = 0
    for story_id, rule_id in session.execute(query.order_by(AlertRow.story_id, AlertRow.rule_id)).all():
        rule = session.get_one(RuleRow, rule_id)
        options = options_of(rule)
        wants = options.again_regulator or options.again_sources is not None
        if not wants or is_silent(options, Timing.NEWS, now=now):
            continue
        standing = _standing(session, story_id)
        reason = reason_to_tell(options, _before(session, rule.id, story_id), standing, is_match=False)
        if reason is not None:
            match = Match(story_id, _joined_by(session, story_id, reason))
            _make(session, rule, match, (reason, standing), now=now)
            made += 1
    return made


def _make(
    session: Session, rule: RuleRow, match: Match, why: tuple[Reason, Standing], *, now: datetime
) -> None:
    (reason, standing), options = why, options_of(rule)
    alert = AlertRow(
        rule_id=rule.id,
        story_id=match.story_id,
        article_id=match.article_id,
        reason=reason,
        late=match.timing is not Timing.NEWS,
        sources=standing.sources,
        has_regulator=standing.has_regulator,
        created_at=now,
    )
    session.add(alert)
    session.flush()
    if match.timing is Timing.OLD:
        ways = plans_of_old(options, now=now)
    else:
        ways = plans.planned(session, rule, options, now=now)
    plans.put(session, rule, alert, ways, now=now)


def _standing(session: Session, story_id: int) -> Standing:
    """Who tells the story now; whether their articles meet a rule does not matter."""
    sources = (
        select(ArticleRow.source_id, SourceRow.kind)
        .join(SourceRow, SourceRow.id == ArticleRow.source_id)
        .where(ArticleRow.story_id == story_id)
        .distinct()
    )
    kinds = [row.kind for row in session.execute(sources)]
    return Standing(len(kinds), SourceKind.REGULATOR in kinds)


def _before(session: Session, rule_id: int, story_id: int) -> list[Alert]:
    query = select(AlertRow).where(AlertRow.rule_id == rule_id, AlertRow.story_id == story_id)
    return [
        Alert(Reason(row.reason), Standing(row.sources, row.has_regulator)) for row in session.scalars(query)
    ]


def _joined_by(session: Session, story_id: int, reason: Reason) -> int:
    """The article to tell a grown story by: the regulator's first, or the story's last."""
    if reason is not Reason.REGULATOR:
        last = select(func.max(ArticleRow.id)).where(ArticleRow.story_id == story_id)
        return session.scalars(last).one()
    first = (
        select(func.min(ArticleRow.id))
        .join(SourceRow, SourceRow.id == ArticleRow.source_id)
        .where(ArticleRow.story_id == story_id, SourceRow.kind == SourceKind.REGULATOR)
    )
    return session.scalars(first).one()
