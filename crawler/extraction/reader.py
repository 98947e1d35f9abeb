"""The text of the article's box, read straight off the tree: a second opinion at a tenth of the price."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from lxml.etree import strip_elements
from lxml.html import HtmlElement

from crawler.extraction.wording import squeezed

_NO_PROSE = (
    "figure", "aside", "form", "nav", "footer", "button", "select", "textarea", "iframe", "picture", "video",
    "audio", "noscript", "label", "menu", "object", "map", "fieldset", "time", "dialog", "canvas", "input",
)  # fmt: skip
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6", "summary")
_ITEMS = ("li", "dt", "dd")
_CELLS = ("td", "th")
_LISTS = ("ul", "ol", "dl", "table")
_OTHERS = (
    "p", "div", "section", "article", "main", "header", "blockquote", "pre", "br", "hr", "tbody", "thead",
    "tr", "details", "address", "center",
)  # fmt: skip
# Characters for private use tell lines and links apart while lxml puts the text together, which is
# several times as quick as to walk over the elements here.
_LINE, _HEADING, _ITEM, _CELL, _LIST, _LINK, _UNLINK = "\ue000\ue001\ue002\ue003\ue004\ue005\ue006"
_MARKS = re.compile("[\ue000-\ue006]")
_STARTS = re.compile("[\ue000-\ue004]")
_LINKED = re.compile("\ue005([^\ue005\ue006]*)\ue006")
# Lists and tables with so large a share of links lead elsewhere.
MOST_LINKED = {_ITEM: 0.6, _CELL: 0.5}
LINK_LINE = 0.8
LONGEST_LINK_LINE = 160
_EDGE = "-•| "


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a block; ``linked`` counts the characters of it that are links, ``group`` the
    lists and tables that begin before it."""

    kind: str
    text: str
    linked: int
    group: int


def read(box: HtmlElement) -> list[str]:
    """The lines of ``box`` in order, without rows of links and without headings at the end.

    ``box`` is marked up for that and of no use afterwards.
    """
    groups = groupby(_lines(_marked(box)), lambda line: (line.kind, line.group))
    lines = [line for (kind, _), group in groups for line in _kept(kind, list(group))]
    while lines and lines[-1].kind == _HEADING:
        lines.pop()
    return [f"- {line.text}" if line.kind == _ITEM else line.text for line in lines]


def agreement(one: list[str], other: list[str]) -> float:
    """1 for the same lines, 0 for none in common; by their characters."""
    ours, theirs = ({line.strip(_EDGE) for line in lines} for lines in (one, other))
    both = sum(map(len, ours & theirs))
    return 2 * both / max(1, sum(map(len, ours)) + sum(map(len, theirs)))


def _marked(box: HtmlElement) -> str:
    strip_elements(box, *_NO_PROSE, with_tail=False)
    kinds = ((_LINE, _OTHERS), (_HEADING, _HEADINGS), (_ITEM, _ITEMS), (_CELL, _CELLS), (_LIST, _LISTS))
    for mark, tags in kinds:
        for element in box.iter(*tags):
            element.text = mark + (element.text or "")
            element.tail = _LINE + (element.tail or "")
    for link in box.iter("a"):
        link.text = _LINK + (link.text or "")
        link.tail = _UNLINK + (link.tail or "")
    return str(box.text_content())


def _lines(marked: str) -> Iterator[Line]:
    kind, start, group = _LINE, 0, 0
    for match in _STARTS.finditer(marked):
        yield from _line(kind, group, marked[start : match.start()])
        kind, start = match[0], match.end()
        if kind == _LIST:
            kind, group = _LINE, group + 1
    yield from _line(kind, group, marked[start:])


def _line(kind: str, group: int, raw: str) -> Iterator[Line]:
    text = squeezed(_MARKS.sub("", raw))
    if any(c.isalnum() for c in text):
        linked = sum(map(len, _LINKED.findall(raw))) if _LINK in raw else 0
        yield Line(kind, text, linked, group)


def _kept(kind: str, group: list[Line]) -> list[Line]:
    """What is text of the article among lines of one kind that follow each other."""
    if kind in MOST_LINKED:
        linked, size = sum(line.linked for line in group), sum(len(line.text) for line in group)
        return group if linked < MOST_LINKED[kind] * size else []
    return [line for line in group if not _is_link_line(line)]


def _is_link_line(line: Line) -> bool:
    return len(line.text) <= LONGEST_LINK_LINE and line.linked > LINK_LINE * len(line.text)
