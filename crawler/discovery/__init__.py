"""Bytes of a feed, a sitemap or a section page to candidate links: one file per kind; archive.py reads all of
them for a backfill.

No network, no database, no clock. The caller runs ``discover`` in a worker that can be killed.
"""

from collections.abc import Callable

from core.errors import DiscoveryError
from core.link import Known
from crawler.discovery import feed, section, sitemap
from crawler.discovery.found import Discovery, Listing

__all__ = ["KINDS", "Discovery", "discover"]

# A new kind is one file and one line.
KINDS: dict[str, Callable[[Listing], Discovery]] = {
    "feed": feed.read,
    "section": section.read,
    "sitemap": sitemap.read,
}


def discover(
    kind: str,
    content: bytes,
    url: str,
    *,
    content_type: str = "",
    zone: str = "UTC",
    known: Known | None = None,
) -> Discovery:
    """The links that the list at ``url`` offers, in its own order; a sitemap's the latest first.

    ``content_type`` is the HTTP header, ``zone`` the IANA zone of naive times, ``known`` is of its source,
    for section pages. Raises DiscoveryError when the bytes are not what ``kind`` says.
    """
    reader = KINDS.get(kind)
    if reader is None:
        raise DiscoveryError(f"no such kind of list: {kind!r}; known are {', '.join(KINDS)}")
    return reader(Listing(content, url, content_type, zone, known or Known()))
