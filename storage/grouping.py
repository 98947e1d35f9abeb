"""Which articles still need a story, and the move into the one that was found for them."""

from datetime import datetime

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from core.article import Article
from storage.library import to_article
from storage.schema import AlertRow, ArticleRow, StoryRow
from storage.search.keys import first_key
from storage.stories import move_story


def due_articles(session: Session, *, limit: int) -> list[Article]:
    """Articles whose story is not decided, in the order in which they came."""
    query = select(ArticleRow).where(ArticleRow.group_due).order_by(ArticleRow.id).limit(limit)
    return [to_article(row) for row in session.scalars(query)]


def decided_since(session: Session, time: datetime, *, limit: int) -> list[Article]:
    """Articles published since ``time`` whose story is decided, the earliest first; the latest if there are
    more than ``limit``."""
    query = select(ArticleRow).where(ArticleRow.time_key >= first_key(time), ~ArticleRow.group_due)
    rows = session.scalars(query.order_by(ArticleRow.time_key.desc()).limit(limit)).all()
    return [to_article(row) for row in reversed(rows)]


def claim(session: Session, article: Article) -> int | None:
    """Note that the article's story is decided; that story. None when it was decided before, or the text is
    another one by now."""
    row = session.get(ArticleRow, article.id)
    if row is None or not row.group_due or (row.title, row.body) != (article.title, article.body):
        return None
    row.group_due = False
    session.flush()
    return row.story_id


def is_open(session: Session, story_id: int, article_id: int) -> bool:
    """Whether the article may leave its story: nobody placed it by hand, and all who tell it besides are
    copies that came with it and wait for the same decision."""
    settled = exists().where(
        ArticleRow.story_id == story_id,
        ArticleRow.placed_by_hand | ((ArticleRow.id != article_id) & ~ArticleRow.group_due),
    )
    return not session.scalar(select(settled))


def join(session: Session, story_id: int, target: int) -> None:
    """Let the articles of a story tell ``target``. A story that nobody was told of leaves no trace."""
    move_story(session, story_id, target)
    alerted = exists().where(AlertRow.story_id == story_id)
    session.execute(delete(StoryRow).where(StoryRow.id == story_id, ~alerted))
    if (row := session.get(StoryRow, story_id)) is not None:
        row.merged_into_id = target
