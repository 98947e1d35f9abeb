"""Where on the page the article stands: the box that holds its prose, and the page without the rest."""

from collections import Counter
from copy import copy
from dataclasses import dataclass

from lxml.html import HtmlElement

from crawler.extraction.survey import elsewhere, names_of
from crawler.extraction.wording import squeezed

# A paragraph of this length is prose, if it is not mostly links.
SHORTEST_PROSE = 50
MOST_LINKED = 0.4
# The box holds at least this share of the page's prose; what is left may be the lede above it.
BOXED_SHARE = 0.9
# Two texts that begin with so many equal characters are one.
BEGINNING = 60
_LOOSE = ("div", "td", "section", "article", "main", "font", "center")
_NEVER_A_BOX = ("ul", "ol", "li", "p")


@dataclass(frozen=True, slots=True)
class Box:
    """The innermost element with nearly all of the page's prose.

    ``prose`` counts characters by element, for every element that holds some; ``density`` is the share of
    the box's text that is prose.
    """

    element: HtmlElement
    prose: Counter[HtmlElement]

    @property
    def density(self) -> float:
        """1 for nothing but paragraphs; near 0 for a page of tables and lists."""
        return self.prose[self.element] / max(1, len(self.element.text_content()))

    @property
    def signature(self) -> str:
        """How the site's template calls the box: equal on all articles that share it. Names with digits
        are left out, because they tell of one article."""
        parent = self.element.getparent()
        return f"{called(parent)}>{called(self.element)}" if parent is not None else called(self.element)


def article_box(tree: HtmlElement) -> Box | None:
    """The box of the article, at worst the whole body; None on a page without prose."""
    body = tree.find("body")
    if body is None:
        return None
    prose = _weighed(body)
    box = body
    while True:
        children = [child for child in box if child in prose and child.tag not in _NEVER_A_BOX]
        inner = max(children, key=lambda child: prose[child], default=None)
        if inner is None or prose[inner] < BOXED_SHARE * prose[body]:
            break
        box = inner
    return Box(box, prose) if prose else None


def _weighed(body: HtmlElement) -> Counter[HtmlElement]:
    """Characters of prose by element, up to and with ``body``; what belongs elsewhere does not count."""
    by_parent: Counter[HtmlElement] = Counter()
    for paragraph in body.iter("p"):
        parent = paragraph.getparent()
        if parent is not None:
            by_parent[parent] += prose_in(paragraph)
    if not any(by_parent.values()):
        # Text between line breaks, as old pages and some editors write it.
        for element in body.iter(*_LOOSE):
            by_parent[element] += _loose_text(element)
    prose: Counter[HtmlElement] = Counter()
    for parent, size in by_parent.items():
        if not size or elsewhere(parent):
            continue
        prose[parent] += size
        for ancestor in parent.iterancestors():
            if parent is body:
                break
            prose[ancestor] += size
            if ancestor is body:
                break
    return prose


def _loose_text(element: HtmlElement) -> int:
    """Characters of ``element`` that stand in no element of their own, if there are enough for prose."""
    size = len((element.text or "").strip()) + sum(len((child.tail or "").strip()) for child in element)
    return size if size >= SHORTEST_PROSE else 0


def prose_in(paragraph: HtmlElement) -> int:
    """Characters of a paragraph that is prose; 0 for short ones and for rows of links."""
    whole = len(paragraph.text_content())
    if whole < SHORTEST_PROSE:
        return 0
    linked = sum(len(link.text_content()) for link in paragraph.iter("a"))
    return whole if linked < MOST_LINKED * whole else 0


def coverage(box: Box, text: str) -> float:
    """The share of the box's prose that ``text`` has, told by how each paragraph begins."""
    said = squeezed(text)
    found = whole = 0
    for paragraph in box.element.iter("p"):
        size = prose_in(paragraph)
        if size:
            whole += size
            found += size if squeezed(paragraph.text_content()[: 2 * BEGINNING])[:BEGINNING] in said else 0
    return found / max(1, whole)


def alone(box: Box) -> HtmlElement:
    """A copy of the page with the box, the boxes around it, and of what stands beside those only headings
    and the prose before it. ``box`` itself is left as it is."""
    inner = _copied(box.element)
    child = box.element
    for ancestor in box.element.iterancestors():
        outer = ancestor.makeelement(ancestor.tag, ancestor.attrib)
        outer.extend(_copied(sibling) for sibling in _before(child, box) if ancestor.tag != "html")
        outer.append(inner)
        outer.extend(_copied(later) for later in child.itersiblings() if _has_heading(later))
        inner, child = outer, ancestor
    return inner


def _before(child: HtmlElement, box: Box) -> list[HtmlElement]:
    siblings = child.itersiblings(preceding=True)
    kept = [one for one in siblings if one in box.prose or _is_paragraph(one) or _has_heading(one)]
    return kept[::-1]


def _is_paragraph(element: HtmlElement) -> bool:
    return element.tag == "p" and prose_in(element) > 0


def _has_heading(element: HtmlElement) -> bool:
    return element.tag == "h1" or (isinstance(element.tag, str) and element.find(".//h1") is not None)


def _copied(element: HtmlElement) -> HtmlElement:
    """Without the text behind it, which belongs to the box around."""
    twin = copy(element)
    twin.tail = None
    return twin


def called(element: HtmlElement) -> str:
    """Tag, classes and id, without those that tell of one article."""
    names = [name for name in names_of(element).split() if not any(c.isdigit() for c in name)]
    return ".".join([str(element.tag), *names])
