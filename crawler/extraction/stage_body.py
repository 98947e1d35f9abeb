"""The article's text: trafilatura's fast path, its full cascade where that finds too little."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from lxml.etree import strip_elements, strip_tags
from lxml.html import HtmlElement
from trafilatura import bare_extraction

from core.article import Field
from crawler.extraction.clutter import prune
from crawler.extraction.page import Candidate, Page
from crawler.extraction.tails import without_tail

# Below this a fast result may be a caption or a teaser: the comparison with other extractors pays.
SHORT_CHARACTERS = 3_000
_NO_TEXT = (
    "script",
    "style",
    "noscript",
    "template",
    "svg",
    "iframe",
    "link",
    "meta",
    "button",
    "select",
    "input",
    "canvas",
    "video",
    "audio",
    "object",
)


def stage(page: Page) -> Iterator[Candidate]:
    """One candidate: paragraphs separated by a blank line."""
    tree = page.tree
    strip_elements(tree, *_NO_TEXT, with_tail=False)
    strip_tags(tree, "font")
    prune(tree)
    text = _text(tree, page.url, fast=True)
    if len(text) < SHORT_CHARACTERS:
        text = _text(tree, page.url, fast=False) or text
    text = without_tail(text)
    if text:
        yield Candidate(Field.BODY, text, 0.8 if len(text) > SHORT_CHARACTERS else 0.6)


def _text(tree: HtmlElement, url: str, *, fast: bool) -> str:
    try:
        document: Any = bare_extraction(
            deepcopy(tree), url=url, fast=fast, with_metadata=False, include_comments=False
        )
    except (ValueError, TypeError, RecursionError):
        return ""
    text = document.text if document is not None else ""
    return "\n\n".join(line.strip() for line in (text or "").splitlines() if line.strip())
