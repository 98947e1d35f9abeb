"""Dates that a reader sees, and the one in the address."""

import re
from collections.abc import Iterator

from core.article import Field
from crawler.extraction.instants import instant
from crawler.extraction.page import Candidate, Page
from crawler.extraction.survey import elsewhere, names_of
from crawler.extraction.wording import text_of

MOST_ELEMENTS = 60
LONGEST_DATELINE = 120
_IN_ADDRESS = re.compile(r"[/_-]((?:19|20)\d{2})[/_-]?(0[1-9]|1[0-2])[/_-]?(0[1-9]|[12]\d|3[01])(?=\D|$)")
_MODIFIED = re.compile(r"updat|modif|aktualisiert|stand:|revis|更新|mise à jour", re.I)


def stage(page: Page) -> Iterator[Candidate]:
    """``time`` elements and microdata, boxes named after dates, the address; in this order of trust."""
    for name, field in (("datePublished", Field.PUBLISHED), ("dateModified", Field.MODIFIED)):
        for element in (placed.element for placed in page.survey.properties.get(name, [])[:2]):
            claim = element.get("content") or element.get("datetime") or text_of(element, LONGEST_DATELINE)
            yield from _candidate(page, claim, 0.85, field)
    for element in page.survey.times[:MOST_ELEMENTS]:
        if elsewhere(element):
            continue
        claim = element.get("datetime") or text_of(element, LONGEST_DATELINE)
        context = names_of(element) + text_of(element, LONGEST_DATELINE)
        field = Field.MODIFIED if _MODIFIED.search(context) else Field.PUBLISHED
        yield from _candidate(page, claim, 0.7 if element.get("pubdate") is None else 0.8, field)
    for element in (placed.element for placed in page.survey.datelines[:MOST_ELEMENTS]):
        text = text_of(element, LONGEST_DATELINE)
        if not text or len(text) > LONGEST_DATELINE or elsewhere(element):
            continue
        field = Field.MODIFIED if _MODIFIED.search(text) else Field.PUBLISHED
        yield from _candidate(page, text, 0.5, field)
    match = _IN_ADDRESS.search(page.url)
    if match:
        yield from _candidate(page, "-".join(match.groups()), 0.45, Field.PUBLISHED)


def _candidate(page: Page, claim: str, confidence: float, field: Field) -> Iterator[Candidate]:
    found = instant(claim, page.zone, now=page.now)
    if found is not None:
        yield Candidate(field, found.when, confidence if found.timed else confidence - 0.05, claim)
