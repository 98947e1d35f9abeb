"""Stories: who tells an event, in the order in which they published."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.source import SourceKind
from storage.library import time_of
from storage.schema import ArticleRow, SourceRow


@dataclass(frozen=True, slots=True)
class Telling:
    """One article of a story. ``time`` is when it says it was published, else when it was first seen."""

    article_id: int
    title: str
    url: str
    source_id: str
    source: str
    kind: SourceKind
    time: datetime


def tellings(session: Session, story_id: int) -> list[Telling]:
    """The articles of a story, the first to publish first."""
    rows = session.execute(
        select(ArticleRow, SourceRow)
        .join(SourceRow, SourceRow.id == ArticleRow.source_id)
        .where(ArticleRow.story_id == story_id)
    )
    found = [
        Telling(
            article.id,
            article.title,
            article.url,
            source.id,
            source.name,
            SourceKind(source.kind),
            time_of(article),
        )
        for article, source in rows
    ]
    return sorted(found, key=lambda each: (each.time, each.article_id))
