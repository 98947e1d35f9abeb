"""The standfirst between headline and text: it opens the article, though it stands outside of its box."""

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from crawler.extraction.page import Page
from crawler.extraction.survey import in_comments, names_of
from crawler.extraction.wording import folded, is_cjk, plain, squeezed, text_of

SHORTEST = 40
LONGEST = 600
# Where no news is declared, a short description is a subtitle of a page, not the beginning of its text.
SHORTEST_UNDECLARED = 120
CJK_DENSITY = 3
# Two texts that begin with so many equal letters are one.
BEGINNING = 40
# A description that talks to its reader advertises the text.
_ADVERTISES = re.compile(
    r"\W*(?:discover|learn|explore|find\sout|master|looking\sfor|read|check\sout|get\s|see\s|here.?s|want\sto"
    r"|erfahren?\ssie|entdecken?\ssie|jetzt\s|découvrez|descubre|scopri)\b|.{0,200}\byour\b",
    re.I,
)
# So many elements behind the headline are looked at.
REACH = 80
MOST_LINKED = 0.3
_TAGS = ("p", "div", "h2", "h3", "span", "strong", "section")
_BLOCKS = ("p", "div", "h1", "h2", "h3", "ul", "ol", "section", "figure", "table")
# What newsrooms call it; blogs use such names too, but for something to click on.
_CALLED = re.compile(
    r"(?:^|[\s_-])(?:lede?|lead|intro(?:duction)?|stand-?first|sub-?(?:title|head(?:line)?|heading)|dek|deck"
    r"|vorspann|teaser-?text|chapeau|chapo|entradilla|bajada|sommario|ingress|summary|abstract)(?=$|[\s_-])",
    re.I,
)


def lede(page: Page, tree: HtmlElement, opening: str) -> str:
    """The standfirst that the page shows before ``opening``, the text's first line: declared as its
    description, or in a box that is called so. Empty where there is none."""
    declared = [folded(text)[:BEGINNING] for text in _descriptions(page) if _opens_a_text(text, page)]
    first = folded(opening)[:BEGINNING]
    for element in _behind_headline(page, tree):
        called = page.linked.is_news and bool(_CALLED.search(names_of(element)))
        if not (called or (declared and element.text)):
            continue
        text = text_of(element, LONGEST + 50)
        said = folded(text)[:BEGINNING]
        if said and said == first:
            return ""
        if SHORTEST <= len(text) <= LONGEST and (said in declared or called) and _is_prose(element):
            return text
    return ""


def _opens_a_text(description: str, page: Page) -> bool:
    size = len(description) * (CJK_DENSITY if is_cjk(description) else 1)
    if page.linked.is_news:
        return size >= SHORTEST
    return size >= SHORTEST_UNDECLARED and not _ADVERTISES.match(description)


def _descriptions(page: Page) -> Iterator[str]:
    for value in page.survey.meta_values("og:description", "description"):
        yield squeezed(plain(value))
    yield plain(page.linked.text("description"))


def _behind_headline(page: Page, tree: HtmlElement) -> Iterator[HtmlElement]:
    headline = page.headline
    left = 0
    for element in tree.iter("h1", *_TAGS):
        if headline is not None and element is headline.element:
            left = REACH
        elif left:
            left -= 1
            yield element
            if not left:
                return


def _is_prose(element: HtmlElement) -> bool:
    """False for boxes of several blocks, for rows of links and for what readers wrote."""
    if next(element.iterdescendants(*_BLOCKS), None) is not None:
        return len(element) == 1 and _is_prose(element[0])
    linked = sum(len(link.text_content()) for link in element.iter("a"))
    return linked <= MOST_LINKED * len(element.text_content()) and not in_comments(element)
