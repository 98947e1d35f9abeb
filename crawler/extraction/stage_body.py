"""The article's text: trafilatura on the article's box, on the whole page, its full cascade, as needed."""

from collections.abc import Iterator
from copy import copy
from typing import Any

from lxml.etree import strip_elements, strip_tags
from lxml.html import HtmlElement
from trafilatura import bare_extraction

from core.article import Field
from core.habits import Trial
from crawler.extraction.box import Box, alone, article_box, coverage
from crawler.extraction.clutter import prune
from crawler.extraction.lede import lede
from crawler.extraction.links import drop_link_lines
from crawler.extraction.page import Candidate, Page
from crawler.extraction.reader import agreement, read
from crawler.extraction.tables import unframe
from crawler.extraction.tails import without_head, without_tail
from crawler.extraction.trial import Tidy, compared, plainly
from crawler.extraction.wording import folded, squeezed, text_of

# Below this a fast result may be a caption or a teaser: the comparison with other extractors pays.
SHORT_CHARACTERS = 3_000
# So short a text may be one of many boxes of a page; it takes a second opinion to believe it.
BRIEF_CHARACTERS = 1_500
FEWEST_CHARACTERS = 600
FEWEST_OF_KNOWN_BOX = 300
AGREEING = 0.95
# A text with less of the box's prose is something else on the page.
COVERED = 0.3
# A dense box that has lost so much of its prose is better read plainly.
WELL_COVERED = 0.6
FULLER = 1.8
DENSE = 0.75
DWARFED = 0.1
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
    titles = _titles(page)
    text, trial = _text(page, lambda lines: without_tail(without_head(lines, titles)))
    lines = without_head([line for line in map(str.strip, text.splitlines()) if line], titles)
    opening = lede(page, tree, lines[0]) if lines else ""
    if opening and opening not in squeezed("\n".join(lines)):
        lines.insert(0, opening)
    text = "\n\n".join(without_tail(lines))
    if text:
        yield Candidate(Field.BODY, text, 0.8 if len(text) > SHORT_CHARACTERS else 0.6, trial=trial)


def _text(page: Page, tidy: Tidy) -> tuple[str, Trial | None]:
    """The text, and how the article's box was read. Where the source's other pages have shown that a plain
    reading will do, trafilatura is not asked."""
    box = article_box(page.tree)
    if box is None:
        return _of_whole_page(page.tree, page.url, None), None
    text, trial = plainly(box, page.habits)
    if len(text) >= FEWEST_OF_KNOWN_BOX:
        return text, trial
    text = _by_trafilatura(page.tree, page.url, box)
    return text, compared(box, text, page.habits, tidy)


def _by_trafilatura(tree: HtmlElement, url: str, box: Box) -> str:
    """The text of the article's box, where it is long or a plain reading of the box bears it out; else what
    the whole page gives."""
    text = _extracted(alone(box), url, fast=True)
    covered = coverage(box, text)
    if len(text) >= BRIEF_CHARACTERS and covered >= WELL_COVERED:
        return text
    reading = read(copy(box.element))
    if box.density >= DENSE:
        if covered < WELL_COVERED and sum(map(len, reading)) > FULLER * len(text):
            return "\n".join(reading)
        if len(text) >= FEWEST_CHARACTERS and agreement(reading, text.splitlines()) >= AGREEING:
            return text
    if len(text) >= BRIEF_CHARACTERS and covered >= COVERED:
        return text
    whole, other = _of_whole_page(tree, url, box), "\n".join(reading)
    return other if len(whole) < DWARFED * len(other) else whole


def _of_whole_page(tree: HtmlElement, url: str, box: Box | None) -> str:
    """What trafilatura's fast path finds, or its full cascade where that is brief or lacks the prose."""
    text = _extracted(tree, url, fast=True)
    brief = len(text) < BRIEF_CHARACTERS
    doubtful = len(text) < SHORT_CHARACTERS and box is not None and coverage(box, text) < WELL_COVERED
    if (brief or doubtful) and sum(1 for _ in tree.iter()) <= MOST_ELEMENTS:
        return _extracted(tree, url, fast=False) or text
    return text


def _titles(page: Page) -> frozenset[str]:
    found = page.survey
    said = [
        *(text_of(placed.element, 400) for placed in found.headings[:4]),
        found.title,
        found.meta("og:title"),
    ]
    return frozenset(folded(title) for title in (*said, page.linked.text("headline")) if title)


def _extracted(tree: HtmlElement, url: str, *, fast: bool) -> str:
    try:
        document: Any = bare_extraction(tree, url=url, fast=fast, with_metadata=False, include_comments=False)
    except (ValueError, TypeError, RecursionError):
        return ""
    return (document.text or "") if document is not None else ""
