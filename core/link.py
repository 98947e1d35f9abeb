"""What a feed, sitemap or section page says: of an article before it is fetched, and of itself."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Link:
    """One entry of a list that a source publishes. Only ``url`` is certain; the rest are claims.

    ``published`` and ``updated`` are aware UTC, None where the list gives no full instant;
    ``published_claim`` is the raw text of the date. ``content`` is HTML, the full text where a feed
    carries it; ``summary`` is plain text.
    """

    url: str
    title: str = ""
    published: datetime | None = None
    published_claim: str = ""
    updated: datetime | None = None
    authors: tuple[str, ...] = ()
    summary: str = ""
    content: str = ""
    guid: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Announced:
    """What a list says of itself; every value may be a slip or years old.

    ``ttl_s`` is how long a copy may be kept, ``every_s`` how often it says it changes, in seconds, None where
    it does not say. ``skip_hours`` (0 to 23, UTC) and ``skip_days`` (0 is Monday) are when nobody need ask.
    ``hub`` is the address of a WebSub hub that tells of news, ``language`` as written.
    """

    title: str = ""
    language: str = ""
    ttl_s: int | None = None
    every_s: int | None = None
    skip_hours: frozenset[int] = frozenset()
    skip_days: frozenset[int] = frozenset()
    hub: str = ""


@dataclass(frozen=True, slots=True)
class Hints:
    """What helps to tell articles from other links of a section page.

    ``articles`` are addresses of the source's known articles, ``selector`` is the CSS selector of the links'
    places where the catalogue gives one. With ``reasons`` the reader says of every link why it was left.
    """

    articles: tuple[str, ...] = ()
    selector: str = ""
    reasons: bool = False


@dataclass(frozen=True, slots=True)
class Left:
    """A link that was not taken for an article, and why."""

    url: str
    title: str
    reason: str
