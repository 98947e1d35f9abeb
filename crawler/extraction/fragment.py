"""A piece of HTML from a feed or a script as paragraphs of plain text."""

from lxml.etree import strip_elements
from lxml.html import HtmlElement

from crawler.extraction.tree import parse
from crawler.extraction.wording import squeezed

_BLOCKS = frozenset(
    "p div br li ul ol h1 h2 h3 h4 h5 h6 tr td th table section article blockquote pre figure"
    " header dd dt dl hr".split()
)
_NO_TEXT = ("script", "style", "noscript", "template", "svg", "iframe", "figcaption", "button", "form")


def paragraphs(html: str) -> str:
    """Blocks of text separated by a blank line; plain text is left in its own paragraphs."""
    if "<" not in html:
        return "\n\n".join(line for line in map(squeezed, html.splitlines()) if line)
    tree = parse(f"<html><body>{html}</body></html>")
    if tree is None:
        return ""
    strip_elements(tree, *_NO_TEXT, with_tail=False)
    return "\n\n".join(line for line in map(squeezed, _marked(tree).split("\n\n")) if line)


def _marked(tree: HtmlElement) -> str:
    pieces: list[str] = []
    for element in tree.iter():
        if element.tag in _BLOCKS:
            pieces.append("\n\n")
        pieces.append(element.text or "")
        for closed in _closed_by(element):
            if closed.tag in _BLOCKS:
                pieces.append("\n\n")
            pieces.append(closed.tail or "")
    return "".join(pieces)


def _closed_by(element: HtmlElement) -> list[HtmlElement]:
    """The elements that end where ``element``, a leaf, ends: itself and the parents it is the last of."""
    closed: list[HtmlElement] = []
    while len(element) == 0 or closed:
        closed.append(element)
        parent = element.getparent()
        if parent is None or element.getnext() is not None:
            break
        element = parent
    return closed
