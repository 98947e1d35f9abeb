"""Back-test: what a query would have found lately, from the same search that people use."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock
from core.article import Article
from core.errors import QueryError
from core.query.nodes import After, Before, Node, both
from storage import finding
from storage.library import by_time_keys
from storage.schema import ArticleRow
from storage.search import DEADLINE_S
from storage.search.keys import first_key

DAYS = 90
# Days that are searched at a time, the newest first: a search that takes too long has counted those before.
_STEPS = (2, 4, 8, 16, 32)
# Parameters of one statement; SQLite takes 32,766.
_MOST_PARAMETERS = 10_000


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a back-test goes: over so many days, to so many articles, for so long."""

    days: int = DAYS
    articles: int = 100_000
    deadline_s: float = DEADLINE_S


USUAL = Reach()


@dataclass(frozen=True, slots=True)
class BackTest:
    """Articles of the last ``days`` days, the stories they tell and the sources they are from.

    ``busiest`` is a day (UTC) with its count, None without hits; ``newest`` are the latest articles, newest
    first. ``counted_since`` is when what was counted begins, where the search took too long or found too
    much; None when all of it was.
    """

    days: int
    articles: int
    stories: int
    sources: int
    busiest: tuple[date, int] | None
    newest: list[Article]
    counted_since: datetime | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """What another query would have found that the old one did not (``added``) and the other way round, with
    the newest of each. ``new`` is the back-test of the other query; ``counted_since`` as there, for both."""

    new: BackTest
    added: int
    dropped: int
    newest_added: list[Article]
    newest_dropped: list[Article]
    counted_since: datetime | None


@dataclass(frozen=True, slots=True)
class _Found:
    """Keys of the search index, newest first, of all articles since then."""

    keys: list[int]
    counted_since: datetime | None


def back_test(session: Session, node: Node, *, now: datetime, newest: int, reach: Reach = USUAL) -> BackTest:
    """What ``node`` finds among the stored articles of the last days, within ``reach``."""
    return _told(session, _find(session, node, now, reach), now=now, newest=newest, days=reach.days)


def compare(
    session: Session, old: Node, new: Node, *, now: datetime, newest: int, reach: Reach = USUAL
) -> Comparison:
    """What ``new`` would have found instead of ``old``; each of the two searches has ``reach``."""
    before, after = _find(session, old, now, reach), _find(session, new, now, reach)
    since = max(filter(None, (before.counted_since, after.counted_since)), default=None)
    first = first_key(since) if since else None
    old_keys, new_keys = (
        dict.fromkeys(key for key in found.keys if first is None or key >= first) for found in (before, after)
    )
    added = [key for key in new_keys if key not in old_keys]
    dropped = [key for key in old_keys if key not in new_keys]
    return Comparison(
        new=_told(session, after, now=now, newest=0, days=reach.days),
        added=len(added),
        dropped=len(dropped),
        newest_added=by_time_keys(session, added[:newest]),
        newest_dropped=by_time_keys(session, dropped[:newest]),
        counted_since=since,
    )


def _find(session: Session, node: Node, now: datetime, reach: Reach) -> _Found:
    end = clock.monotonic_s() + reach.deadline_s
    asked = finding.resolved(session, node, now=now)
    keys: list[int] = []
    until: datetime | None = None
    for since in _steps(now, reach.days):
        span = both([asked, After(since), *([] if until is None else [Before(until)])])
        most, left_s = reach.articles - len(keys), end - clock.monotonic_s()
        try:
            keys += finding.search(session, span, limit=most, deadline_s=left_s)
        except QueryError:
            return _Found(keys, until or now)
        if len(keys) == reach.articles:
            return _Found(keys, by_time_keys(session, keys[-1:])[0].time)
        until = since
    return _Found(keys, None)


def _steps(now: datetime, days: int) -> Iterator[datetime]:
    """Beginnings of spans that end with the one before, the first at the end of time."""
    back = 0
    for step in _STEPS:
        back += step
        if back < days:
            yield _whole(now - timedelta(days=back))
    yield _whole(now - timedelta(days=days))


def _whole(time: datetime) -> datetime:
    """The language knows whole seconds."""
    return time.replace(microsecond=0)


def _told(session: Session, found: _Found, *, now: datetime, newest: int, days: int) -> BackTest:
    stories, sources = _told_by(session, found.keys)
    return BackTest(
        days=days,
        articles=len(found.keys),
        stories=stories,
        sources=sources,
        busiest=_busiest(found.keys, now, days),
        newest=by_time_keys(session, found.keys[:newest]),
        counted_since=found.counted_since,
    )


def _told_by(session: Session, keys: list[int]) -> tuple[int, int]:
    """How many stories these articles tell, and how many sources they are from."""
    stories: set[int] = set()
    sources: set[str] = set()
    for at in range(0, len(keys), _MOST_PARAMETERS):
        query = select(ArticleRow.story_id, ArticleRow.source_id)
        for row in session.execute(query.where(ArticleRow.time_key.in_(keys[at : at + _MOST_PARAMETERS]))):
            stories.add(row.story_id)
            sources.add(row.source_id)
    return len(stories), len(sources)


def _busiest(keys: list[int], now: datetime, days: int) -> tuple[date, int] | None:
    """The day with most keys, the latest of equals."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    # A day or two ahead: embargoed articles carry tomorrow's date.
    starts = [midnight + timedelta(days=n) for n in range(-days, 3)]
    first_keys = [first_key(start) for start in starts]
    counts = Counter(bisect_right(first_keys, key) - 1 for key in keys)
    if not counts:
        return None
    day, count = max(counts.items(), key=lambda item: (item[1], item[0]))
    return starts[day].date(), count
