"""Group: an article that came in -> the story it tells, before the rules see it."""

from datetime import datetime

from sqlalchemy.orm import Session

from core.article import Article
from core.stories.features import Features, features
from core.stories.grouping import joined
from core.stories.index import CAPACITY, Index
from core.stories.resemblance import WINDOW
from storage import grouping
from storage.session import Database
from storage.stories import stories_of

# Articles in one transaction: some hundredths of a second.
BATCH = 50
# What is kept of the past: a late article has its window, too.
KEPT = 2 * WINDOW


class Grouping:
    """The articles of the last days, kept in memory between the runs of the job."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._index: Index | None = None

    def run(self, now: datetime) -> int:
        """Decide the story of every article that is due; how many were decided.

        Killed at any moment it goes on with the batch it was at: an article stays due until the transaction
        that moves it.
        """
        decided = 0
        while True:
            with self._database.reading() as session:
                due = grouping.due_articles(session, limit=BATCH)
                if not due:
                    return decided
                index = self._index = self._index or self._loaded(session, now - KEPT)
            read = sorted(((article, features(article)) for article in due), key=_first_told)
            with self._database.writing() as session:
                claimed = sum(self._decide(session, index, article, said) for article, said in read)
            decided += claimed
            if not claimed:
                return decided  # Every one of them was changed meanwhile: the next run sees them.

    def _loaded(self, session: Session, since: datetime) -> Index:
        index = Index()
        for article in grouping.decided_since(session, since, limit=CAPACITY):
            index.add(features(article))
        return index

    def _decide(self, session: Session, index: Index, article: Article, said: Features) -> bool:
        story_id = grouping.claim(session, article)
        if story_id is None:
            return False
        weighed = index.add(said)
        if grouping.is_open(session, story_id, article.id):
            candidates = index.candidates(weighed)
            stories = stories_of(session, [candidate.article_id for candidate in candidates])
            target = joined(weighed, candidates, stories)
            if target is not None and target != story_id:
                grouping.join(session, story_id, target)
        return True


def _first_told(read: tuple[Article, Features]) -> tuple[datetime, int]:
    article, _ = read
    return article.time, article.id
