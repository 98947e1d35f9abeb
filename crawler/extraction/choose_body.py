"""Which text is the article's: the page's own unless it is a shell around what scripts or the feed carry."""

from crawler.extraction.page import Candidate

# A page's own text this much shorter than another stage's is a teaser or a cookie notice.
SHELL_SHARE = 0.5


def choose_body(candidates: list[Candidate]) -> Candidate | None:
    """The most trusted text, unless another one is more than twice as long."""
    best: Candidate | None = None
    for candidate in sorted(candidates, key=lambda c: -c.confidence):
        if best is None or _length(best) < SHELL_SHARE * _length(candidate):
            best = candidate
    return best


def _length(candidate: Candidate) -> int:
    return len(candidate.value) if isinstance(candidate.value, str) else 0
