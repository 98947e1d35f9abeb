"""Sitemaps: lists of addresses in XML or plain text, news sitemaps with titles and times, indexes of further
sitemaps (sitemaps.org)."""

import gzip
import re
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from lxml.etree import XMLParser, XMLSyntaxError, _Element, parse

from core.errors import DiscoveryError
from core.link import Link
from core.urls import absolute
from crawler.discovery.found import MOST_LINKS, Discovery, Listing, ampersands_escaped
from crawler.extraction.wording import plain

GZIP_MARK = b"\x1f\x8b"
# The protocol's own limit for one sitemap, decompressed (sitemaps.org).
LARGEST_BYTES = 50 * 1024 * 1024
_TEXT = re.compile(rb"(?:\xef\xbb\xbf)?\s*https?://")
_HTML = re.compile(rb"<!doctype html|<html[\s>]", re.I)
# A prefix that the site forgot to declare is left out.
_PREFIXED = re.compile(rb"<(/?)[A-Za-z][\w.-]{0,40}:")
LONG_AGO = datetime.min.replace(tzinfo=UTC)


def read(listing: Listing) -> Discovery:
    """The sitemap's addresses, the latest first.

    Raises DiscoveryError for anything but a sitemap or an index, and for broken or bomb-like bytes.
    """
    content = _unpacked(listing.content)
    if _TEXT.match(content):
        return _plain_text(listing, content)
    root = _root(content)
    name = _local(root)
    if name == "sitemapindex":
        return Discovery((), kind="sitemap index", sitemaps=_latest(_links(listing, root, "sitemap")))
    if name == "urlset":
        links = _latest(_links(listing, root, "url"))
        return Discovery(links, kind="news sitemap" if any(link.title for link in links) else "sitemap")
    if name in ("rss", "feed", "RDF"):
        raise DiscoveryError("a feed, not a sitemap")
    raise DiscoveryError(f"<{name}> is no sitemap")


def _plain_text(listing: Listing, content: bytes) -> Discovery:
    """One address a line; a site adds the new ones at the end."""
    lines = [line.strip() for line in content.decode("utf-8-sig", "replace").splitlines() if line.strip()]
    urls = [absolute(line, base=listing.url) for line in reversed(lines) if "://" in line]
    links = tuple(Link(url) for url in urls if url is not None)[:MOST_LINKS]
    return Discovery(links, kind="text sitemap", lost=len(lines) - len([url for url in urls if url]))


def _unpacked(content: bytes) -> bytes:
    if not content.startswith(GZIP_MARK):
        return content
    try:
        with gzip.GzipFile(fileobj=BytesIO(content)) as packed:
            unpacked = packed.read(LARGEST_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise DiscoveryError(f"broken gzip: {error}") from error
    if len(unpacked) > LARGEST_BYTES:
        raise DiscoveryError("a sitemap of more than 50 MB")
    return unpacked


def _root(content: bytes) -> _Element:
    if _HTML.search(content[:2_000]):
        raise DiscoveryError("an HTML page, not a sitemap")
    content = ampersands_escaped(content.lstrip())
    try:
        return _parsed(content)
    except (XMLSyntaxError, ValueError) as error:
        if "Namespace prefix" not in str(error):
            raise DiscoveryError(f"broken XML: {error}") from error
    try:
        return _parsed(_PREFIXED.sub(rb"<\1", content))
    except (XMLSyntaxError, ValueError) as error:
        raise DiscoveryError(f"broken XML: {error}") from error


def _parsed(content: bytes) -> _Element:
    parser = XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True
    )
    tree = parse(BytesIO(content), parser)
    declared: Any = tree.docinfo.internalDTD
    if declared is not None and any(True for _ in declared.iterentities()):
        raise DiscoveryError("a sitemap that declares entities")
    return tree.getroot()


def _links(listing: Listing, root: _Element, kind: str) -> Iterator[Link]:
    for entry in root:
        if _local(entry) != kind:
            continue
        values = dict(_values(entry))
        url = absolute(values.get("loc", ""), base=listing.url) if values.get("loc") else None
        if url is None:
            continue
        published = values.get("publication_date", "")
        yield Link(
            url=url,
            title=plain(values.get("title", "")),
            published=listing.moment(published),
            published_claim=published,
            updated=listing.moment(values.get("lastmod", "")),
            language=values.get("language", "")[:2].lower(),
        )


def _values(entry: _Element) -> Iterator[tuple[str, str]]:
    """(local name, text) of the leaves; those of images and videos would overwrite the page's own."""
    for child in entry:
        name = _local(child)
        if name in ("image", "video"):
            continue
        if len(child):
            yield from _values(child)
        elif child.text and child.text.strip():
            yield name, child.text.strip()


def _latest(links: Iterator[Link]) -> tuple[Link, ...]:
    ordered = sorted(links, key=lambda link: link.published or link.updated or LONG_AGO, reverse=True)
    return tuple(ordered[:MOST_LINKS])


def _local(element: _Element) -> str:
    return str(element.tag).rpartition("}")[2]
