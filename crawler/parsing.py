"""What the workers are asked to do, by functions that cost nothing to import.

The parsers themselves take a second and a hundred megabytes to load: only workers pay for them, once.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from core.article import Draft
from core.link import Link

if TYPE_CHECKING:
    from crawler.discovery import Discovery


@dataclass(frozen=True, slots=True)
class Extracted:
    """A draft, and the version of the cascade that made it."""

    draft: Draft
    version: str


def extract_page(
    html: bytes, url: str, *, charset: str | None, link: Link, zone: str, language: str, now: datetime
) -> Extracted:
    """``crawler.extraction.extract``, in the worker."""
    from crawler.extraction import EXTRACTOR_VERSION, extract

    draft = extract(html, url, charset=charset, link=link, zone=zone, language=language, now=now)
    return Extracted(draft, EXTRACTOR_VERSION)


def read_list(kind: str, content: bytes, url: str, *, content_type: str, zone: str) -> "Discovery":
    """``crawler.discovery.discover``, in the worker."""
    from crawler.discovery import discover

    return discover(kind, content, url, content_type=content_type, zone=zone)
