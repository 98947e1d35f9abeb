"""The place of an article in the search index: one number that sorts by time.

Newest first is then the index's own order, and a range of time is a range of keys.
"""

from datetime import UTC, date, datetime, timedelta

ID_BITS = 28
_ID_MASK = (1 << ID_BITS) - 1
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)
# What a signed 64-bit key holds: the years 881 to 3058. The dates of a query lie inside (core.query.dates),
# so an article moved to the edge stays on its side of every one of them.
_FURTHEST_S = (1 << (63 - ID_BITS)) - 1
_DAY_S = 86_400
# Days before 1970 are counted from here: databases round a quotient towards zero.
_DAYS_BEFORE = _FURTHEST_S // _DAY_S + 1


def time_key(time: datetime, article_id: int) -> int:
    """Seconds since 1970, then the low bits of the id: unique while ids of one second differ in those."""
    return first_key(time) | (article_id & _ID_MASK)


def first_key(time: datetime) -> int:
    """The smallest key an article of this second can have."""
    seconds = (time - _EPOCH) // _SECOND
    return max(-_FURTHEST_S, min(_FURTHEST_S, seconds)) << ID_BITS


def day_number(key: str) -> str:
    """What ``day`` makes a day of, as an expression of SQL over the column ``key``."""
    return f"(({key} >> {ID_BITS}) + {_DAYS_BEFORE * _DAY_S}) / {_DAY_S}"


def day(number: int) -> date:
    """The day (UTC) of a ``day_number``."""
    return _EPOCH.date() + timedelta(days=number - _DAYS_BEFORE)
