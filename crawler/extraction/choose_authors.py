"""Who signed: declared names and visible ones weighed against each other."""

from dataclasses import replace

from crawler.extraction.page import Candidate, Page
from crawler.extraction.stage_declared import DECLARED_PERSONS, UNCONFIRMED
from crawler.extraction.stage_signature import OTHER_ROLE
from crawler.extraction.wording import folded

LEAST_TRUST = 0.5
ECHO = 0.1
MOST_ECHOES = 2
# What makes another signature beside the best one count.
SEEN = 0.39
SURE = 0.85
SIGNED = 0.65


def choose_authors(candidates: list[Candidate], page: Page) -> Candidate | None:
    """The most trusted candidate; one that others repeat gains. None rather than a wild guess."""
    others = {folded(name) for c in candidates if c.confidence == OTHER_ROLE for name in _names(c)}
    if others:
        candidates = [left for c in candidates if (left := _without(c, others)) is not None]
    trusted = [c for c in candidates if c.confidence >= LEAST_TRUST or _seen_and_told(c, candidates)]
    if not trusted:
        return None
    best = max(trusted, key=lambda c: c.confidence + ECHO * min(MOST_ECHOES, _echoes(c, candidates)))
    fuller = [c for c in trusted if _folded(c) > _folded(best) and _each_signs(c, best, trusted)]
    return max(fuller, key=lambda c: len(_folded(c)), default=best)


def _seen_and_told(candidate: Candidate, candidates: list[Candidate]) -> bool:
    """True for a body that signs where readers see it and is declared as well: each alone proves little."""
    told = [c for c in candidates if c.confidence == UNCONFIRMED and _folded(c) == _folded(candidate)]
    return bool(told) and candidate.confidence >= SEEN


def _each_signs(candidate: Candidate, best: Candidate, trusted: list[Candidate]) -> bool:
    """True where whoever ``candidate`` names beside ``best`` signs for himself as well: reviewers and editors
    stand in the same box. Where ``best`` alone is declared, that takes a sure signature."""
    declared = any(_folded(c) == _folded(best) for c in trusted if c.confidence in DECLARED_PERSONS)
    least = SURE if declared else SIGNED
    alone = {name for c in trusted if c is not candidate and c.confidence >= least for name in _folded(c)}
    return candidate.confidence >= SURE or _folded(candidate) - _folded(best) <= alone


def _echoes(candidate: Candidate, candidates: list[Candidate]) -> int:
    names = _folded(candidate)
    return sum(other is not candidate and _folded(other) == names for other in candidates)


def _without(candidate: Candidate, others: set[str]) -> Candidate | None:
    """``candidate`` without those that the page names in another role; None where nobody is left."""
    names = tuple(name for name in _names(candidate) if folded(name) not in others)
    return replace(candidate, value=names) if names else None


def _names(candidate: Candidate) -> tuple[str, ...]:
    return candidate.value if isinstance(candidate.value, tuple) else ()


def _folded(candidate: Candidate) -> frozenset[str]:
    return frozenset(map(folded, _names(candidate)))
