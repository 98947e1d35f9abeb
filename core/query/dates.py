"""Dates as people write them in a query: 2023, 2023-12, 2023-12-04, 2023-12-04T09:30+08:00."""

import re
from datetime import UTC, datetime

_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")

# The key that orders articles by time holds these years and some more; see storage/search/keys.py.
FIRST_YEAR, LAST_YEAR = 1000, 2999


def parse_time(text: str) -> datetime | None:
    """The first instant of a year, month or day, or an ISO 8601 date with time; UTC without an offset.

    Aware UTC in whole seconds. None when the text is no date or its year is out of range.
    """
    try:
        time = _parse(text)
    except (ValueError, OverflowError):
        return None
    return time if FIRST_YEAR <= time.year <= LAST_YEAR else None


def _parse(text: str) -> datetime:
    if date := _DATE.fullmatch(text):
        year, month, day = date.groups(default="1")
        return datetime(int(year), int(month), int(day), tzinfo=UTC)
    if "T" not in text.upper():
        raise ValueError(text)
    time = datetime.fromisoformat(text)
    aware = time if time.tzinfo else time.replace(tzinfo=UTC)
    return aware.astimezone(UTC).replace(microsecond=0)
