"""When a source's latest articles appeared, for the planning of polls."""

from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from core.article import Precision
from storage.schema import ArticleRow

# A claim without an hour, of an article that we saw so soon after, appeared when we saw it.
SEEN_AT_ONCE = timedelta(hours=36)


def article_times(session: Session, source_id: str, *, since: datetime, limit: int) -> list[datetime]:
    """Of at most ``limit`` articles, the latest stored: the claimed time of publication where it has an hour,
    otherwise when we saw it, unless it was old by then."""
    columns = (ArticleRow.published_at, ArticleRow.published_precision, ArticleRow.first_seen_at)
    rows = session.execute(
        select(*columns)
        .where(
            ArticleRow.source_id == source_id,
            ArticleRow.first_seen_at >= since,
            or_(ArticleRow.published_at.is_(None), ArticleRow.published_at >= since),
        )
        .order_by(ArticleRow.id.desc())
        .limit(limit)
    )
    return [time for row in rows if (time := _appeared(*row)) is not None]


def _appeared(published: datetime | None, precision: str | None, seen: datetime) -> datetime | None:
    if published is None:
        return seen
    if precision in (None, Precision.INSTANT):
        return min(published, seen)
    return seen if seen - published < SEEN_AT_ONCE else None
