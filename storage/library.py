"""The stored articles, as search, matcher, alerts and commands read them."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.article import Article, Flag
from core.urls import url_key
from storage.schema import ArticleRow


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
        time=time_of(row),
        published=row.published_at,
        first_seen=row.first_seen_at,
        story_id=row.story_id,
        section=row.section,
        agency=row.agency,
        word_count=row.word_count,
        flags=frozenset(map(Flag, row.flags)),
        revised=row.changed_at is not None,
        is_first=row.is_first,
    )


def by_time_keys(session: Session, keys: Sequence[int]) -> list[Article]:
    """The articles at these places of the search index, in the order of ``keys``."""
    rows = session.scalars(select(ArticleRow).where(ArticleRow.time_key.in_(keys)))
    found = {row.time_key: row for row in rows}
    return [to_article(found[key]) for key in keys if key in found]


def find_article(session: Session, named: str) -> Article | None:
    """The article of this id or address, in whatever form the address is given; None when there is none."""
    wanted = ArticleRow.id == int(named) if named.isdecimal() else ArticleRow.url_key == url_key(named)
    row = session.scalar(select(ArticleRow).where(wanted))
    return to_article(row) if row is not None else None


def all_articles(session: Session) -> Iterator[Article]:
    """Every article in the order of time, a few at a time: what a rebuilt index is made of."""
    query = select(ArticleRow).where(ArticleRow.time_key.is_not(None)).order_by(ArticleRow.time_key)
    for row in session.scalars(query.execution_options(yield_per=500)):
        yield to_article(row)


def newest_articles(session: Session, *, limit: int) -> list[Article]:
    """The latest articles by their own time, newest first."""
    indexed = ArticleRow.time_key.is_not(None)
    query = select(ArticleRow).where(indexed).order_by(ArticleRow.time_key.desc()).limit(limit)
    return [to_article(row) for row in session.scalars(query)]


def latest_addresses(session: Session, source_id: str, *, limit: int) -> tuple[str, ...]:
    """Addresses of the articles that came last from a source, the last first."""
    of_source = select(ArticleRow.url).where(ArticleRow.source_id == source_id)
    return tuple(session.scalars(of_source.order_by(ArticleRow.id.desc()).limit(limit)))


def count_articles(session: Session) -> int:
    """How many articles there are."""
    return session.scalar(select(func.count()).select_from(ArticleRow)) or 0


def time_of(row: ArticleRow) -> datetime:
    """The article's place in time: when it says it was published, else when it was first seen."""
    return row.published_at or row.first_seen_at
