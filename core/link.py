"""A candidate link: what a feed, sitemap or section page says about an article before it is fetched."""

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
