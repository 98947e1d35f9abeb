"""The fields that take a value and no words: ``source:``, ``lang:``, ``published:`` and their like.

Each function gets the value, never empty, and raises ValueError with the reason that the user reads.
"""

import re
from collections.abc import Callable
from datetime import datetime

from core.query.dates import parse_period, parse_span, parse_time
from core.query.nodes import (
    MARKS,
    After,
    Before,
    First,
    LanguageIs,
    MarkIs,
    Node,
    Recent,
    SeenAfter,
    SeenBefore,
    SiteIs,
    SourceFact,
    SourceIs,
    both,
)
from core.query.resolve import TRUST
from core.source import SourceKind

_DATES = "a date is a year from 1000 to 2999, 2023-12, 2023-12-04 or 2023-12-04T09:30"
_DOMAIN = re.compile(r"[^\W_](?:[\w.-]*[^\W_])?")


def _source(value: str) -> Node:
    name = value.casefold()
    return SourceFact("source", name) if "*" in name else SourceIs(name)


def _site(value: str) -> Node:
    domain = value.lower().removeprefix("www.")
    if "." not in domain or not _DOMAIN.fullmatch(domain):
        raise ValueError("a site is a domain such as electrek.co")
    return SiteIs(domain)


def _language(value: str) -> Node:
    if not _is_code(value):
        raise ValueError("a language is a two-letter code such as en, de or zh")
    return LanguageIs(value.lower())


def _country(value: str) -> Node:
    if not _is_code(value):
        raise ValueError("a country is a two-letter code such as CN, DE or US")
    return SourceFact("country", value.lower())


def _focus(value: str) -> Node:
    return SourceFact("focus", value.lower())


def _kind(value: str) -> Node:
    kind = value.lower()
    if kind not in tuple(SourceKind):
        raise ValueError(f"a kind of source is one of {', '.join(SourceKind)}")
    return SourceFact("kind", kind)


def _trust(value: str) -> Node:
    if not TRUST.fullmatch(value):
        raise ValueError("trust is a number from 1 to 5, alone or after >, >=, < or <=")
    return SourceFact("trust", value)


def _mark(value: str) -> Node:
    mark = value.lower()
    if mark == "first":
        return First()
    if mark not in MARKS:
        raise ValueError(f"is: takes one of first, {', '.join(MARKS)}")
    return MarkIs(MARKS[mark])


def _after(value: str) -> Node:
    return After(_moment(value))


def _before(value: str) -> Node:
    return Before(_moment(value))


def _moment(value: str) -> datetime:
    time = parse_time(value)
    if time is None:
        raise ValueError(_DATES)
    return time


def _published(value: str) -> Node:
    return _within(value, seen=False)


def _seen(value: str) -> Node:
    return _within(value, seen=True)


def _within(value: str, *, seen: bool) -> Node:
    if span := parse_span(value.lower()):
        return Recent(span, seen)
    period = parse_period(value)
    if period is None:
        raise ValueError(f"{_DATES}; two with .. between them are a range, 7d, 36h or 2w the time until now")
    since, until = period
    bounds: list[Node] = [] if since is None else [SeenAfter(since) if seen else After(since)]
    bounds += [] if until is None else [SeenBefore(until) if seen else Before(until)]
    return both(bounds)


def _is_code(value: str) -> bool:
    return len(value) == 2 and value.isascii() and value.isalpha()


FILTERS: dict[str, Callable[[str], Node]] = {
    "source": _source,
    "site": _site,
    "lang": _language,
    "country": _country,
    "focus": _focus,
    "kind": _kind,
    "trust": _trust,
    "is": _mark,
    "after": _after,
    "before": _before,
    "published": _published,
    "seen": _seen,
}
