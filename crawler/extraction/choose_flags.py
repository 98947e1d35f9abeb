"""Which flags the evidence bears out, once the text and its signature are known."""

import re

from core.article import Flag
from crawler.extraction.page import Candidate, Page
from crawler.extraction.stage_flags import NOTICED
from crawler.extraction.wording import folded, is_cjk, plain

# A wall's notice above a longer text is for others; a paywalled article shorter than this is its beginning.
LONGEST_TEASER = 2_500
LONGEST_BEGINNING = 1_200
# A character of Chinese says as much as three or four of English.
CJK_DENSITY = 3
# The feed has so much more of the text than the page.
FULLER = 1.3
FULL_TEXT = 1_000
OPENING = 120
_WANTS_MONEY = re.compile(r"subscri|abonn|suscri|member|订阅|付费|会员|购买", re.I)


def choose_flags(candidates: list[Candidate], page: Page, *, body: str, agency: str) -> dict[Flag, str]:
    """The flags with the words that each rests on. A wall's notice alone makes no long text a teaser."""
    evidence: dict[Flag, str] = {}
    for candidate in sorted(candidates, key=lambda c: -c.confidence):
        if candidate.confidence > NOTICED:
            evidence.setdefault(Flag(str(candidate.value)), candidate.claim)
    size = len(body) * (CJK_DENSITY if is_cjk(body) else 1)
    notice = next((c.claim for c in candidates if c.confidence == NOTICED), "")
    if notice and size < LONGEST_TEASER:
        evidence[Flag.TEASER] = notice
        if _WANTS_MONEY.search(notice):
            evidence.setdefault(Flag.PAYWALLED, notice)
    elif Flag.PAYWALLED in evidence and size < LONGEST_BEGINNING:
        evidence[Flag.TEASER] = f"{evidence[Flag.PAYWALLED]}, {len(body)} characters"
    elif fuller := _fuller_feed(page, body):
        evidence[Flag.TEASER] = f"feed has {fuller} characters, page {len(body)}"
    if agency:
        evidence[Flag.WIRE_COPY] = f"agency: {agency}"
    return evidence


def _fuller_feed(page: Page, body: str) -> int:
    """The length of the feed's text where it goes on after the page's; 0 where it does not."""
    content = plain(page.link.content) if page.link else ""
    longer = len(content) > max(FULL_TEXT, FULLER * len(body))
    return len(content) if longer and folded(body[:OPENING]) in folded(content) else 0
