"""Stories: who tells an event, in the order in which they published; and how they are divided by hand."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, lazyload, load_only

from core.article import Precision
from core.errors import ConfigError
from core.source import SourceKind
from storage.library import time_of
from storage.schema import AlertRow, ArticleRow, SourceRow, StoryRow

# How much of a publication time may be ours.
_UNSAID = {Precision.DAY: timedelta(days=1), Precision.MONTH: timedelta(days=31)}
_SHOWN = (
    *(ArticleRow.title, ArticleRow.url, ArticleRow.language),
    *(ArticleRow.published_at, ArticleRow.published_precision, ArticleRow.first_seen_at),
)


@dataclass(frozen=True, slots=True)
class Telling:
    """One article of a story. ``time`` is when it says it was published, else when it was first seen; of one
    that names only the day, when it was first seen that day. ``behind`` is how long after the first."""

    article_id: int
    title: str
    url: str
    source_id: str
    source: str
    kind: SourceKind
    time: datetime
    language: str = ""
    behind: timedelta = timedelta()


@dataclass(frozen=True, slots=True)
class Story:
    """A story in short: its first article's title and source, and how many tell it."""

    id: int
    title: str
    first_source: str
    time: datetime
    articles: int
    sources: int
    languages: tuple[str, ...]


def tellings(session: Session, story_id: int) -> list[Telling]:
    """The articles of a story, the first to publish first."""
    rows = session.execute(
        select(ArticleRow, SourceRow)
        .join(SourceRow, SourceRow.id == ArticleRow.source_id)
        .where(ArticleRow.story_id == story_id)
        # Without the texts and the authors: it is asked for whenever an alert is sent.
        .options(load_only(*_SHOWN), lazyload(ArticleRow.authors))
    )
    told = sorted((_told_at(article), article.id, article, source) for article, source in rows)
    return [
        Telling(
            article.id,
            article.title,
            article.url,
            source.id,
            source.name,
            SourceKind(source.kind),
            time,
            article.language,
            time - told[0][0],
        )
        for time, _, article, source in told
    ]


def newest(session: Session, *, limit: int, min_sources: int = 1) -> list[Story]:
    """The stories with the latest articles, the latest first; only those that ``min_sources`` tell."""
    found = (
        select(ArticleRow.story_id)
        .where(ArticleRow.time_key.is_not(None))
        .group_by(ArticleRow.story_id)
        .having(func.count(ArticleRow.source_id.distinct()) >= min_sources)
        .order_by(func.max(ArticleRow.time_key).desc())
        .limit(limit)
    )
    return [_summary(story_id, tellings(session, story_id)) for story_id in session.scalars(found)]


def where_is(session: Session, story_id: int) -> int:
    """The story in which the articles of ``story_id`` are by now: itself, or what it was merged into.

    Raises ConfigError when there never was one."""
    while (row := session.get(StoryRow, story_id)) is not None and row.merged_into_id is not None:
        story_id = row.merged_into_id
    if row is None:
        raise ConfigError(f"no story {story_id}")
    return story_id


def merge(session: Session, story_ids: Collection[int]) -> int:
    """Make one story of several, for good: the oldest, whose id is returned. What comes later and resembles
    any of them joins it. Nothing is alerted again: of two alerts by one rule the older story's stands.

    Raises ConfigError."""
    target, *others = sorted({where_is(session, story_id) for story_id in story_ids})
    for other in others:
        move_story(session, other, target)
        session.get_one(StoryRow, other).merged_into_id = target
    _settle_by_hand(session, target)
    return target


def split(session: Session, story_id: int, article_ids: Collection[int], *, now: datetime) -> int:
    """Make a story of some of a story's articles, for good; its id. An alert goes with the article that
    raised it.

    Raises ConfigError when these are not articles of the story, or all of them."""
    story_id, wanted = where_is(session, story_id), set(article_ids)
    here = set(session.scalars(select(ArticleRow.id).where(ArticleRow.story_id == story_id)))
    if foreign := sorted(wanted - here):
        raise ConfigError(f"story {story_id} has no article {', '.join(map(str, foreign))}")
    if wanted in (set(), here):
        raise ConfigError(f"story {story_id} would lose all of its articles, or none")
    made = StoryRow(created_at=now)
    session.add(made)
    session.flush()
    session.execute(update(ArticleRow).where(ArticleRow.id.in_(wanted)).values(story_id=made.id))
    session.execute(
        update(AlertRow)
        .where(AlertRow.story_id == story_id, AlertRow.article_id.in_(wanted))
        .values(story_id=made.id)
    )
    for settled in (story_id, made.id):
        _settle_by_hand(session, settled)
    return made.id


def stories_of(session: Session, article_ids: Collection[int]) -> dict[int, int]:
    """The story of each of the articles that are still there."""
    query = select(ArticleRow.id, ArticleRow.story_id).where(ArticleRow.id.in_(article_ids))
    return dict(session.execute(query).all())


def move_story(session: Session, story_id: int, target: int) -> None:
    """Put the articles into ``target``, and the alerts of rules that have none there."""
    session.execute(update(ArticleRow).where(ArticleRow.story_id == story_id).values(story_id=target))
    there = select(AlertRow.rule_id).where(AlertRow.story_id == target)
    session.execute(
        update(AlertRow)
        .where(AlertRow.story_id == story_id, AlertRow.rule_id.not_in(there))
        .values(story_id=target)
        .execution_options(synchronize_session=False)
    )


def _told_at(article: ArticleRow) -> datetime:
    time = time_of(article)
    if article.published_precision in _UNSAID:
        # The hour is midnight of ours: it would make a winner of whoever does not say it.
        return min(max(time, article.first_seen_at), time + _UNSAID[Precision(article.published_precision)])
    return time


def _summary(story_id: int, told: Sequence[Telling]) -> Story:
    return Story(
        story_id,
        told[0].title,
        told[0].source,
        told[0].time,
        len(told),
        len({each.source_id for each in told}),
        tuple(Counter(each.language for each in told)),
    )


def _settle_by_hand(session: Session, story_id: int) -> None:
    session.execute(
        update(ArticleRow)
        .where(ArticleRow.story_id == story_id)
        .values(placed_by_hand=True)
        .execution_options(synchronize_session=False)
    )
