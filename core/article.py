"""The article, before it is stored (``Draft``) and as everything after storage sees it (``Article``)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from core.habits import NO_TRACES, Traces


class Field(StrEnum):
    """The parts of an article whose origin is recorded."""

    TITLE = "title"
    AUTHORS = "authors"
    PUBLISHED = "published"
    MODIFIED = "modified"
    BODY = "body"
    SUMMARY = "summary"
    LANGUAGE = "language"
    CANONICAL = "canonical"
    FLAGS = "flags"
    SECTION = "section"
    IMAGE = "image"
    AGENCY = "agency"
    EDITORS = "editors"
    TRANSLATORS = "translators"


class Flag(StrEnum):
    """What a reader should know before trusting the text."""

    TEASER = "teaser"
    PAYWALLED = "paywalled"
    LIVE_BLOG = "live_blog"
    ROUND_UP = "round_up"
    WIRE_COPY = "wire_copy"
    OPINION = "opinion"
    SPONSORED = "sponsored"


class Precision(StrEnum):
    """How much of a publication time was claimed: the rest is zeros of ours."""

    INSTANT = "instant"
    DAY = "day"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Origin:
    """Which stage of the cascade supplied a field, where the claim stood, and how far to trust it.

    ``confidence`` is between 0 and 1; ``claim`` is the raw text as the page or feed gave it.
    """

    stage: str
    confidence: float
    claim: str = ""


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one stage says of one field, for people: ``value`` is shortened text, ``chosen`` marks the winner
    (whose value the field's rule may still have trimmed)."""

    field: Field
    stage: str
    value: str
    confidence: float
    claim: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Draft:
    """What extraction made of one page. An empty value means that no stage could say.

    ``body`` holds paragraphs separated by a blank line; ``published`` and ``modified`` are aware UTC;
    ``date`` is the same instant as ``published`` on the site's own clock: the day that its readers saw;
    ``precision`` says how much of it was claimed, None without one. ``authors``, ``editors`` and
    ``translators`` are persons' names in the order printed, ``agency`` is the news agency whose copy it is.
    ``language`` is an ISO 639-1 code, ``section`` the site's own word, ``image`` an absolute address.
    ``word_count`` counts every character of scripts without blanks. ``evidence`` has the words that each of
    ``flags`` rests on. ``furniture`` are the lines that other pages of the source print too, left out of
    ``body``; ``traces`` is what this page shows of the source's habits.

    An article may stand on several pages. ``next_url`` is where this one goes on, ``first_url`` the first
    page of a later one; ``pages`` are those whose texts ``body`` was joined from, empty for a single one.
    """

    url: str
    title: str = ""
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    date: datetime | None = None
    precision: Precision | None = None
    modified: datetime | None = None
    body: str = ""
    summary: str = ""
    language: str = ""
    canonical_url: str = ""
    section: str = ""
    image: str = ""
    agency: str = ""
    editors: tuple[str, ...] = ()
    translators: tuple[str, ...] = ()
    word_count: int = 0
    next_url: str = ""
    first_url: str = ""
    pages: tuple[str, ...] = ()
    flags: frozenset[Flag] = frozenset()
    evidence: Mapping[Flag, str] = field(default_factory=dict)
    furniture: tuple[str, ...] = ()
    traces: Traces = NO_TRACES
    origins: Mapping[Field, Origin] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Article:
    """A stored article as search, matcher and alerts see it.

    ``time`` is when the article counts as published: its publication time where known, else when it
    was first seen. Aware UTC. ``word_count`` is None where nobody has counted. ``revised`` when the site has
    changed it since; ``is_first`` when no other article of its story had an earlier time when it was read.
    """

    id: int
    url: str
    source_id: str
    title: str
    body: str
    authors: tuple[str, ...]
    language: str
    time: datetime
    published: datetime | None
    first_seen: datetime
    story_id: int
    section: str = ""
    agency: str = ""
    word_count: int | None = None
    flags: frozenset[Flag] = frozenset()
    revised: bool = False
    is_first: bool = False
