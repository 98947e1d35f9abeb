"""Sitemaps: lists of addresses, also as plain text, news sitemaps with titles and times, indexes."""

import gzip
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from lxml.etree import XMLParser, XMLSyntaxError, _Element, parse

from core.errors import DiscoveryError
from core.link import Link, freshness
from core.urls import absolute
from crawler.discovery.found import MOST_LINKS, Discovery, Listing, ampersands_escaped
from crawler.extraction.wording import plain

INDEX = "sitemap index"
GZIP_MARK = b"\x1f\x8b"
# The protocol's own limit for one sitemap, decompressed (sitemaps.org).
LARGEST_BYTES = 50 * 1024 * 1024
_HTML = re.compile(rb"<!doctype html|<html[\s>]", re.I)
# A prefix that the site forgot to declare is left out.
_PREFIXED = re.compile(rb"<(/?)[A-Za-z][\w.-]{0,40}:")


@dataclass(frozen=True, slots=True)
class Entry:
    """What a sitemap says of one address, with the raw text of its ``lastmod``, which may be a day alone."""

    link: Link
    lastmod: str


def read(listing: Listing) -> Discovery:
    """The sitemap's addresses, the latest first.

    Raises DiscoveryError for anything but a sitemap or an index, and for broken or bomb-like bytes.
    """
    kind, found = entries(listing)
    links = _latest(entry.link for entry in found)
    if kind == INDEX:
        return Discovery((), kind=kind, sitemaps=links)
    is_news = kind == "sitemap" and any(link.title for link in links)
    return Discovery(links, kind="news sitemap" if is_news else kind)


def entries(listing: Listing) -> tuple[str, Iterator[Entry]]:
    """What it is (``INDEX`` names further sitemaps) and all that it names; raises what ``read`` raises."""
    content = _unpacked(listing.content)
    if content[:200].lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"http://", b"https://")):
        return "plain sitemap", _plain(listing, content)
    root = _root(content)
    name = _local(root)
    if name in ("rss", "feed", "RDF"):
        raise DiscoveryError("a feed, not a sitemap")
    if name not in ("sitemapindex", "urlset"):
        raise DiscoveryError(f"<{name}> is no sitemap")
    if name == "sitemapindex":
        return INDEX, _entries(listing, root, "sitemap")
    return "sitemap", _entries(listing, root, "url")


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


def _plain(listing: Listing, content: bytes) -> Iterator[Entry]:
    """One address a line (sitemaps.org, "Text file")."""
    # Without dates; a site adds what is new at the end.
    for line in reversed(content.decode("utf-8-sig", "replace").splitlines()):
        url = absolute(line, base=listing.url) if "://" in line else None
        if url is not None:
            yield Entry(Link(url), "")


def _entries(listing: Listing, root: _Element, kind: str) -> Iterator[Entry]:
    for entry in root:
        if _local(entry) != kind:
            continue
        values = dict(_values(entry))
        url = absolute(values.get("loc", ""), base=listing.url) if values.get("loc") else None
        if url is None:
            continue
        published = values.get("publication_date", "")
        lastmod = values.get("lastmod", "")
        link = Link(
            url=url,
            title=plain(values.get("title", "")),
            published=listing.moment(published),
            published_claim=published,
            updated=listing.moment(lastmod),
            language=values.get("language", "")[:2].lower(),
        )
        yield Entry(link, lastmod)


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


def _latest(links: Iterable[Link]) -> tuple[Link, ...]:
    ordered = sorted(links, key=freshness, reverse=True)
    return tuple(ordered[:MOST_LINKS])


def _local(element: _Element) -> str:
    return str(element.tag).rpartition("}")[2]
