"""Bulletins: what one message over several alerts has to tell."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.alerting import Reason, Way
from storage.library import time_of
from storage.schema import AlertRow, ArticleRow, BulletinRow, PlanRow, RuleRow, SourceRow


@dataclass(frozen=True, slots=True)
class Entry:
    """A story of a bulletin, by the article that was alerted first; an article that was alerted for itself is
    an entry of its own. ``sources`` are the names of those who tell the story, the first to publish first;
    ``time`` is the article's, ``reasons`` and ``late`` are those of the alerts."""

    title: str
    url: str
    time: datetime
    sources: tuple[str, ...]
    reasons: tuple[Reason, ...]
    late: bool


@dataclass(frozen=True, slots=True)
class Bulletin:
    """What a rule tells in one message at ``due_at`` (aware UTC), in the order in which it was alerted."""

    rule: str
    way: Way
    due_at: datetime
    entries: tuple[Entry, ...]


def load(session: Session, bulletin_id: int) -> Bulletin:
    """The bulletin as its stories stand now."""
    row, rule = session.execute(
        select(BulletinRow, RuleRow.name)
        .join(RuleRow, RuleRow.id == BulletinRow.rule_id)
        .where(BulletinRow.id == bulletin_id)
    ).one()
    told = session.execute(
        select(AlertRow, ArticleRow)
        .join(PlanRow, PlanRow.alert_id == AlertRow.id)
        .join(ArticleRow, ArticleRow.id == AlertRow.article_id)
        .where(PlanRow.bulletin_id == bulletin_id)
        .order_by(AlertRow.id)
    ).all()
    # A story that was alerted again is one entry; each article that was alerted for itself is another.
    grouped: dict[tuple[int, int | None], list[tuple[AlertRow, ArticleRow]]] = {}
    for alert, article in told:
        alone = alert.article_id if alert.reason == Reason.ARTICLE else None
        grouped.setdefault((alert.story_id, alone), []).append((alert, article))
    names = _sources(session, {alert.story_id for alert, _ in told})
    entries = tuple(_entry(alerts, names[story_id]) for (story_id, _), alerts in grouped.items())
    return Bulletin(rule, Way(row.way), row.due_at, entries)


def _entry(alerts: list[tuple[AlertRow, ArticleRow]], sources: tuple[str, ...]) -> Entry:
    _, article = alerts[0]
    return Entry(
        title=article.title,
        url=article.url,
        time=time_of(article),
        sources=sources,
        reasons=tuple(Reason(alert.reason) for alert, _ in alerts),
        late=any(alert.late for alert, _ in alerts),
    )


def _sources(session: Session, story_ids: Collection[int]) -> dict[int, tuple[str, ...]]:
    """The sources of each story by name, the first to publish first."""
    times = ArticleRow.published_at, ArticleRow.first_seen_at
    rows = session.execute(
        select(ArticleRow.story_id, SourceRow.name, ArticleRow.id, *times)
        .join(SourceRow, SourceRow.id == ArticleRow.source_id)
        .where(ArticleRow.story_id.in_(story_ids))
    )
    ordered = sorted((said or seen, number, story, name) for story, name, number, said, seen in rows)
    found: dict[int, dict[str, None]] = {story_id: {} for story_id in story_ids}
    for _, _, story_id, name in ordered:
        found[story_id][name] = None
    return {story_id: tuple(names) for story_id, names in found.items()}
