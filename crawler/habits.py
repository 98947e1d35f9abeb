"""What this process knows of each source's habits: loaded once, kept up to date as pages come back."""

from collections import Counter
from collections.abc import Mapping

from core.article import Draft
from core.habits import NO_HABITS, REMEMBERED, Habits, Traces, habits_of, mark
from core.urls import article_key

# So few other pages cannot tell what a source prints everywhere.
ENOUGH = 10
# Stands behind the version of an extraction that knew so little of the source: to be read again.
EARLY = "~"
# So large a part of what is known may be newer than the habits made of it: making them takes a millisecond.
NEWER = 1 / 6


class Memory:
    """The traces of each source's latest pages, by the marks of the articles' identities."""

    def __init__(self) -> None:
        self._pages: dict[str, dict[str, Traces]] = {}
        self._habits: dict[str, Habits] = {}
        self._newer: Counter[str] = Counter()

    def knows(self, source_id: str) -> bool:
        """Whether the source's stored pages have been recalled."""
        return source_id in self._pages

    def recall(self, source_id: str, pages: Mapping[str, Traces]) -> None:
        """Take in stored pages, oldest first. What has been learned meanwhile is newer."""
        self._pages[source_id] = {**pages, **self._pages.get(source_id, {})}
        self._habits.pop(source_id, None)

    def learn(self, source_id: str, draft: Draft) -> None:
        """A page of the source has been read; the oldest one goes."""
        pages = self._pages.setdefault(source_id, {})
        page = mark(article_key(draft.url, draft.canonical_url))
        pages.pop(page, None)
        pages[page] = draft.traces
        while len(pages) > REMEMBERED:
            del pages[next(iter(pages))]
        self._newer[source_id] += 1
        if self._newer[source_id] >= NEWER * len(pages):
            self._habits.pop(source_id, None)

    def of(self, source_id: str) -> Habits:
        """What the source's latest pages have in common, give or take the very last ones."""
        if source_id not in self._habits:
            pages = self._pages.get(source_id)
            self._habits[source_id] = habits_of(pages) if pages else NO_HABITS
            self._newer[source_id] = 0
        return self._habits[source_id]


def version_of(version: str, habits: Habits) -> str:
    """What an extraction by ``version`` is stored under: marked where it knew too few pages."""
    return version if len(habits.pages) >= ENOUGH else version + EARLY
