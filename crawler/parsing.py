"""What the workers are asked to do, by functions that cost nothing to import.

The parsers themselves take a second and a hundred megabytes to load: only workers pay for them, once.
"""

from dataclasses import dataclass

from core.archive import Archive, Span
from core.article import Draft, Opinion
from core.context import Context
from core.errors import SkipArticle, SkipReason
from core.hints import Hints
from core.link import Known, Link
from core.offers import Entrances
from core.packing import TooLargeError, unpack
from crawler.challenges import is_challenge
from crawler.habits import version_of


@dataclass(frozen=True, slots=True)
class Extracted:
    """A draft, and the version of the cascade that made it, as ``crawler.habits.version_of`` has it."""

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
    hub: str
    left: tuple[tuple[str, str], ...]
    hints: Hints
    next_page: str


def extract_page(content: bytes, url: str, context: Context, *, most_bytes: int) -> Extracted:
    """``crawler.extraction.extract``, in the worker; ``content`` may be packed.

    Raises SkipArticle with TOO_LARGE for what swells beyond ``most_bytes``, with BLOCKED for a challenge.
    """
    from crawler.extraction import EXTRACTOR_VERSION, extract

    try:
        html = unpack(content, most_bytes=most_bytes)
    except TooLargeError as error:
        raise SkipArticle(SkipReason.TOO_LARGE, str(error)) from error
    if is_challenge(html):
        raise SkipArticle(SkipReason.BLOCKED, "a page that asks whether we are human")
    return Extracted(extract(html, url, context), version_of(EXTRACTOR_VERSION, context.habits))


def explain_page(html: bytes, url: str, context: Context) -> list[Opinion]:
    """``crawler.extraction.explain.explain``, in the worker."""
    from crawler.extraction.explain import explain

    return explain(html, url, context)


def read_list(
    kind: str, content: bytes, url: str, *, content_type: str, zone: str, known: Known | None = None
) -> Listed:
    """``crawler.discovery.discover``, in the worker."""
    from crawler.discovery import discover

    found = discover(kind, content, url, content_type=content_type, zone=zone, known=known)
    return Listed(
        *(found.links, found.title, found.kind, found.sitemaps, found.hub, found.left, found.hints),
        next_page=found.next_page,
    )


def read_archive(kind: str, content: bytes, url: str, *, content_type: str, zone: str, span: Span) -> Archive:
    """``crawler.discovery.archive.read``, in the worker."""
    from crawler.discovery.archive import read
    from crawler.discovery.found import Listing

    return read(kind, Listing(content, url, content_type, zone), span)


def read_home(content: bytes, url: str, *, content_type: str) -> Entrances:
    """``crawler.discovery.home.read``, in the worker."""
    from crawler.discovery.found import Listing
    from crawler.discovery.home import read

    return read(Listing(content, url, content_type))
