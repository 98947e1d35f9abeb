"""What this process knows of each source's habits: loaded once, kept up to date as pages come back."""

from collections import Counter, deque
from collections.abc import Iterable, Mapping
from dataclasses import replace

from core.article import Draft
from core.habits import NO_HABITS, REMEMBERED, Habits, Traces, Trial, boxes_of, habits_of, mark
from core.urls import article_key

# So few other pages cannot tell what a source prints everywhere.
ENOUGH = 10
# Stands behind the version of an extraction that knew so little of the source: to be read again.
EARLY = "~"
# So large a part of what is known may be newer than the habits made of it: making them takes a millisecond.
NEWER = 1 / 3
MOST_BOXES = 40


class Memory:
    """The traces of each source's latest pages, by the marks of the articles' identities."""

    def __init__(self) -> None:
        self._pages: dict[str, dict[str, Traces]] = {}
        self._habits: dict[str, Habits] = {}
        self._newer: Counter[str] = Counter()
        self._trials: dict[str, dict[str, deque[Trial]]] = {}
        self._boxes: dict[str, dict[str, frozenset[str] | None]] = {}

    def knows(self, source_id: str) -> bool:
        """Whether the source's stored pages have been recalled."""
        return source_id in self._pages

    def recall(self, source_id: str, pages: Mapping[str, Traces]) -> None:
        """Take in stored pages, oldest first. What has been learned meanwhile is newer."""
        self._pages[source_id] = {**pages, **self._pages.get(source_id, {})}
        self._habits.pop(source_id, None)
        self._try(source_id, pages.values())

    def learn(self, source_id: str, draft: Draft) -> None:
        """A page of the source has been read; the oldest one goes."""
        pages = self._pages.setdefault(source_id, {})
        page = mark(article_key(draft.url, draft.canonical_url))
        pages.pop(page, None)
        pages[page] = draft.traces
        while len(pages) > REMEMBERED:
            del pages[next(iter(pages))]
        self._try(source_id, [draft.traces])
        self._newer[source_id] += 1
        if self._newer[source_id] >= NEWER * len(pages) or len(pages) == ENOUGH:
            self._habits.pop(source_id, None)

    def of(self, source_id: str) -> Habits:
        """What the source's latest pages have in common, give or take the very last ones."""
        if source_id not in self._habits:
            pages = self._pages.get(source_id)
            self._habits[source_id] = habits_of(pages) if pages else NO_HABITS
            self._newer[source_id] = 0
        return replace(self._habits[source_id], boxes=self._boxes.get(source_id, {}), learning=True)

    def _try(self, source_id: str, pages: Iterable[Traces]) -> None:
        """Note how boxes were read. A source has few; of one with a new box on every page the oldest go."""
        trials, boxes = self._trials.setdefault(source_id, {}), self._boxes.get(source_id, {})
        tried = [traces.trial for traces in pages if traces.trial is not None]
        for trial in tried:
            latest = trials.pop(trial.box, deque(maxlen=REMEMBERED))
            latest.append(trial)
            trials[trial.box] = latest
            while len(trials) > MOST_BOXES:
                del trials[next(iter(trials))]
        # The others are as they were: to look at them all for every page is what a crawl would notice.
        touched = {trial.box: trials.get(trial.box, ()) for trial in tried}
        known = {box: drops for box, drops in boxes.items() if box in trials and box not in touched}
        self._boxes[source_id] = known | boxes_of(touched)


def version_of(version: str, habits: Habits) -> str:
    """What an extraction by ``version`` is stored under: marked where it knew too few pages."""
    return version if len(habits.pages) >= ENOUGH else version + EARLY
