"""Dates that a reader sees, and the one in the address."""

import re
from collections.abc import Iterator
from itertools import islice

from lxml.html import HtmlElement

from core.article import Field, Precision
from crawler.extraction.instants import Instant, instant, month
from crawler.extraction.page import Candidate, Page
from crawler.extraction.stage_declared import ONLY_A_MONTH
from crawler.extraction.survey import Placed, elsewhere, in_comments, names_of
from crawler.extraction.wording import text_of

MOST_ELEMENTS = 60
LONGEST_DATELINE = 120
# A line that is there for its date says little else.
MOST_OTHER_LETTERS = 45
NEAR = 0.1
FAR = 0.25
_IN_ADDRESS = re.compile(r"[/_-]((?:19|20)\d{2})[/_-]?(0[1-9]|1[0-2])[/_-]?(0[1-9]|[12]\d|3[01])(?=\D|$)")
_NAMED_IN_ADDRESS = re.compile(r"/((?:19|20)\d{2})/([a-z]{3,9})/(\d{1,2})(?=/|$)", re.I)
_MODIFIED = re.compile(
    r"updat|modif|edited|revis|aktualisiert|stand\s?:|mis à jour|mise à jour|actualizado|aggiornato|更新"
    r"|修改",
    re.I,
)
_DATE_START = re.compile(r"\d{1,4}[\s./年-]")
# A state script of a whole section names many days; one that names one speaks of this article.
_STATED = re.compile(
    r'"(?:pub(?:lish(?:ed)?)?_?(?:time|date|at|on)|datePublished|published|ctime)\\?"\s{0,3}:\s{0,3}\\?"?'
    r"([\w :.,/+-]{8,40})",
    re.I,
)
MOST_STATE = 300_000
_PUBLISHED = re.compile(r"publi|posted|erschienen|veröffentlicht|发布|发表|created|pubdate|entry-date", re.I)


def stage(page: Page) -> Iterator[Candidate]:
    """What readers are shown; where they are shown nothing, the only day that the page's script data call
    its publication."""
    candidates = list(_seen(page))
    yield from candidates or _in_state(page)


def _in_state(page: Page) -> Iterator[Candidate]:
    claims = [
        match[1]
        for script in page.survey.states
        for match in islice(_STATED.finditer((script.text or "")[:MOST_STATE]), MOST_ELEMENTS)
    ]
    found = [(claim, instant(claim, page.zone, now=page.context.now)) for claim in claims]
    days = {said.when.date() for _, said in found if said is not None}
    if len(days) == 1:
        claim = next(claim for claim, said in found if said is not None)
        yield from _candidate(page, claim, 0.4, Field.PUBLISHED)


def _seen(page: Page) -> Iterator[Candidate]:
    """Microdata and ``time``, boxes named after dates, dated lines near the headline, the address."""
    for name, field in (("datePublished", Field.PUBLISHED), ("dateModified", Field.MODIFIED)):
        belonging = [one for one in page.survey.properties.get(name, []) if _belongs(page, one)]
        for placed in belonging[:2]:
            far = page.headline_place is not None and not page.is_near_headline(placed)
            trust = 0.85 - (NEAR if far else 0)
            yield from _candidate(page, _machine_readable(placed.element), trust, field)
    for placed in page.survey.times[:MOST_ELEMENTS]:
        if _belongs(page, placed):
            trust = 0.7 if placed.element.get("pubdate") is None else 0.8
            yield from _visible(page, placed, _machine_readable(placed.element), trust)
    yield from _lines(page)
    match = _IN_ADDRESS.search(page.url) or _NAMED_IN_ADDRESS.search(page.url)
    if match:
        yield from _candidate(page, _day(*match.groups()), 0.45, Field.PUBLISHED)


def _lines(page: Page) -> Iterator[Candidate]:
    """What boxes named after dates say, and the lines near the headline that are there for a day."""
    named = page.nearest(page.survey.datelines)[:MOST_ELEMENTS]
    for placed in named:
        text = text_of(placed.element, LONGEST_DATELINE, gap=" | ")
        if text and len(text) <= LONGEST_DATELINE and _belongs(page, placed):
            yield from _visible(page, placed, text, 0.5)
    seen = {placed.element for placed in named}
    for placed in page.nearest(page.survey.dated)[:MOST_ELEMENTS]:
        if placed.element in seen or not page.is_near_headline(placed):
            continue
        text = text_of(placed.element, LONGEST_DATELINE, gap=" | ")
        if _is_dateline(text) and _belongs(page, placed):
            yield from (c for c in _visible(page, placed, text, 0.45) if c.precision is not Precision.MONTH)


def _day(year: str, month_said: str, day: str) -> str:
    return f"{year}-{month_said}-{day}" if month_said.isdigit() else f"{day} {month_said} {year}"


def _belongs(page: Page, placed: Placed) -> bool:
    """False for dates of comments and of other articles; beside the headline boxes may be called anything."""
    if page.headline_place is not None and page.is_near_headline(placed):
        return not in_comments(placed.element)
    return not elsewhere(placed.element)


def _machine_readable(element: HtmlElement) -> str:
    for name in ("content", "datetime", "title"):
        value = element.get(name)
        if value and any(c.isdigit() for c in value):
            return str(value)
    return text_of(element, LONGEST_DATELINE)


def _is_dateline(text: str) -> bool:
    return len(text) <= LONGEST_DATELINE and sum(c.isalpha() for c in text) <= MOST_OTHER_LETTERS


def _visible(page: Page, placed: Placed, claim: str, trust: float) -> Iterator[Candidate]:
    """The date in ``claim``: a modification where its words or its box's name say so."""
    said = _said(page, claim)
    if said is None:
        return
    published, modified = _labels(placed.element)
    field = Field.MODIFIED if modified > published else Field.PUBLISHED
    if page.headline_place is not None:
        trust += NEAR if page.is_near_headline(placed) else -FAR
    yield from _weighed(said, claim, trust + (0.05 if published >= 0 else 0), field)


def _labels(element: HtmlElement) -> tuple[int, int]:
    """How late before the date "published" and "modified" were last said, in the names of the box, in its
    text and in what its parent says before it; -1 each for never."""
    own = text_of(element, LONGEST_DATELINE)
    digit = _DATE_START.search(own)
    label = own[: digit.start()] if digit else own
    parent = element.getparent()
    around = text_of(parent, 2 * LONGEST_DATELINE) if parent is not None else ""
    start = around.find(own) if own and len(around) < 2 * LONGEST_DATELINE else -1
    before = around[:start] if start >= 0 else ""
    said = f"{before} {names_of(element)} {label}"
    return _last(_PUBLISHED, said), _last(_MODIFIED, said)


def _last(pattern: re.Pattern[str], text: str) -> int:
    return max((match.start() for match in pattern.finditer(text)), default=-1)


def _candidate(page: Page, claim: str, confidence: float, field: Field) -> Iterator[Candidate]:
    said = _said(page, claim)
    if said is not None:
        yield from _weighed(said, claim, confidence, field)


def _said(page: Page, claim: str) -> Instant | None:
    zone, now = page.zone, page.context.now
    return instant(claim, zone, now=now, month_first=page.month_first) or month(claim, zone, now=now)


def _weighed(said: Instant, claim: str, confidence: float, field: Field) -> Iterator[Candidate]:
    if said.precision is not Precision.MONTH:
        trust = confidence if said.timed else confidence - 0.05
        yield Candidate(field, said.when, trust, claim, said.precision)
    elif field is Field.PUBLISHED:
        yield Candidate(field, said.when, ONLY_A_MONTH, claim, said.precision)
