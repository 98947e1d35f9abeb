"""When it was published: the most trusted claim, made exact by a finer one of the same day."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from core.article import Precision
from core.link import Link
from crawler.extraction.page import Candidate

# A day and a time of day this close to its noon tell of one event, whatever zones the two were written in.
SAME_DAY = timedelta(hours=24)
OFFSET_STEP = timedelta(minutes=30)
WIDEST_OFFSET = timedelta(hours=14)
# From here on a date was declared for machines; from there on it is shown beside the headline.
DECLARED = 0.9
SHOWN = 0.54
# A page that shows only when it was changed was published then or before.
LAST_RESORT = 0.35


def choose_published(
    candidates: list[Candidate], modified: list[Candidate], link: Link | None = None
) -> Candidate | None:
    """The candidate with the highest confidence, the earliest in the page among equals.

    The date beside the headline corrects a declared one that it contradicts; the visible modification
    date stands in where the page shows no other. None without any date.
    """
    best = max(candidates, key=lambda c: c.confidence, default=None)
    if best is None:
        shown = [c for c in modified if c.confidence < DECLARED]
        last = max(shown, key=lambda c: c.confidence, default=None)
        return replace(last, confidence=LAST_RESORT) if last else None
    if best.confidence >= DECLARED and not _fed(best, link):
        best = _contradicted(best, candidates, modified) or best
    if _only_a_day(best):
        return max((c for c in candidates if _finer(c, best)), key=lambda c: c.confidence, default=best)
    return _on_the_sites_clock(best, candidates)


def _on_the_sites_clock(best: Candidate, candidates: list[Candidate]) -> Candidate:
    """``best``, or the same instant as another claim tells it in the site's own offset."""
    if _when(best).utcoffset():
        return best
    told = next((c for c in candidates if _when(c) == _when(best) and _when(c).utcoffset()), None)
    if told is not None:
        return told
    offsets = [_offset_shown(c, best) for c in candidates if SHOWN <= c.confidence < DECLARED]
    offset = next(filter(None, offsets), None)
    return replace(best, value=_when(best).astimezone(timezone(offset))) if offset else best


def _offset_shown(shown: Candidate, declared: Candidate) -> timedelta | None:
    """The site's offset where readers are shown the declared minute on another clock, without its zone."""
    if not isinstance(_when(shown).tzinfo, ZoneInfo) or _only_a_day(shown):
        return None
    ahead = _when(shown).replace(tzinfo=UTC) - _when(declared)
    steps = round(ahead / OFFSET_STEP)
    exact = abs(ahead - steps * OFFSET_STEP) < timedelta(minutes=1)
    return steps * OFFSET_STEP if exact and abs(steps * OFFSET_STEP) <= WIDEST_OFFSET else None


def _contradicted(
    declared: Candidate, candidates: list[Candidate], modified: list[Candidate]
) -> Candidate | None:
    """The older date that readers are shown instead of ``declared``: machines are told of a migration or
    a new edition. None where any visible date bears the declared one out."""
    shown = [c for c in candidates if SHOWN <= c.confidence < DECLARED]
    if not shown or any(_close(c, declared) for c in (*candidates, *modified) if c.confidence < DECLARED):
        return None
    return shown[0] if _when(shown[0]) < _when(declared) else None


def as_instant(candidate: Candidate | None) -> datetime | None:
    """The candidate's value as aware UTC."""
    return _when(candidate).astimezone(UTC) if candidate else None


def precision_of(candidate: Candidate | None) -> Precision:
    """How exact the chosen claim is; INSTANT also where there is none."""
    return Precision.DAY if candidate is not None and _only_a_day(candidate) else Precision.INSTANT


def _fed(candidate: Candidate, link: Link | None) -> bool:
    """True where the feed agrees with ``candidate``: nothing on the page speaks louder than both."""
    return (
        link is not None and link.published is not None and abs(_when(candidate) - link.published) <= SAME_DAY
    )


def _only_a_day(candidate: Candidate) -> bool:
    return _when(candidate).time() == time(0)


def _finer(one: Candidate, other: Candidate) -> bool:
    return one.confidence >= SHOWN and not _only_a_day(one) and _close(one, other)


def _close(one: Candidate, other: Candidate) -> bool:
    """True for claims of one day; a bare day counts from its noon."""
    return abs(_middle(one) - _middle(other)) <= SAME_DAY


def _middle(candidate: Candidate) -> datetime:
    return _when(candidate) + timedelta(hours=12 if _only_a_day(candidate) else 0)


def _when(candidate: Candidate) -> datetime:
    assert isinstance(candidate.value, datetime)
    return candidate.value
