"""Bylines that a reader sees: rel=author, microdata, boxes named after their author, lines that say "By"."""

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from core.article import Field
from crawler.extraction.names import Byline, byline, is_agency, other_role
from crawler.extraction.names_cjk import cjk_byline, is_photo_credit
from crawler.extraction.page import Candidate, Page
from crawler.extraction.survey import Placed, elsewhere, in_comments, leads_to_author, names_of
from crawler.extraction.wording import is_cjk, plain, text_of

LONGEST_BYLINE = 240
MOST_BOXES = 60
# An organisation that signs visibly counts as long as no person does.
ORGANISATION = 0.6
# An agency is whom the copy comes from; the house that declares itself has signed it.
AGENCY = 0.53
# What standing near the headline adds to a signature's trust, or takes away from one far off.
NEAR = 0.1
# Forums put it between an account of any letters and the time.
POSTED = "发表于"
SHORTEST_ACCOUNT = 2
LONGEST_ACCOUNT = 16
ACCOUNT = 0.6
# A box named after authors that holds a name and a day holds nothing else.
LONGEST_NAME_AND_DAY = 60
_DAY = re.compile(r"\b(?:19|20)\d\d\b")
# Whoever translated or edited is no author, whatever machines are told.
OTHER_ROLE = 0.0
# A Chinese label in front of a name is plain wherever it stands.
LABELLED = 0.72
_NAME_BOX = re.compile(
    r"(?:author|byline|autor|auteur|writer)[-_]{0,2}(?:full)?-?(?:name|link|url|title)"
    r"|(?:^|\s)(?:author|byline|by-line|fn)(?:\s|$)",
    re.I,
)
_LEAD_WORD = re.compile(r"\W*(?:(?:written|posted|story|words)\s+)?(?:by|von|par|por|di|door|av|af)\W*", re.I)
# "By" in front of a name near the headline outweighs what machines are told; translators get declared.
LED_IN = 0.82
_LEAD_IN = re.compile(
    r"^\W{0,3}(?:(?:written|posted|published|words|story|text)\s+)?(?:by|von|par|por|di|door|av|af)\s*:?\s",
    re.I,
)


def stage(page: Page) -> Iterator[Candidate]:
    """Each visible signature with the trust that its markup and its place deserve."""
    for placed in page.survey.properties.get("author", [])[:6]:
        if not elsewhere(placed.element):
            yield from _candidate(page, _property_text(placed.element), 0.8 + _nearness(page, placed))
    seen: set[HtmlElement] = set()
    boxes = page.survey.bylines[:MOST_BOXES] + page.survey.signed[:MOST_BOXES]
    for placed in sorted(boxes, key=lambda box: box.place):
        element = placed.element
        if element in seen or not _belongs(page, placed):
            continue
        seen.add(element)
        text = _linked_names(element) or text_of(element, LONGEST_BYLINE, gap=" | ")
        if text and len(text) <= LONGEST_BYLINE:
            yield from _candidate(page, text, _trust(element, text) + _nearness(page, placed))
    yield from _accounts(page)


def _belongs(page: Page, placed: Placed) -> bool:
    if page.headline_place is not None and page.is_near_headline(placed):
        return not in_comments(placed.element)
    return not elsewhere(placed.element)


def _accounts(page: Page) -> Iterator[Candidate]:
    """Who writes on a Chinese platform, person or not: the first account named."""
    if not is_cjk(page.survey.title or page.survey.meta("og:title")):
        return
    for placed in page.survey.accounts:
        name = text_of(placed.element, LONGEST_ACCOUNT + 5).removesuffix("关注").strip()
        if SHORTEST_ACCOUNT <= len(name) <= LONGEST_ACCOUNT and not elsewhere(placed.element):
            yield Candidate(Field.AUTHORS, (name,), ACCOUNT, name)
            return


def _nearness(page: Page, placed: Placed) -> float:
    if page.headline_place is None:
        return 0.0
    return NEAR if page.is_near_headline(placed) else -NEAR


def _trust(element: HtmlElement, text: str) -> float:
    if element.get("rel") == "author":
        return 0.78
    if _LEAD_IN.match(text):
        return 0.76
    before = element.getprevious()
    said = (before.tail or "").strip(" :") or text_of(before, 20) if before is not None else ""
    parent = element.getparent()
    if _LEAD_WORD.fullmatch(said or (parent.text or "" if parent is not None and before is None else "")):
        return LED_IN
    if _NAME_BOX.search(names_of(element)):
        return 0.7
    if leads_to_author(element) or (len(text) <= LONGEST_NAME_AND_DAY and _DAY.search(text)):
        return 0.6
    return 0.45


def _candidate(page: Page, text: str, trust: float) -> Iterator[Candidate]:
    others = other_role(text)
    if others:
        yield Candidate(Field.AUTHORS, others, OTHER_ROLE, text)
        return
    if is_cjk(text) or POSTED in text:
        if is_photo_credit(text):
            return
        persons = cjk_byline(text)
        if persons:
            yield Candidate(Field.AUTHORS, persons, max(LABELLED, min(trust + 0.3, 0.85)), text)
            return
    signed: Byline = byline(text, page.site_names, lone_words=trust >= 0.7 and len(text) < 40)
    if signed.persons:
        yield Candidate(Field.AUTHORS, signed.persons, trust, text)
    elif signed.organisations:
        most = AGENCY if all(map(is_agency, signed.organisations)) else ORGANISATION
        yield Candidate(Field.AUTHORS, signed.organisations, min(trust - 0.15, most), text)


def _linked_names(element: HtmlElement) -> str:
    """The texts of several links to authors' pages inside one box."""
    links = [a for a in element.iter("a") if a.get("rel") == "author" or leads_to_author(a)]
    return (
        "; ".join(dict.fromkeys(filter(None, (text_of(a, 80) for a in links[:12])))) if len(links) > 1 else ""
    )


def _property_text(element: HtmlElement) -> str:
    named = [e for e in element.iter() if e.get("itemprop") == "name"]
    holder = named[0] if named else element
    return plain(holder.get("content") or "") or text_of(holder, LONGEST_BYLINE)
