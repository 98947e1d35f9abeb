"""Is a source well? Pure: what was seen of it in, a verdict out.

Every failure that sites commit in silence is a symptom: something that an observation (a poll, a page, an
article) shows or does not show. How often a source shows it when all is well is learnt from the source's own
history. A run of observations that all show it, too long to be chance, is a collapse.
"""

import itertools
import math
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from statistics import median

from core.health import Chart, Kind, Look, Poll, State, Verdict

# How improbable a run must be; and how many good observations stand in for those not yet made.
POLL_CHANCE, PAGE_CHANCE, PRIOR = 1e-4, 1e-6, 30
LEAST_POLLS, LEAST_PAGES = 2, 3
# Less history than this says nothing about what a source's articles are like.
LEAST_HISTORY = 20
FUTURE_TOLERANCE = timedelta(hours=36)
# A feed may be silent for so many times its longest silence before we call it frozen.
FROZEN_FACTOR, FROZEN_LEAST, LEAST_GAPS = 2.5, timedelta(days=2), 10
# A source that was not yet watched over a weekend may keep silent over one, and a holiday beside it.
WEEKEND_SEEN_DAYS, FROZEN_LEAST_AT_FIRST = 15, timedelta(days=5)
SAME_LENGTH = 0.003
SHORT_SHARE = 0.25
# Nearest other hosts, before and after a failure, that are asked whether it was our own line.
WITNESSES = 3


def assess(chart: Chart, others: Sequence[Poll], *, now: datetime) -> Verdict:
    """The verdict on a source. ``others`` are the polls of all sources, newest first, by which our line is
    judged; they matter only where the chart is in doubt."""
    for url, polls in chart.endpoints.items():
        found = _of_failures(chart, url, _witnessed(polls, others)) or _of_lists(url, polls)
        if found is not None:
            return found
    return _of_pages(chart, others) or _of_articles(chart.looks) or _of_rhythm(chart, now)


def is_run(shows: Sequence[bool], *, least: int, chance: float, before: tuple[int, int] = (0, 0)) -> bool:
    """Whether the newest observations (first) all show a symptom, too many in a row to be chance.

    ``before`` is (shown, all) of older observations that are only counted. A run must also be longer than
    any in the history, for failures come in company.
    """
    run = _leading(shows)
    if run < least:
        return False
    history = shows[run:]
    shown, seen = sum(history) + before[0], len(history) + before[1]
    share = (shown + 0.1) / (seen + PRIOR)
    return run >= math.log(chance) / math.log(min(share, 0.95)) and run > _longest(history)


