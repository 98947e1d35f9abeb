"""Articles: stored once, revised when the site changes them, found again by their place in time."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.article import Article, Draft, Field, Flag
from core.text.fingerprint import fingerprint
from core.urls import same_site, url_key
from storage import frontier, search
from storage.schema import ArticleRow, AuthorRow, RevisionRow, State, StoryRow
from storage.schema.base import storable
from storage.search.keys import time_key


class Outcome(StrEnum):
    """What storing a draft came to."""

    NEW = "new"
    REVISED = "revised"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Incoming:
    """A draft with what storage must know of its way here."""

    draft: Draft
    source_id: str
    candidate_id: int
    page_id: int | None
    extractor_version: str


@dataclass(frozen=True, slots=True)
class Stored:
    """The article's id and what became of the draft."""

    article_id: int
    outcome: Outcome


def add_article(session: Session, incoming: Incoming, *, now: datetime) -> Stored:
    """Insert the article, or a revision of it. The frontier row is closed in the same transaction:
    a crash between the two would fetch and alert twice."""
    incoming = replace(incoming, draft=_storable(incoming.draft))
    row = session.scalar(select(ArticleRow).where(ArticleRow.url_key == _identity(incoming.draft)))
    if row is None:
        row, outcome = _insert(session, incoming, now), Outcome.NEW
    elif _same(row, incoming.draft):
        outcome = Outcome.UNCHANGED
    else:
        _revise(session, row, incoming, now)
        outcome = Outcome.REVISED
    frontier.close(session, incoming.candidate_id, State.DONE, now=now)
    return Stored(row.id, outcome)


def index_articles(session: Session, ids: Collection[int]) -> None:
    """Put new or revised articles into the search index. Call it in the transaction that stored them,
    once for all: the index takes a sorted batch several times faster than single rows."""
    rows = session.scalars(select(ArticleRow).where(ArticleRow.id.in_(ids))).all()
    search.unindex(session, [row.time_key for row in rows if row.time_key is not None])
    for row in rows:
        row.time_key = time_key(_time(row), row.id)
    session.flush()
    search.index(session, [to_article(row) for row in rows])


def reindex(session: Session, time_keys: Collection[int]) -> None:
    """Index anew the articles at these places; a place without an article is cleared."""
    if not time_keys:
        return
    ids = session.scalars(select(ArticleRow.id).where(ArticleRow.time_key.in_(time_keys))).all()
    search.unindex(session, list(time_keys))
    index_articles(session, ids)


def to_article(row: ArticleRow) -> Article:
    """The row as search, matcher and alerts see it."""
    return Article(
        id=row.id,
        url=row.url,
        source_id=row.source_id,
        title=row.title,
        body=row.body,
        authors=tuple(author.name for author in row.authors),
        language=row.language,
        time=_time(row),
        published=row.published_at,
        first_seen=row.first_seen_at,
        story_id=row.story_id,
    )


def by_time_keys(session: Session, keys: Sequence[int]) -> list[Article]:
    """The articles at these places of the search index, in the order of ``keys``."""
    rows = session.scalars(select(ArticleRow).where(ArticleRow.time_key.in_(keys)))
    found = {row.time_key: row for row in rows}
    return [to_article(found[key]) for key in keys if key in found]


def newest_articles(session: Session, *, limit: int) -> list[Article]:
    """The latest articles by their own time, newest first."""
    query = select(ArticleRow).order_by(ArticleRow.time_key.desc()).limit(limit)
    return [to_article(row) for row in session.scalars(query)]


def count_articles(session: Session) -> int:
    """How many articles there are."""
    return session.scalar(select(func.count()).select_from(ArticleRow)) or 0


def _storable(draft: Draft) -> Draft:
    """The draft as it will come back from the database: what is compared and indexed is what is stored."""
    return replace(
        draft,
        title=storable(draft.title),
        body=storable(draft.body),
        authors=tuple(map(storable, draft.authors)),
    )


def _time(row: ArticleRow) -> datetime:
    return row.published_at or row.first_seen_at


def _identity(draft: Draft) -> str:
    # A canonical address of another site would let any page overwrite that site's article.
    canonical = draft.canonical_url
    return url_key(canonical if canonical and same_site(canonical, draft.url) else draft.url)


def _insert(session: Session, incoming: Incoming, now: datetime) -> ArticleRow:
    mark = fingerprint(incoming.draft.body)
    row = ArticleRow(
        url=incoming.draft.url,
        url_key=_identity(incoming.draft),
        source_id=incoming.source_id,
        story_id=_story_of_copy(session, mark) or _new_story(session, now),
        first_seen_at=now,
    )
    _fill(row, incoming, mark)
    session.add(row)
    session.flush()
    return row


def _revise(session: Session, row: ArticleRow, incoming: Incoming, now: datetime) -> None:
    last = session.scalar(select(func.max(RevisionRow.number)).where(RevisionRow.article_id == row.id))
    session.add(
        RevisionRow(
            article_id=row.id,
            number=(last or 0) + 1,
            title=row.title,
            body=row.body,
            authors=[author.name for author in row.authors],
            published_at=row.published_at,
            page_id=row.page_id,
            replaced_at=now,
        )
    )
    row.authors.clear()
    session.flush()
    _fill(row, incoming, fingerprint(incoming.draft.body))
    row.changed_at = now
    session.flush()


def _fill(row: ArticleRow, incoming: Incoming, mark: str) -> None:
    draft = incoming.draft
    published = draft.origins.get(Field.PUBLISHED)
    row.canonical_url = draft.canonical_url or None
    row.page_id = incoming.page_id
    row.title, row.body, row.summary, row.language = draft.title, draft.body, draft.summary, draft.language
    row.published_at, row.modified_at = draft.published, draft.modified
    row.published_claim = published.claim if published else None
    row.published_stage = published.stage if published else None
    row.published_confidence = published.confidence if published else None
    row.fingerprint = mark
    row.teaser, row.paywalled = Flag.TEASER in draft.flags, Flag.PAYWALLED in draft.flags
    row.origins = {
        field.value: {"stage": origin.stage, "confidence": origin.confidence, "claim": origin.claim}
        for field, origin in draft.origins.items()
    }
    row.extractor_version = incoming.extractor_version
    row.match_due = True
    row.authors.extend(AuthorRow(position=i, name=name) for i, name in enumerate(draft.authors))


def _same(row: ArticleRow, draft: Draft) -> bool:
    return (
        row.title == draft.title
        and row.body == draft.body
        and row.published_at == draft.published
        and tuple(author.name for author in row.authors) == draft.authors
    )


def _story_of_copy(session: Session, mark: str) -> int | None:
    """The story of an article with the very same text: syndicated copies tell one story."""
    query = select(ArticleRow.story_id).where(ArticleRow.fingerprint == mark).order_by(ArticleRow.id).limit(1)
    return session.scalar(query)


def _new_story(session: Session, now: datetime) -> int:
    story = StoryRow(created_at=now)
    session.add(story)
    session.flush()
    return story.id
