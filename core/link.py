"""A candidate link: what a feed, sitemap or section page says about an article before it is fetched, and
what helps to tell it from other links."""

from dataclasses import dataclass
from datetime import UTC, datetime

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


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
class Known:
    """What helps to tell articles from the other links of a source's section page: ``articles`` are addresses
    of known ones, ``selector`` is the CSS selector of the links' boxes where the catalogue gives one."""

    articles: tuple[str, ...] = ()
    selector: str = ""


def freshness(link: Link) -> datetime:
    """By which the latest of a list are found: its last change, else its publication; what says neither comes
    last."""
    return link.updated or link.published or _LONG_AGO