def line_down_since(polls: Sequence[Poll]) -> datetime | None:
    """Since when no host at all has answered; None while one does. ``polls`` of all sources, newest first.

    All of a few, or of many a quarter, must have been asked in vain since the last answer: fewer may have
    fallen by themselves.
    """
    hosts = {poll.host for poll in polls}
    vain = list(itertools.takewhile(lambda poll: not poll.reached, polls))
    enough = min(len(hosts), max(10, len(hosts) // 4))
    if len(vain) < LEAST_POLLS or len({poll.host for poll in vain}) < enough:
        return None
    return vain[-1].at


def usual_gap(times: Sequence[datetime]) -> tuple[timedelta, timedelta] | None:
    """The median and the longest silence between articles; None while there are too few to say."""
    ordered = sorted(times)
    gaps = [later - earlier for earlier, later in itertools.pairwise(ordered)]
    real = sorted(gap for gap in gaps if gap > timedelta(minutes=1))
    return (real[len(real) // 2], real[-1]) if len(real) >= LEAST_GAPS else None


def _witnessed(polls: Sequence[Poll], others: Sequence[Poll]) -> list[Poll]:
    """Without the failures that may be our own line's: around those nobody else was reached either."""
    return [poll for poll in polls if poll.reached or _line_was_up(poll, others)]


def _line_was_up(poll: Poll, others: Sequence[Poll]) -> bool:
    place = bisect_left(others, -poll.at.timestamp(), key=lambda other: -other.at.timestamp())
    before = _was_reached(poll.host, (others[i] for i in range(place, len(others))))
    after = _was_reached(poll.host, (others[i] for i in range(place - 1, -1, -1)))
    return bool(before) and after is not False


def _was_reached(host: str, near: Iterable[Poll]) -> bool | None:
    """Whether one of the nearest other hosts was; None when there is no other."""
    nearest: dict[str, bool] = {}
    for other in near:
        if other.host != host:
            nearest.setdefault(other.host, other.reached)
        if len(nearest) == WITNESSES:
            break
    return any(nearest.values()) if nearest else None


def _of_failures(chart: Chart, url: str, polls: Sequence[Poll]) -> Verdict | None:
    shows = [poll.kind is not None for poll in polls]
    if not is_run(shows, least=LEAST_POLLS, chance=POLL_CHANCE, before=_counted_only(chart)):
        return None
    kind = polls[0].kind
    assert kind is not None
    state = State.BLOCKED if kind is Kind.BLOCKED else State.FAILING
    return Verdict(state, kind, f"{url}: {polls[0].detail or kind}")


def _counted_only(chart: Chart) -> tuple[int, int]:
    """(failed, all) of the polls that are no longer kept one by one."""
    kept = [poll for polls in chart.endpoints.values() for poll in polls]
    failed = max(0, chart.polls_failed - sum(poll.kind is not None for poll in kept))
    good = max(0, chart.polls_good - sum(poll.kind is None for poll in kept))
    return failed, failed + good


def _of_lists(url: str, polls: Sequence[Poll]) -> Verdict | None:
    read = [poll for poll in polls if poll.entries is not None]
    usual = median([poll.entries or 0 for poll in read]) if read else 0
    symptoms: tuple[tuple[str, Callable[[Poll], bool], str], ...] = (
        ("empty", lambda poll: poll.entries == 0, "lists nothing any more"),
        (
            "shrunk",
            lambda poll: usual >= 8 and (poll.entries or 0) * 4 < usual,
            f"lists far less than {usual:g}",
        ),
        ("future", lambda poll: _ahead(poll.newest, poll.at), "its newest entry is dated in the future"),
        ("foreign", lambda poll: poll.foreign, "leads to another site"),
        (
            "all_new",
            lambda poll: (poll.entries or 0) >= 5 and poll.new == poll.entries,
            "every address is new",
        ),
    )
    for why, shown, said in symptoms:
        shows = [shown(poll) for poll in read]
        if len(read) >= 4 and is_run(shows, least=LEAST_POLLS, chance=POLL_CHANCE):
            return Verdict(State.COLLAPSED, why, f"{url}: {said}")
    return None


def _of_pages(chart: Chart, others: Sequence[Poll]) -> Verdict | None:
    failed = _witnessed(chart.page_failures, others)
    older = (chart.pages_failed - len(failed), chart.pages_failed - len(failed) + chart.pages_good)
    if not is_run([True] * len(failed), least=LEAST_PAGES, chance=PAGE_CHANCE, before=older):
        return None
    kind, detail = failed[0].kind, failed[0].detail
    said = f"links are found, but the last {len(failed)} pages brought no article: {detail}"
    if kind is Kind.BLOCKED:
        return Verdict(State.BLOCKED, kind, said)
    return Verdict(State.COLLAPSED, f"pages_{kind}", said)


def _of_articles(looks: Sequence[Look]) -> Verdict | None:
    if len(looks) < LEAST_HISTORY:
        return None
    usual = median(look.chars for look in looks)
    languages = [look.language for look in looks]
    main = max(set(languages), key=languages.count)
    pairs = list(itertools.pairwise(looks))
    alone: tuple[tuple[str, Callable[[Look], bool], str], ...] = (
        ("teasers", lambda look: look.is_teaser, "only teasers come"),
        ("paywall", lambda look: look.is_paywalled, "every article stands behind a paywall"),
        (
            "short",
            lambda look: look.chars < SHORT_SHARE * usual,
            f"texts are far shorter than {usual:g} characters",
        ),
        ("no_byline", lambda look: not look.has_byline, "bylines have vanished"),
        ("no_date", lambda look: look.published is None, "dates have vanished"),
        ("future", lambda look: _ahead(look.published, look.seen_at), "articles are dated in the future"),
        ("language", lambda look: look.language != main, f"articles are no longer in {main!r}"),
    )
    paired: tuple[tuple[str, Callable[[Look, Look], bool], str], ...] = (
        ("same_text", lambda a, b: a.mark == b.mark, "every page has the same text"),
        ("same_length", _same_length, "all texts have one length: a consent wall, perhaps"),
        ("same_title", lambda a, b: a.title == b.title, "all titles are alike"),
        (
            "same_date",
            lambda a, b: a.published is not None and a.published == b.published,
            "the date stands still",
        ),
    )
    # The same text over and over is also short: the more telling symptom first.
    shown = [(why, [test(a, b) for a, b in pairs], said) for why, test, said in paired]
    shown += [(why, [test(look) for look in looks], said) for why, test, said in alone]
    for why, shows, said in shown:
        run = _leading(shows)
        learnt = len(shows) - run >= LEAST_HISTORY - LEAST_PAGES
        # Three pages with one text are two pairs, and no chance; three of one day or one length may be.
        least = LEAST_PAGES - 1 if why == "same_text" else LEAST_PAGES
        if learnt and is_run(shows, least=least, chance=PAGE_CHANCE):
            return Verdict(State.COLLAPSED, why, f"{said} (the last {run} articles)")
    return None


def _of_rhythm(chart: Chart, now: datetime) -> Verdict:
    times = [min(look.published or look.seen_at, look.seen_at) for look in chart.looks]
    if not times:
        return Verdict(State.NEW)
    silence, usual = now - max(times), usual_gap(times)
    if usual is None:
        return Verdict(State.FRESH)
    longest = max(usual[1], timedelta(days=chart.silent_days))
    least = FROZEN_LEAST if chart.days >= WEEKEND_SEEN_DAYS else FROZEN_LEAST_AT_FIRST
    if silence > max(FROZEN_FACTOR * longest, least):
        polls = [poll for each in chart.endpoints.values() for poll in each if poll.at > now - silence / 2]
        unchanged = bool(polls) and all(poll.entries is None for poll in polls)
        why, said = (
            ("only_304", "it says only that nothing has changed") if unchanged else ("frozen", "no news")
        )
        return Verdict(
            State.COLLAPSED, why, f"{said} for {_spell(silence)}; never before more than {_spell(longest)}"
        )
    return Verdict(State.QUIET if silence > max(4 * usual[0], timedelta(hours=6)) else State.FRESH)


def _ahead(claimed: datetime | None, seen_at: datetime) -> bool:
    return claimed is not None and claimed > seen_at + FUTURE_TOLERANCE


def _same_length(a: Look, b: Look) -> bool:
    return abs(a.chars - b.chars) <= SAME_LENGTH * max(a.chars, b.chars)


def _leading(shows: Sequence[bool]) -> int:
    return next((i for i, shown in enumerate(shows) if not shown), len(shows))


def _longest(shows: Sequence[bool]) -> int:
    best = run = 0
    for shown in shows:
        run = run + 1 if shown else 0
        best = max(best, run)
    return best


def _spell(span: timedelta) -> str:
    return f"{span.days} days" if span.days >= 2 else f"{span.total_seconds() / 3600:.0f} hours"
