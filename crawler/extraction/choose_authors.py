"""Who signed: declared names and visible ones weighed against each other."""

from crawler.extraction.page import Candidate, Page
from crawler.extraction.wording import folded

LEAST_TRUST = 0.5
ECHO = 0.1
MOST_ECHOES = 2


def choose_authors(candidates: list[Candidate], page: Page) -> Candidate | None:
    """The most trusted candidate; one that others repeat gains. None rather than a wild guess."""
    trusted = [c for c in candidates if c.confidence >= LEAST_TRUST]
    if not trusted:
        return None
    best = max(trusted, key=lambda c: c.confidence + ECHO * min(MOST_ECHOES, _echoes(c, candidates)))
    fuller = [c for c in trusted if _folded(c) > _folded(best) and c.confidence >= 0.85]
    return fuller[0] if fuller else best


def _echoes(candidate: Candidate, candidates: list[Candidate]) -> int:
    names = _folded(candidate)
    return sum(other is not candidate and _folded(other) == names for other in candidates)


def _folded(candidate: Candidate) -> frozenset[str]:
    return frozenset(map(folded, candidate.value)) if isinstance(candidate.value, tuple) else frozenset()
