"""Times as people write them in a query: 2023, 2023-12, 2023-12-04, 2023-12-04T09:30+08:00; 7d, 36h."""

import re
from datetime import UTC, datetime, timedelta

_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_SPAN = re.compile(r"([1-9][0-9]{0,3})([hdwmy])")
_UNITS = {"h": 1, "d": 24, "w": 7 * 24, "m": 30 * 24, "y": 365 * 24}

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


def parse_span(text: str) -> timedelta | None:
    """A length of time: hours, days, weeks, months of 30 and years of 365 days; None for other text."""
    found = _SPAN.fullmatch(text)
    return timedelta(hours=int(found[1]) * _UNITS[found[2]]) if found else None


def parse_period(text: str) -> tuple[datetime | None, datetime | None] | None:
    """From when (included) until when (excluded): a year, month or day is as long as it is, ``A..B`` goes
    from the beginning of A to the end of B, and an end that is left out (a None) is open.

    None when the text is no period.
    """
    first, dots, last = text.partition("..")
    if not dots:
        last = first
    since, until = parse_time(first), _end(last)
    wrong = (first and since is None) or (last and until is None) or not (first or last)
    return None if wrong else (since, until)


def _end(text: str) -> datetime | None:
    """The first instant after a year, month or day; a second after an instant."""
    start = parse_time(text)
    if start is None:
        return None
    if "T" in text.upper():
        return start + timedelta(seconds=1)
    if len(text) == len("2023-12-04"):
        return start + timedelta(days=1)
    months = start.month if len(text) == len("2023-12") else 12
    return datetime(start.year + months // 12, months % 12 + 1, 1, tzinfo=UTC)


def _parse(text: str) -> datetime:
    if date := _DATE.fullmatch(text):
        year, month, day = date.groups(default="1")
        return datetime(int(year), int(month), int(day), tzinfo=UTC)
    if "T" not in text.upper():
        raise ValueError(text)
    time = datetime.fromisoformat(text)
    aware = time if time.tzinfo else time.replace(tzinfo=UTC)
    return aware.astimezone(UTC).replace(microsecond=0)
