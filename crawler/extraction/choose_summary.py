"""What the article says in short: declared, else how it begins."""

import re

from core.article import Field
from crawler.extraction.page import Candidate
from crawler.extraction.wording import is_cjk

LONGEST = 300
# A shorter line before the text is a place, a day or a heading.
SHORTEST_OPENING = 60
SHORTEST_CJK_OPENING = 20
BEGINNING = 0.3
_SENTENCE_END = re.compile(r"[.!?][\"'”’)]{0,2}(?=\s|$)|[。！？][”’」』）]{0,2}")


def choose_summary(candidates: list[Candidate], body: Candidate | None, text: str) -> Candidate | None:
    """The surest summary that anybody declares, else the beginning of ``text``, which ``body`` became."""
    declared = max(candidates, key=lambda c: c.confidence, default=None)
    if declared is not None or body is None:
        return declared
    beginning = opening(text)
    return Candidate(Field.SUMMARY, beginning, BEGINNING, beginning) if beginning else None


def opening(text: str) -> str:
    """The first paragraph of ``text``, at most ``LONGEST`` characters and to the end of a sentence if one
    ends there."""
    shortest = SHORTEST_CJK_OPENING if is_cjk(text) else SHORTEST_OPENING
    paragraphs = text.split("\n\n")
    first = next((line for line in paragraphs if len(line) >= shortest), paragraphs[0]).strip()
    if len(first) <= LONGEST:
        return first
    ends = [match.end() for match in _SENTENCE_END.finditer(first[:LONGEST])]
    if ends:
        return first[: ends[-1]]
    return f"{first[: LONGEST - 1].rpartition(' ')[0] or first[: LONGEST - 1]}…"
