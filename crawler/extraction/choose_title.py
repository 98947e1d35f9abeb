"""Which of a page's titles is the headline: the one that several places agree on, without the site's name."""

import re
from dataclasses import replace

from crawler.extraction.page import Candidate, Page
from crawler.extraction.repeated import shorn
from crawler.extraction.stage_declared import LINKED_TITLE
from crawler.extraction.stage_headline import DOCUMENT_TITLE, HEADING
from crawler.extraction.wording import folded

_DIVIDER = re.compile(r"\s+[|｜–—\-·•»:_/~]+\s+|\s*[|｜]\s*|_|\s*--+\s*")
_DOCUMENT_DIVIDER = re.compile(
    r"\s+[|｜–—\-·•»:_/~]+\s+|\s*[|｜_]\s*|(?<=\w)[-–—](?=[^\s\d]*\s?[\u4e00-\u9fff])"
)
TAIL_RATIO = 1.5
_WORD = re.compile(r"\w+")
# A heading that shares less with every declared title is about something else.
LEAST_LIKENESS = 0.5
# The document title alone is weak: search engines' wording, or the site's. A heading of this length is none
# of the page's furniture.
LONG_HEADING = 20
# A heading in other words than the declared title still shares some with it.
SOME_LIKENESS = 0.1


def choose_title(candidates: list[Candidate], page: Page) -> Candidate | None:
    """The heading that the declared titles confirm, or the newsroom's own wording where that differs;
    without a heading the surest declared title, its site name cut off."""
    candidates = [_shorn(c, page) for c in candidates]
    usable = [c for c in candidates if _text(c) and folded(_text(c)) not in page.site_names]
    if not usable:
        return max(candidates, key=lambda c: c.confidence, default=None)
    headings = [_cut(c, page) for c in usable if c.confidence == HEADING]
    declared = [_cut(c, page) for c in usable if c.confidence != HEADING]
    heading = max(headings, key=lambda c: _confirmed(c, declared), default=None)
    best = _best_declared(declared)
    if heading is None and best is not None and best.confidence == DOCUMENT_TITLE:
        return replace(best, value=_without_short_tail(_text(best)))
    if heading is None or best is None:
        return heading or best
    linked = next((c for c in declared if c.confidence == LINKED_TITLE), None)
    likeness = _confirmed(heading, declared)
    if likeness < LEAST_LIKENESS:
        related = likeness >= SOME_LIKENESS and not page.linked.is_news
        if len(_text(heading)) >= LONG_HEADING and (best.confidence == DOCUMENT_TITLE or related):
            return heading
        return linked if linked and page.linked.is_news else best
    agreed = page.linked.is_news and _agreed(heading, linked, best, declared)
    chosen = heading if agreed else _newsroom_wording(heading, best, linked, page)
    same = [c for c in declared if folded(_text(c)) == folded(_text(chosen))]
    # Kicker and headline on two lines lose the colon between them.
    return max([chosen, *same], key=lambda c: _text(c).count(": "))


def _newsroom_wording(heading: Candidate, best: Candidate, linked: Candidate | None, page: Page) -> Candidate:
    """``heading``, unless it is the wording for search engines or only adds a kicker to the declared title.

    News sites optimise heading and document title together and leave the headline as it was written in
    JSON-LD or Open Graph; other sites write their headings for readers.
    """
    said, told, document = folded(_text(heading)), folded(_text(best)), folded(page.survey.title)
    if page.linked.is_news:
        written = folded(_text(linked)) if linked is not None else said
        if linked is not None and _differ(written, said) and not (said == told and written in document):
            return linked
        return best if told in said or (told not in document and said not in told) else heading
    return best if said.endswith(told) and told in document and said not in document else heading


def _agreed(heading: Candidate, linked: Candidate | None, best: Candidate, declared: list[Candidate]) -> bool:
    """True where JSON-LD and a meta element both repeat the heading and ``best`` stands alone: a wording
    that nothing else on the page has is for somebody else."""
    metas = [c for c in declared if c.confidence != DOCUMENT_TITLE]
    same = [c for c in metas if folded(_text(c)) == folded(_text(heading))]
    alone = sum(folded(_text(c)) == folded(_text(best)) for c in declared) == 1
    return alone and linked in same and len(same) > 1


def _differ(one: str, other: str) -> bool:
    return one not in other and other not in one


def _best_declared(declared: list[Candidate]) -> Candidate | None:
    """The surest; where others say the same without a suffix, the shortest of them."""
    if not declared:
        return None
    best = max(declared, key=lambda c: c.confidence)
    text = _text(best)
    others = [c for c in declared if c.confidence != DOCUMENT_TITLE and text.startswith(_text(c))]
    stems = [c for c in others if _DIVIDER.match(text, len(_text(c)))]
    return min(stems, key=lambda c: len(_text(c)), default=best)


def _confirmed(heading: Candidate, declared: list[Candidate]) -> float:
    return max((_likeness(_text(heading), _text(other)) for other in declared), default=0.0)


def _likeness(one: str, other: str) -> float:
    """1 for the same words, the share of the longer one that the shorter covers, or of common words."""
    a, b = folded(one), folded(other)
    if other.startswith(one) and _DIVIDER.match(other, len(one)):
        return 0.95
    if a in b or b in a:
        return min(len(a), len(b)) / max(len(a), len(b), 1)
    words, others = set(_WORD.findall(one.casefold())), set(_WORD.findall(other.casefold()))
    return 2 * len(words & others) / max(len(words) + len(others), 1) * 0.9


def _cut(candidate: Candidate, page: Page) -> Candidate:
    """``candidate`` without the site's name at either end."""
    title = _text(candidate)
    for match in reversed(list(_DIVIDER.finditer(title))):
        head, tail = title[: match.start()], title[match.end() :]
        if folded(tail) in page.site_names and head:
            title = head
        elif folded(head) in page.site_names and tail:
            title = tail
    return replace(candidate, value=title)


def _shorn(candidate: Candidate, page: Page) -> Candidate:
    """``candidate`` without what its title shares with other pages of the source."""
    title = _text(candidate)
    rest = shorn(title, page.habits)
    return candidate if rest == title else replace(candidate, value=rest)


def _without_short_tail(title: str) -> str:
    """A document title without its last parts as long as they are much shorter than the rest."""
    for match in reversed(list(_DOCUMENT_DIVIDER.finditer(title))):
        if match.start() > TAIL_RATIO * (len(title) - match.end()):
            title = title[: match.start()]
    return title


def _text(candidate: Candidate) -> str:
    return candidate.value if isinstance(candidate.value, str) else ""
