"""The article's text: trafilatura's fast path, its full cascade where that finds too little."""

from collections.abc import Iterator
from typing import Any

from lxml.etree import strip_elements, strip_tags
from lxml.html import HtmlElement
from trafilatura import bare_extraction

from core.article import Field
from crawler.extraction.clutter import prune
from crawler.extraction.links import drop_link_lines
from crawler.extraction.opinion import densest_text
from crawler.extraction.page import Candidate, Page
from crawler.extraction.tables import unframe
from crawler.extraction.tails import without_head, without_tail
from crawler.extraction.wording import folded, plain, squeezed, text_of

# Below this a fast result may be a caption or a teaser: the comparison with other extractors pays.
SHORT_CHARACTERS = 3_000
SHORTEST_LEDE = 40
LONGEST_LEDE = 600
DWARFED = 0.1
AGREEING = 0.9
# So short a text may be one of many boxes, and the densest no more than another.
BRIEF_CHARACTERS = 1_500
# Extractors take quadratic time on spans; no article needs so many.
MOST_SPANS = 5_000
# In so large a tree the full cascade takes a second, and what is short is a list of many things.
MOST_ELEMENTS = 4_000
_NO_TEXT = ("script", "style", "svg", "template")


def stage(page: Page) -> Iterator[Candidate]:
    """One candidate: paragraphs separated by a blank line."""
    tree = page.tree
    strip_elements(tree, *_NO_TEXT, with_tail=False)
    strip_tags(tree, "font")
    if sum(1 for _ in tree.iter("span")) > MOST_SPANS:
        strip_tags(tree, "span")
    unframe(tree)
    prune(tree)
    drop_link_lines(tree)
    lede = _lede(page, tree)
    text = _text(tree, page.url, fast=True)
    if len(text) < SHORT_CHARACTERS:
        text = _closer_look(tree, page.url, text)
    if lede and lede not in squeezed(text):
        text = f"{lede}\n{text}"
    lines = without_head([line for line in map(str.strip, text.splitlines()) if line], _titles(page))
    text = without_tail("\n\n".join(lines))
    if text:
        yield Candidate(Field.BODY, text, 0.8 if len(text) > SHORT_CHARACTERS else 0.6)


def _lede(page: Page, tree: HtmlElement) -> str:
    """The summary that the page both declares and shows: it opens the article, outside of its box."""
    found = page.survey
    declared = {squeezed(plain(value)) for value in found.meta_values("og:description", "description")}
    declared.add(plain(page.linked.text("description")))
    wanted = {folded(value): value for value in declared if SHORTEST_LEDE <= len(value) <= LONGEST_LEDE}
    if not wanted or page.headline_place is None or not page.linked.is_news:
        return ""
    for element in tree.iter("p", "div", "h2", "span", "strong"):
        if (
            element.text
            and folded(element.text[:20])
            and any(said.startswith(folded(element.text[:20])) for said in wanted)
        ):
            text = text_of(element, LONGEST_LEDE + 50)
            if folded(text) in wanted:
                return text
    return ""


def _closer_look(tree: HtmlElement, url: str, text: str) -> str:
    """What the full cascade finds, unless the densest box bears the short ``text`` out; that box's own text
    where it dwarfs both."""
    other = densest_text(tree)
    if len(text) >= BRIEF_CHARACTERS and AGREEING * len(other) <= len(text) <= len(other) / AGREEING:
        return text
    if sum(1 for _ in tree.iter()) <= MOST_ELEMENTS:
        text = _text(tree, url, fast=False) or text
    return other if len(text) < DWARFED * len(other) else text


def _titles(page: Page) -> frozenset[str]:
    found = page.survey
    said = [
        *(text_of(placed.element, 400) for placed in found.headings[:4]),
        found.title,
        found.meta("og:title"),
    ]
    return frozenset(folded(title) for title in (*said, page.linked.text("headline")) if title)


def _text(tree: HtmlElement, url: str, *, fast: bool) -> str:
    try:
        document: Any = bare_extraction(tree, url=url, fast=fast, with_metadata=False, include_comments=False)
    except (ValueError, TypeError, RecursionError):
        return ""
    return (document.text or "") if document is not None else ""
