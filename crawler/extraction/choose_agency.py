"""Whose copy it is: the news agency that byline, dateline or declaration name."""

import re
from dataclasses import replace

from core.article import Field
from crawler.extraction.names import is_agency
from crawler.extraction.page import Candidate, Page
from crawler.extraction.wording import folded

SIGNED = 0.8
OPENING = 120
SHORTEST_WORD = 3
_CHINESE_AGENCIES = ("新华社", "中新社", "法新社", "路透社")
_PIECES = re.compile(r"[;,|/\n·•、]+|\s[-–—]\s|\s(?:and|und|et|with|via)\s|[()]")
_DATELINE = re.compile(
    r"[^.!?]{0,50}\((Reuters|AP|AFP|dpa|Bloomberg|Kyodo|EFE|ANSA)\)\s{0,2}[-–—―:]"
    r"|[^。]{0,6}(" + "|".join(_CHINESE_AGENCIES) + r")\w{1,12}日电"
)


def choose_agency(
    candidates: list[Candidate], page: Page, *, body: str, authors: Candidate | None
) -> Candidate | None:
    """The agency with its surest witness, unless the site is that agency's own. None without one."""
    said = [*candidates]
    if authors is not None:
        said.append(Candidate(Field.AGENCY, authors.claim, SIGNED, authors.claim))
    dateline = _DATELINE.match(body[:OPENING])
    if dateline:
        said.append(Candidate(Field.AGENCY, dateline[1] or dateline[2], SIGNED, dateline[0]))
    for candidate in sorted(said, key=lambda c: -c.confidence):
        for piece in _PIECES.split(str(candidate.value)):
            name = piece.strip()
            if _is_foreign(name, page):
                return replace(candidate, value=name)
    return None


def _is_foreign(name: str, page: Page) -> bool:
    """True for an agency that is not the site itself. Sid is also a first name, SID is the sports agency."""
    spelled = len(name) > SHORTEST_WORD or name.isupper() or name == "dpa" or name in _CHINESE_AGENCIES
    own = any(folded(name) in site or site in folded(name) for site in page.site_names if len(site) > 1)
    return spelled and not own and (is_agency(name) or name in _CHINESE_AGENCIES)
