"""Back-test: what a query would have found lately, from the same search that people use."""

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from core.article import Article
from core.query.nodes import After, Node, both
from storage import finding
from storage.library import by_time_keys
from storage.search.keys import first_key

DAYS = 90
# The busiest day is told by this many of the newest hits.
MOST_KEYS = 100_000


@dataclass(frozen=True, slots=True)
class BackTest:
    """Articles of the last ``days`` days; ``busiest`` is a day (UTC) with its count, None without hits;
    ``newest`` are the latest articles, newest first."""

    days: int
    articles: int
    busiest: tuple[date, int] | None
    newest: list[Article]


def back_test(session: Session, node: Node, *, now: datetime, newest: int, days: int = DAYS) -> BackTest:
    """What ``node`` finds among the stored articles of the last ``days`` days."""
    # The language knows whole seconds.
    asked = finding.resolved(session, node, now=now)
    recent = both([asked, After((now - timedelta(days=days)).replace(microsecond=0))])
    keys = finding.search(session, recent, limit=MOST_KEYS)
    return BackTest(
        days=days,
        articles=len(keys) if len(keys) < MOST_KEYS else finding.count(session, recent),
        busiest=_busiest(keys, now, days),
        newest=by_time_keys(session, keys[:newest]),
    )


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
