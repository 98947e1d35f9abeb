"""A source's archive, list by list: what a backfill asks of one list, and what the list has."""

from dataclasses import dataclass
from datetime import date

from core.link import Link


@dataclass(frozen=True, slots=True)
class Span:
    """What a backfill asks of a list: articles from ``since`` on, a day in the source's zone. ``newest`` is
    the latest day of which the list can hold articles, ``shown`` are the URL keys on the page before it."""

    since: date
    newest: date
    shown: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Further:
    """A list that another one leads to; ``kind`` is that of an endpoint, or ``robots``. For the next page of
    a list: what this page has ``shown``, and what of it is its ``own`` and not in the frame of all pages."""

    kind: str
    url: str
    newest: date
    shown: tuple[str, ...] = ()
    own: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Archive:
    """What a list has for a span: ``links`` the newest first, and the ``lists`` that it leads to."""

    links: tuple[Link, ...]
    lists: tuple[Further, ...] = ()
