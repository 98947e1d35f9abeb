"""What the catalogue says of this site: where its fields stand, and what is cut out before the text is read.

A rule was written by somebody who looked at the site: where it matches it wins unweighed, where it matches
nothing the cascade goes on as without it.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from lxml.cssselect import CSSSelector
from lxml.etree import XPathError
from lxml.html import HtmlElement, tostring

from core.article import Field
from core.site_rules import STAGE, SiteRules
from crawler.extraction.fragment import paragraphs
from crawler.extraction.instants import instant
from crawler.extraction.names import byline
from crawler.extraction.names_cjk import cjk_byline
from crawler.extraction.page import Candidate, Page, Value
from crawler.extraction.wording import is_cjk, plain, squeezed, text_of

NAME = STAGE
# No other stage is as sure of anything.
RULED = 1.0
LONGEST_LINE = 600
MOST_AUTHORS = 20
MOST_MATCHES = 50
_MACHINE_READABLE = ("datetime", "content", "title")


def stage(page: Page) -> Iterator[Candidate]:
    """One candidate for each field whose rule matches. What is to be removed has left the tree afterwards, so
    only the body stage may follow."""
    rules = page.context.rules
    if rules is None:
        return
    for field, selector in rules.selectors.items():
        if field is not Field.BODY:
            yield from _candidate(page, field, selector)
    for selector in rules.remove:
        for element in _matches(page.tree, selector):
            _cut(element)
    if rules.body:
        yield from _body(page, rules.body)


def stripped(body: str, rules: SiteRules | None) -> str:
    """``body`` without the paragraphs that begin with a text to strip."""
    if rules is None or not rules.strip:
        return body
    unwanted = tuple(map(squeezed, rules.strip))
    return "\n\n".join(part for part in body.split("\n\n") if not squeezed(part).startswith(unwanted))


def _candidate(page: Page, field: Field, selector: str) -> Iterator[Candidate]:
    matches = _matches(page.tree, selector)[:MOST_MATCHES]
    if field is Field.AUTHORS:
        matched = [_text(element) for element in matches[:MOST_AUTHORS]]
        names = tuple(dict.fromkeys(name for text in matched for name in _names(page, text)))
        if names:
            yield Candidate(field, names, RULED, "; ".join(matched))
        return
    for element in matches:
        claim = _claim(element) if field in (Field.PUBLISHED, Field.MODIFIED) else _text(element)
        value = _value(page, field, claim)
        if value:
            yield Candidate(field, value, RULED, claim)
            return


def _value(page: Page, field: Field, claim: str) -> Value | None:
    if field not in (Field.PUBLISHED, Field.MODIFIED):
        return claim
    found = instant(claim, page.zone, now=page.context.now, month_first=page.month_first)
    return found.when if found else None


def _names(page: Page, text: str) -> Iterable[str]:
    if is_cjk(text):
        signed = cjk_byline(text)
        if signed:
            return signed
    said = byline(text, page.site_names, lone_words=True)
    return said.persons or said.organisations


def _body(page: Page, selector: str) -> Iterator[Candidate]:
    matches = _matches(page.tree, selector)
    outer = [one for one in matches if not any(parent in matches for parent in one.iterancestors())]
    texts = [paragraphs(tostring(one, encoding="unicode", with_tail=False)) for one in outer[:MOST_MATCHES]]
    text = "\n\n".join(filter(None, texts))
    if text:
        yield Candidate(Field.BODY, text, RULED)


def _text(element: HtmlElement) -> str:
    return plain(element.get("content") or "") or text_of(element, LONGEST_LINE)


def _claim(element: HtmlElement) -> str:
    """The date as machines are told it, else as readers see it."""
    told = (element.get(name) or "" for name in _MACHINE_READABLE)
    return next((said for said in told if any(c.isdigit() for c in said)), "") or text_of(element, 200)


def _cut(element: HtmlElement) -> None:
    if element.getparent() is not None and element.tag != "body":
        element.drop_tree()


def _matches(tree: HtmlElement, selector: str) -> list[HtmlElement]:
    """Elements in document order; none for a selector that only the catalogue's check took for one."""
    try:
        found = _compiled(selector)(tree)
    except XPathError:
        return []
    return [one for one in found if isinstance(one, HtmlElement)] if isinstance(found, list) else []


@lru_cache(maxsize=256)
def _compiled(selector: str) -> CSSSelector:
    return CSSSelector(selector, translator="html")
