"""What the pages of a source have in common: lines and ends of titles that are the site's own."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import chain

# Lines so close to the beginning or the end of a text are at its edge: where sites put what is theirs.
HEAD_LINES = 3
TAIL_LINES = 8
# What so many other pages share is a habit of the source, and none of an article.
SHARED = 3
# The latest pages of a source speak for it.
REMEMBERED = 30

# A box is read plainly once so many pages have shown that trafilatura finds the same text in it, and none of
# the latest otherwise; ``REMEMBERED`` pages later it has to show it again.
PROVEN = 2

Pages = frozenset[str]


def mark(text: str) -> str:
    """A short name for ``text``: equal for equal texts."""
    return blake2b(text.encode(errors="replace"), digest_size=6).hexdigest()


@dataclass(frozen=True, slots=True)
class Trial:
    """A plain reading of a page's box held against trafilatura's text, all names as marks.

    ``agreed`` is None where the box was read plainly and nothing compared. ``dropped`` are the inner boxes
    of which trafilatura left nothing, ``kept`` the others.
    """

    box: str
    agreed: bool | None = None
    dropped: frozenset[str] = frozenset()
    kept: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Traces:
    """What one page shows of its source's habits, all as marks: the ``lines`` of its text in order before
    any habit was cut out (a long text without its middle), the beginnings and ends of its titles, its
    headline, and how its box was read."""

    lines: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    headline: str = ""
    trial: Trial | None = None


NO_TRACES = Traces()


@dataclass(frozen=True, slots=True)
class Habits:
    """What recurs on the latest pages of a source.

    ``pages`` maps the mark of each page's identity to the number of its lines. The others map a mark to
    the pages that show it: ``lines`` anywhere in the text, ``edges`` at its beginning or end, ``titles``
    as a part of a title. They hold what at least ``SHARED`` pages show; ``headlines`` holds every page's.
    ``boxes`` maps a box that may be read plainly to the inner boxes to leave out; None where it was tried in
    vain. ``learning``: what this page shows of its box will be remembered.
    """

    pages: Mapping[str, int] = field(default_factory=dict)
    lines: Mapping[str, Pages] = field(default_factory=dict)
    edges: Mapping[str, Pages] = field(default_factory=dict)
    titles: Mapping[str, Pages] = field(default_factory=dict)
    headlines: Mapping[str, Pages] = field(default_factory=dict)
    boxes: Mapping[str, frozenset[str] | None] = field(default_factory=dict)
    learning: bool = False

    def without(self, own: Pages) -> "Habits":
        """The same as the other pages show it: no page is its own witness."""
        if not own & self.pages.keys():
            return self
        tables = (self.lines, self.edges, self.titles, self.headlines)
        lines, edges, titles, headlines = (
            {key: seen - own for key, seen in table.items()} for table in tables
        )
        pages = {page: size for page, size in self.pages.items() if page not in own}
        return Habits(pages, lines, edges, titles, headlines, self.boxes, self.learning)


NO_HABITS = Habits()


def habits_of(pages: Mapping[str, Traces]) -> Habits:
    """What the pages, by the marks of their identities, have in common."""
    lines, edges, titles, headlines = (defaultdict[str, set[str]](set) for _ in range(4))
    for page, traces in pages.items():
        for line in traces.lines:
            lines[line].add(page)
        for line in chain(traces.lines[:HEAD_LINES], traces.lines[-TAIL_LINES:]):
            edges[line].add(page)
        for part in traces.titles:
            titles[part].add(page)
        headlines[traces.headline].add(page)
    sizes = {page: len(traces.lines) for page, traces in pages.items()}
    return Habits(sizes, _shared(lines), _shared(edges), _shared(titles), _shared(headlines, least=1))


def boxes_of(trials: Mapping[str, Iterable[Trial]]) -> dict[str, frozenset[str] | None]:
    """``Habits.boxes`` by the latest trials of each box."""
    compared = {box: [one for one in latest if one.agreed is not None] for box, latest in trials.items()}
    return {box: _to_leave_out(latest) for box, latest in compared.items() if len(latest) >= PROVEN}


def _to_leave_out(compared: list[Trial]) -> frozenset[str] | None:
    if not all(trial.agreed for trial in compared):
        return None
    kept = frozenset[str]().union(*(trial.kept for trial in compared))
    return frozenset[str]().union(*(trial.dropped for trial in compared)) - kept


def _shared(table: Mapping[str, set[str]], least: int = SHARED) -> dict[str, Pages]:
    return {key: frozenset(pages) for key, pages in table.items() if len(pages) >= least}
