"""Article text that the page carries only as data for its scripts, found by shape, not by site."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from lxml.html import HtmlElement

from core.article import Field
from crawler.extraction.fragment import paragraphs
from crawler.extraction.instants import instant
from crawler.extraction.names import byline
from crawler.extraction.page import Candidate, Page
from crawler.extraction.tails import without_tail
from crawler.extraction.wording import folded, is_cjk, plain

# With this much text in paragraphs a page needs no scripts to be read.
ENOUGH_CHARACTERS = 400
SHORTEST_TEXT = 200
SHORTEST_CJK_TEXT = 80
LARGEST_SCRIPT = 3_000_000
MOST_NODES = 20_000
_ASSIGNED = re.compile(r"[\w$\].\"']{1,60}\s{0,3}=\s{0,3}(?=\{)")
MOST_ASSIGNMENTS = 12
_TITLE_KEYS = ("title", "headline", "articletitle", "newstitle", "widgettitle", "name")
_AUTHOR_KEYS = ("authorname", "author", "authors", "writer", "editorname", "byline", "username", "nickname")
_TIME_KEYS = (
    "publishtime",
    "publishedat",
    "publishdate",
    "datepublished",
    "published",
    "pubtime",
    "pubdate",
    "publishtimestamp",
)
_LATER_TIME_KEYS = ("createtime", "createdat", "created", "date", "time", "ctime")
_TEXT_KEYS = ("content", "html", "text", "body", "value")

Node = Mapping[str, Any]


def stage(page: Page) -> Iterator[Candidate]:
    """The fullest article-like object of the page's state; nothing where the page has text of its own."""
    if not page.survey.states or _has_paragraphs(page.tree):
        return
    best = max(_articles(page), key=lambda found: found[0], default=None)
    if best is None:
        return
    _, node, text = best
    yield Candidate(Field.BODY, "\n\n".join(without_tail(text.split("\n\n"))), 0.7, "")
    title = plain(_string(_value(node, _TITLE_KEYS)))
    if title:
        yield Candidate(Field.TITLE, title, 0.82, title)
    names = _names(_value(node, _AUTHOR_KEYS))
    signed = [byline(name, page.site_names, lone_words=True) for name in names]
    persons = tuple(dict.fromkeys(person for one in signed for person in one.persons))
    if persons:
        yield Candidate(Field.AUTHORS, persons, 0.8, "; ".join(names))
    for keys, confidence in ((_TIME_KEYS, 0.88), (_LATER_TIME_KEYS, 0.6)):
        claim = _string(_value(node, keys))
        found = instant(claim, page.zone, now=page.context.now)
        if found is not None:
            yield Candidate(Field.PUBLISHED, found.when, confidence, claim)


def _has_paragraphs(tree: HtmlElement) -> bool:
    size = 0
    for paragraph in tree.iter("p"):
        size += len(paragraph.text_content())
        if size > ENOUGH_CHARACTERS:
            return True
    return False


def _articles(page: Page) -> Iterator[tuple[int, Node, str]]:
    """(score, object, text) of everything in the state that has a title and a long text."""
    heads = folded(page.survey.title + page.survey.meta("og:title"))
    for node in _objects(page):
        title = folded(_string(_value(node, _TITLE_KEYS)))
        if not title:
            continue
        text = max((paragraphs(raw) for raw in _long_texts(node)), key=len, default="")
        if len(text) >= (SHORTEST_CJK_TEXT if is_cjk(text) else SHORTEST_TEXT):
            yield len(text) + (1_000_000 if title in heads else 0), node, text


def _objects(page: Page) -> Iterator[Node]:
    waiting: list[Any] = [value for script in page.survey.states for value in _values(script.text or "")]
    for _ in range(MOST_NODES):
        if not waiting:
            return
        value = waiting.pop()
        if isinstance(value, dict):
            yield value
            waiting += [child for child in value.values() if isinstance(child, dict | list)]
        elif isinstance(value, list):
            waiting += [child for child in value if isinstance(child, dict | list)]


def _values(script: str) -> Iterator[Any]:
    """The JSON of a state script: all of it, or what is assigned to its variables."""
    text = script.strip()
    if len(text) > LARGEST_SCRIPT:
        return
    whole = text.startswith(("{", "["))
    starts = [0] if whole else [match.end() for match in _ASSIGNED.finditer(text)]
    decoder = json.JSONDecoder(strict=False)
    position = 0
    for start in starts[:MOST_ASSIGNMENTS]:
        if start < position:
            continue
        try:
            value, position = decoder.raw_decode(text, start)
        except (ValueError, RecursionError):
            continue
        yield value


def _long_texts(node: Node) -> Iterator[str]:
    for value in node.values():
        if isinstance(value, str):
            if len(value) >= SHORTEST_CJK_TEXT:
                yield value
        elif isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
            blocks = [_string(_value(item, _TEXT_KEYS)) for item in value]
            if sum(map(len, blocks)) >= SHORTEST_CJK_TEXT:
                yield "".join(f"<p>{block}</p>" for block in blocks if block)


def _value(node: Node, keys: tuple[str, ...]) -> Any:
    """The first non-empty value under one of ``keys``, spelled in any case and with underscores."""
    named = {key.lower().replace("_", "").replace("-", ""): value for key, value in node.items() if value}
    return next((named[key] for key in keys if key in named), None)


def _names(value: Any) -> list[str]:
    if isinstance(value, list):
        return [name for item in value[:20] for name in _names(item)]
    if isinstance(value, Mapping):
        return _names(_value(value, ("name", "nickname", "username", "authorname")))
    return [value] if isinstance(value, str) else []


def _string(value: Any) -> str:
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
