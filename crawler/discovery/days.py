"""Which day an address or a list's claim speaks of."""

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from core.link import Link
from crawler.extraction.instants import instant

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_YEAR = r"(?<!\d)((?:19[9]|20[0-4])\d)"
# The separator is the same throughout; without one every number has two digits.
_TWO_DIGITS = r"(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])"
_DATE = rf"{_YEAR}(?:([-/_.])(0?[1-9]|1[0-2])\2(0?[1-9]|[12]\d|3[01])|{_TWO_DIGITS})(?!\d)"
# An article's address: the date begins a part of the path. In a title it is what the article is about.
_ADDRESS_DAY = re.compile(rf"/[a-z]?{_DATE}", re.I)
_ADDRESS_MONTH = re.compile(rf"/{_YEAR}(?:[-/_](0?[1-9]|1[0-2])|(0[1-9]|1[0-2]))/")
# A list's: anywhere.
_DAY = re.compile(_DATE)
_MONTH = re.compile(rf"{_YEAR}(?:[-/_.]?(0[1-9]|1[0-2])|[-/_.]([1-9]))(?!\d)")
_NAMED_MONTH = re.compile(rf"{_YEAR}[-/_.]?({'|'.join(_MONTHS)})[a-z]{{0,6}}(?![a-z])", re.I)
_ONLY_YEAR = re.compile(rf"(?:^|[-/_.]){_YEAR}(?![-\d]*\d)")
_PARAMETERS = re.compile(
    r"(?:^|&)(?:yyyy|year|y)=((?:19|20)\d{2})(?:&(?:mm|month|m)=(\d{1,2}))?(?:&(?:dd|day|d)=(\d{1,2}))?(?:&|$)"
)


def day_of_address(url: str) -> date | None:
    """The latest day that the date in an article's address can mean: the last of the month where it says no
    more. None where there is no date, or an impossible one."""
    path = unquote(urlsplit(url).path)
    if match := _ADDRESS_DAY.search(path):
        return _last(*_numbers(match))
    if match := _ADDRESS_MONTH.search(path):
        return _last(*_numbers(match))
    return None


def day_of_list(url: str) -> date | None:
    """The latest day of which the list at ``url`` can speak by its name: a day, a month, a year. None where
    it names none."""
    parts = urlsplit(unquote(url))
    return next((day for day in _days(parts.path, parts.query) if day is not None), None)


def _days(path: str, query: str) -> Iterator[date | None]:
    if match := _DAY.search(path) or _DAY.search(query):
        yield _last(*_numbers(match))
    if match := _PARAMETERS.search(query):
        yield _last(int(match[1]), int(match[2] or 12), int(match[3] or 0))
    if match := _MONTH.search(path) or _MONTH.search(query):
        yield _last(*_numbers(match))
    if match := _NAMED_MONTH.search(path):
        yield _last(int(match[1]), _MONTHS.index(match[2].lower()) + 1)
    if match := _ONLY_YEAR.search(path):
        yield _last(int(match[1]), 12)


def _numbers(match: re.Match[str]) -> list[int]:
    return [int(group) for group in match.groups() if group and group.isdigit()]


def _last(year: int, month: int, day: int = 0) -> date | None:
    """The day, or with ``day`` 0 the last one of the month."""
    try:
        if day:
            return date(year, month, day)
        return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    except ValueError:
        return None


def claimed_day(claim: str, zone: ZoneInfo) -> date | None:
    """The day in ``zone`` of a date as a list prints it."""
    if len(claim) == len("2023-12-04"):
        # What nearly every sitemap has, fifty thousand times.
        with suppress(ValueError):
            return date.fromisoformat(claim)
    found = instant(claim, zone) if claim else None
    return found.when.astimezone(zone).date() if found else None


def latest_day_of(link: Link, modified: str, zone: ZoneInfo) -> date | None:
    """The latest day on which the article can have come out, by all that is said of it; ``modified`` is the
    raw text of the time of its last change. None where nothing tells."""
    changed = link.updated.astimezone(zone).date() if link.updated else claimed_day(modified, zone)
    published = (
        link.published.astimezone(zone).date() if link.published else claimed_day(link.published_claim, zone)
    )
    said = (published, changed, day_of_address(link.url))
    return min((day for day in said if day is not None), default=None)
