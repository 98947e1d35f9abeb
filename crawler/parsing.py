"""What the workers are asked to do, by functions that cost nothing to import.

The parsers themselves take a second and a hundred megabytes to load: only workers pay for them, once.
"""

from dataclasses import dataclass
from datetime import datetime

from core.article import Draft, Opinion
from core.link import Link


@dataclass(frozen=True, slots=True)
class Extracted:
    """A draft, and the version of the cascade that made it."""

    draft: Draft
    version: str


@dataclass(frozen=True, slots=True)
class Listed:
    """What ``crawler.discovery.Discovery`` holds, in a type that does not bring the parsers with it: whoever
    unpacks an answer imports the module of its type."""

    links: tuple[Link, ...]
    title: str
    kind: str
    sitemaps: tuple[Link, ...]


def extract_page(
    html: bytes, url: str, *, charset: str | None, link: Link, zone: str, language: str, now: datetime
) -> Extracted:
    """``crawler.extraction.extract``, in the worker."""
    from crawler.extraction import EXTRACTOR_VERSION, extract

    draft = extract(html, url, charset=charset, link=link, zone=zone, language=language, now=now)
    return Extracted(draft, EXTRACTOR_VERSION)


def explain_page(
    html: bytes, url: str, *, charset: str | None, link: Link, zone: str, language: str, now: datetime
) -> list[Opinion]:
    """``crawler.extraction.explain.explain``, in the worker."""
    from crawler.extraction.explain import explain

    return explain(html, url, charset=charset, link=link, zone=zone, language=language, now=now)


def read_list(kind: str, content: bytes, url: str, *, content_type: str, zone: str) -> Listed:
    """``crawler.discovery.discover``, in the worker."""
    from crawler.discovery import discover

    found = discover(kind, content, url, content_type=content_type, zone=zone)
    return Listed(found.links, found.title, found.kind, found.sitemaps)
