"""A plain reading of the article's box against trafilatura's text: what a source's pages have shown about it
lets later ones do without trafilatura, which costs ten times as much."""

from collections.abc import Callable, Iterator
from itertools import islice

from lxml.html import HtmlElement

from core.habits import Habits, Trial, mark
from crawler.extraction.box import Box, alone, called
from crawler.extraction.reader import agreement, read

AGREEING = 0.99
# An inner box that holds so long a beginning of one of trafilatura's lines is part of the text.
SHORTEST_LINE = 12
BEGINNING = 40
# A page with less of its prose outside of the boxes to leave out is made differently from those before.
LEAST_SHARE = 0.6
# Every inner box is searched for every line: more than this is no article, or made to be slow.
MOST_NAMED = 400
MOST_CHARACTERS = 60_000

Tidy = Callable[[list[str]], list[str]]


def plainly(box: Box, habits: Habits) -> tuple[str, Trial | None]:
    """The text of ``box`` where the source's other pages have shown how to read it; empty elsewhere, and
    where that would lose most of this one's prose."""
    name = mark(box.signature)
    drops = habits.boxes.get(name)
    if drops is None:
        return "", None
    text = "\n".join(read(_without(alone(box), drops)))
    return (text, Trial(name)) if len(text) >= LEAST_SHARE * box.prose[box.element] else ("", None)


def compared(box: Box, text: str, habits: Habits, tidy: Tidy) -> Trial | None:
    """How a plain reading of ``box`` compares with ``text``, trafilatura's, both after ``tidy``. None where
    nobody wants to know, or where it is known not to."""
    name = mark(box.signature)
    if not habits.learning or name in habits.boxes or _is_huge(box):
        return None
    lines = [line for line in map(_spaced, text.splitlines()) if line]
    surroundings = alone(box)
    dropped, kept = _sorted(surroundings, lines)
    reading = read(_without(surroundings, dropped))
    agreed = agreement(tidy(reading), tidy(lines)) >= AGREEING
    return Trial(name, agreed, dropped, kept)


def _sorted(box: HtmlElement, lines: list[str]) -> tuple[frozenset[str], frozenset[str]]:
    """The marks of the inner boxes of which none of the lines has anything, and of the others."""
    whole = " ".join(lines)
    beginnings = [one for line in lines if len(one := line.strip("-•| ")[:BEGINNING]) >= SHORTEST_LINE]
    names: dict[bool, set[str]] = {True: set(), False: set()}
    for element in _named(box):
        said = _spaced(element.text_content())
        if said:
            is_kept = said[:BEGINNING] in whole or any(one in said for one in beginnings)
            names[is_kept].add(called(element))
    kept, dropped = names[True], names[False] - names[True]
    return frozenset(map(mark, dropped)), frozenset(map(mark, kept))


def _is_huge(box: Box) -> bool:
    named = sum(1 for _ in islice(_named(box.element), MOST_NAMED + 1))
    return named > MOST_NAMED or len(box.element.text_content()) > MOST_CHARACTERS


def _spaced(text: str) -> str:
    return " ".join(text.split())


def _without(box: HtmlElement, drops: frozenset[str]) -> HtmlElement:
    for element in list(_named(box)) if drops else ():
        if mark(called(element)) in drops and element.getparent() is not None:
            element.drop_tree()
    return box


def _named(box: HtmlElement) -> Iterator[HtmlElement]:
    """The elements below ``box`` that have a name to know them by on other pages."""
    for element in box.iterdescendants():
        if isinstance(element.tag, str) and "." in called(element):
            yield element
