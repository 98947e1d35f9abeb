"""A home page: the feeds it names, and the pages of its own that may list articles."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from core.offers import Entrances, each_once
from core.urls import absolute, same_site
from crawler.discovery.found import Listing
from crawler.extraction.charset import decode
from crawler.extraction.tree import parse
from crawler.extraction.wording import plain, squeezed, text_of

MOST_FEEDS = 8
MOST_SECTIONS = 6

_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json")
_FEED_PATH = re.compile(r"(?:^|[/._-])(?:feeds?|rss\d?|atom|rdf)(?:[/._-]|$)|\.(?:rss|atom|rdf)$", re.I)
# A feed of what readers say is not news.
_COMMENTS = re.compile(r"comment|kommentar|commentaire|comentario|评论", re.I)
_NEWS = re.compile(
    r"news|nachricht|aktuell|actualit|noticia|latest|electric|elektro|\bev\b|e-?mobil|auto|car|policy|politik"
    r"|battery|batterie|charging|laden|新闻|资讯|动态|行业|汽车|新能源|电动|公告|政策",
    re.I,
)
LONGEST_LABEL = 40
DEEPEST_SECTION = 3


def read(listing: Listing) -> Entrances:
    """What the page at ``listing.url`` names, in its own order; nothing where it is no HTML."""
    tree = parse(decode(listing.content, listing.content_type))
    if tree is None:
        return Entrances()
    feeds = each_once(listing.url, _feeds(listing.url, tree))
    sections = each_once(listing.url, _sections(listing.url, tree))
    return Entrances(
        title=plain(tree.findtext(".//title") or ""),
        language=(tree.get("lang") or "")[:2].lower(),
        feeds=feeds[:MOST_FEEDS],
        sections=tuple(url for url in sections if url not in feeds)[:MOST_SECTIONS],
    )


def _feeds(url: str, tree: HtmlElement) -> Iterator[str]:
    for link in tree.iter("link"):
        relations = (link.get("rel") or "").lower().split()
        kind = (link.get("type") or "").lower().partition(";")[0].strip()
        if "alternate" in relations and kind in _FEED_TYPES and not _COMMENTS.search(_said(link)):
            yield link.get("href") or ""
    for anchor in tree.iter("a"):
        href = absolute(anchor.get("href") or "", base=url)
        if href and _FEED_PATH.search(urlsplit(href).path) and not _COMMENTS.search(_said(anchor)):
            yield href


def _said(element: HtmlElement) -> str:
    return f"{element.get('title') or ''} {element.get('href') or ''}"


def _sections(url: str, tree: HtmlElement) -> Iterator[str]:
    """Links of the site's own menus that speak of news; every page has a few more that do not."""
    for anchor in tree.iter("a"):
        href = absolute(anchor.get("href") or "", base=url)
        label = squeezed(text_of(anchor, LONGEST_LABEL + 1))
        if href is None or not label or len(label) > LONGEST_LABEL or not same_site(href, url):
            continue
        path = urlsplit(href).path.strip("/")
        if path and path.count("/") < DEEPEST_SECTION and _NEWS.search(f"{label} {path}"):
            yield href
