"""When it was published: the most trusted claim, made exact by a finer one of the same day."""

import re
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from core.article import Precision
from core.link import Link
from crawler.extraction.page import Candidate, Page
from crawler.extraction.stage_declared import LINKED_DAY, LINKED_TIMED, META_DAY, META_TIMED

# A day and a time of day this close to its noon tell of one event, whatever zones the two were written in.
SAME_DAY = timedelta(hours=24)
OFFSET_STEP = timedelta(minutes=30)
WIDEST_OFFSET = timedelta(hours=14)
# From here on a date was declared for machines; from there on it is shown beside the headline.
DECLARED = 0.9
SHOWN = 0.54
# A shown date that declared ones bear out needs less.
LEAST_SHOWN = 0.49
# A page that shows only when it was changed was published then or before.
LAST_RESORT = 0.35
_DAY_OR_MONTH = re.compile(r"\D{0,20}(\d{1,2})[./-](\d{1,2})[./-](?:19|20)\d{2}")
_PUBLISHED = re.compile(r"publi|posted|erschienen|veröffentlicht|发布|发表", re.I)


def choose_published(claims: list[Candidate], modified: list[Candidate], page: Page) -> Candidate | None:
    """The candidate with the highest confidence, the earliest in the page among equals.

    The date beside the headline corrects a declared one that it contradicts; the visible modification
    date stands in where the page shows no other, a month where it says no day. None without any date.
    """
    candidates = [c for c in claims if c.precision is not Precision.MONTH]
    modified = [c for c in modified if c.precision is not Precision.MONTH]
    best = max(candidates, key=lambda c: c.confidence, default=None)
    if best is None:
        shown = [c for c in modified if c.confidence < DECLARED]
        last = max(shown, key=lambda c: c.confidence, default=None)
        return replace(last, confidence=LAST_RESORT) if last else next(iter(claims), None)
    best = _read_again(best, [*candidates, *modified])
    if best.confidence >= DECLARED and not _fed(best, page.link):
        older = _contradicted(best, candidates, modified)
        best = older or _written_over(best, candidates, modified, page) or best
    if _only_a_day(best):
        return max((c for c in candidates if _finer(c, best)), key=lambda c: c.confidence, default=best)
    return _on_the_sites_clock(best, candidates)


def _read_again(best: Candidate, others: list[Candidate]) -> Candidate:
    """``best``, or its 03/04/2025 read the other way round where only that agrees with another date."""
    ambiguous = _DAY_OR_MONTH.match(best.claim)
    if not ambiguous or int(ambiguous[1]) > 12 or int(ambiguous[2]) > 12:
        return best
    when = _when(best)
    turned = replace(best, value=when.replace(month=when.day, day=when.month))
    others = [c for c in others if not _DAY_OR_MONTH.match(c.claim)]
    agreed, meant = (any(_close(c, one) for c in others) for one in (best, turned))
    return turned if meant and not agreed else best


def _on_the_sites_clock(best: Candidate, candidates: list[Candidate]) -> Candidate:
    """``best``, or the same instant as another claim tells it in the site's own offset."""
    if _when(best).utcoffset():
        return best
    told = next((c for c in candidates if _when(c) == _when(best) and _when(c).utcoffset()), None)
    if told is not None:
        return told
    offsets = [_offset_shown(c, best) for c in candidates if _shown(c)]
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
    shown = [c for c in candidates if _shown(c)]
    if not shown or any(_close(c, declared) for c in candidates if c.confidence < DECLARED):
        return None
    # A page that tells both days apart in so many words says which of them is declared in the wrong place.
    told = next((c for c in shown if _PUBLISHED.search(c.claim)), None)
    if told is None and any(_close(c, declared) for c in modified if c.confidence < DECLARED):
        return None
    older = told or shown[0]
    return older if _when(older) < _when(declared) else None


def _written_over(
    declared: Candidate, candidates: list[Candidate], modified: list[Candidate], page: Page
) -> Candidate | None:
    """The newer date that readers are shown as the only one, where the declared modification bears it out:
    guides are written over and dated anew. JSON-LD that no meta element repeats loses also against a day
    called an update. None for news, whose first day counts.
    """
    if page.linked.is_news or declared.confidence not in (LINKED_TIMED, LINKED_DAY):
        return None
    if any(_close(c, declared) for c in (*candidates, *modified) if c.confidence < META_DAY):
        return None
    metas = [c for c in candidates if c.confidence in (META_TIMED, META_DAY)]
    alone = not any(_close(c, declared) for c in metas)
    shown = [c for c in (*candidates, *(modified if alone else ())) if LEAST_SHOWN <= c.confidence < META_DAY]
    newest = max(shown, key=lambda c: c.confidence, default=None)
    if newest is None or _when(newest) < _when(declared):
        return None
    changed = [c for c in (*modified, *metas) if c.confidence >= META_DAY]
    return newest if any(_close(c, newest) for c in changed) else None


def _shown(candidate: Candidate) -> bool:
    return SHOWN <= candidate.confidence < DECLARED


def precision_of(candidate: Candidate | None) -> Precision | None:
    """How much of the time was said: midnight in the claim's own offset stands for a day."""
    if candidate is None or candidate.precision is Precision.MONTH:
        return candidate.precision if candidate else None
    return Precision.DAY if _only_a_day(candidate) else Precision.INSTANT


def as_instant(candidate: Candidate | None) -> datetime | None:
    """The candidate's value as aware UTC."""
    return _when(candidate).astimezone(UTC) if candidate else None


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
