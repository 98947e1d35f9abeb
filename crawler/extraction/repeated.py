"""What a page shares with others of its source is the site's: lines around the text, ends of titles."""

import re
from collections.abc import Iterable, Iterator

from core.habits import HEAD_LINES, SHARED, TAIL_LINES, Habits, Traces, Trial, mark
from core.urls import url_key

# The lines of a text that are remembered: so many of its beginning, so many of its end.
MOST_LINES = 30
# In bytes, for a character of Chinese says as much as three of English. A longer line may be a paragraph
# that a desk uses again; a shorter one may be a heading.
LONGEST_NOTICE = 160
LONGEST_HEADING = 60
SHORTEST_HEADLINE = 25
# In the middle of a text, and of long lines anywhere, this share of the other pages has to have the line.
MOST_PAGES = 1 / 2
MANY_PAGES = 1 / 3
# A page that holds so much of another one is a copy of it, and its lines are no habit.
COPIED = 3 / 4
MOST_DIVIDERS = 4
SHORTEST_TITLE = 6
_SENTENCE_END = re.compile(r"[.!?。！？…][\"'”’»)\]）」』]*$")
_DIVIDER = re.compile(r"\s*(?:[|｜»·•]|[_–—:：/~-])+\s*")
_STRONG = re.compile(r"[|｜»·•]")
_SPACED = re.compile(r"\s[–—-]+\s")


def identity(url: str, canonical_url: str) -> frozenset[str]:
    """Under which marks the page may be known already: an article is stored by either address."""
    return frozenset(mark(url_key(address)) for address in (url, canonical_url) if address)


def marks_of(body: str) -> list[str]:
    """The marks of the lines of ``body``, in order."""
    return [mark(line) for line in body.split("\n\n")] if body else []


def traces(marks: list[str], titles: Iterable[str], headline: str, trial: Trial | None = None) -> Traces:
    """What the page contributes to its source's habits: ``marks`` are those of its whole text, ``trial``
    tells how its box was read."""
    lines = marks if len(marks) <= 2 * MOST_LINES else marks[:MOST_LINES] + marks[-MOST_LINES:]
    parts = dict.fromkeys(part for title in dict.fromkeys(titles) for part in _parts(title))
    return Traces(tuple(lines), tuple(parts), mark(headline), trial)


def without_repeated(body: str, marks: list[str], habits: Habits) -> tuple[str, tuple[str, ...]]:
    """``body`` without the lines that are habits of its source, and those lines in order."""
    if not any(key in habits.lines or key in habits.headlines for key in marks):
        return body, ()
    lines = body.split("\n\n")
    habits = habits.without(_copies(marks, habits))
    kept: list[str] = []
    cut: list[str] = []
    for place in reversed(range(len(lines))):
        gone = _is_habit(lines[place], marks[place], habits, place, len(lines), is_last=not kept)
        (cut if gone else kept).append(lines[place])
    return ("\n\n".join(reversed(kept)), tuple(reversed(cut))) if kept else (body, ())


def _copies(marks: list[str], habits: Habits) -> frozenset[str]:
    """The pages whose lines nearly all stand on this one too."""
    shared = dict.fromkeys(habits.pages, 0)
    for key in habits.lines.keys() & set(marks):
        for page in habits.lines[key]:
            shared[page] += 1
    return frozenset(page for page, count in shared.items() if count > COPIED * habits.pages[page])


def _is_habit(line: str, key: str, habits: Habits, place: int, count: int, *, is_last: bool) -> bool:
    """Whether the line at ``place`` of ``count`` is the site's. ``is_last``: nothing behind it stays."""
    if key not in habits.lines and key not in habits.headlines:
        return False
    at_end = place >= count - TAIL_LINES
    if at_end and is_last and len(line) >= SHORTEST_HEADLINE and habits.headlines.get(key):
        return True
    known, size = len(habits.pages), len(line.encode())
    most = len(habits.lines.get(key, ())) >= max(SHARED, known * MOST_PAGES)
    if most or not (at_end or place < HEAD_LINES):
        return most
    if size <= LONGEST_HEADING and not is_last and not _SENTENCE_END.search(line):
        return False  # it may be the heading of what follows
    least = SHARED if size <= LONGEST_NOTICE else max(SHARED, known * MANY_PAGES)
    return len(habits.edges.get(key, ())) >= least


def shorn(title: str, habits: Habits) -> str:
    """``title`` without the names of site and section that titles of the source share.

    Behind a weak divider (a dash, a colon) most of the other pages must have it: ": report" may be shared
    by some, and belongs to the headline.
    """
    if not habits.titles:
        return title
    most = max(SHARED, len(habits.pages) * MOST_PAGES)
    end = len(title)
    for divider in _dividers(title)[::-1][:MOST_DIVIDERS]:
        some = _STRONG.search(divider[0]) or (end < len(title) and _SPACED.fullmatch(divider[0]))
        if len(habits.titles.get(_ending(title, divider), ())) >= (SHARED if some else most):
            end = divider.start()
    rest = title[:end]
    for divider in _dividers(rest)[:1]:
        if len(habits.titles.get(_beginning(title, divider), ())) >= most:
            rest = rest[divider.end() :]
    return rest if len(rest.encode()) >= SHORTEST_TITLE else title


def _parts(title: str) -> Iterator[str]:
    dividers = _dividers(title)
    for divider in dividers[-MOST_DIVIDERS:]:
        yield _ending(title, divider)
    for divider in dividers[:1]:
        yield _beginning(title, divider)


def _dividers(title: str) -> list[re.Match[str]]:
    return [found for found in _DIVIDER.finditer(title) if found.start() and found.end() < len(title)]


def _ending(title: str, divider: re.Match[str]) -> str:
    return mark(f"…{title[divider.start() :]}")


def _beginning(title: str, divider: re.Match[str]) -> str:
    return mark(f"{title[: divider.end()]}…")
