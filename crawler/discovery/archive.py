"""One list of a source's archive: the links that a backfill wants of it, and the lists it leads to.

No network, no database, no clock. What is known to have come out before the first day of the span is left;
what nothing is known of is taken.
"""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from protego import Protego

from core.archive import Archive, Further, Span
from core.link import Link
from core.urls import absolute, url_key
from crawler.discovery import feed, section, sitemap
from crawler.discovery.days import claimed_day, day_of_list, latest_day_of
from crawler.discovery.found import Listing

# As many as one sitemap may name (sitemaps.org).
MOST_ADDRESSES = 50_000
_NO_ARTICLES = re.compile(
    r"(?:^|[/_.-])(?:categor(?:y|ies)|tags?|post_tag|topics?|authors?|users?|images?|videos?|galler(?:y|ies)"
    r"|pages?|products?|attachments?|podcasts?|events?|jobs?)[-_]?sitemap"
    r"|sitemap[-_]?(?:pt[-_])?(?:categor(?:y|ies)|tax|tags?|authors?|users?|images?|videos?|pages?|misc)(?:[-_.]|$)",
    re.I,
)


def read(kind: str, listing: Listing, span: Span) -> Archive:
    """What the list of this ``kind`` (feed, sitemap, section, robots) holds of ``span``. Raises
    DiscoveryError when the bytes are not what ``kind`` says."""
    if kind == "robots":
        return _robots(listing, span)
    if kind == "sitemap":
        return _sitemap(listing, span)
    if kind == "section":
        return _section(listing, span)
    links = feed.read(listing).links
    return Archive(_wanted(((link, "") for link in links), span, listing))


def _robots(listing: Listing, span: Span) -> Archive:
    """The Sitemap lines of a robots.txt."""
    named = Protego.parse(listing.content.decode("utf-8", "replace")).sitemaps
    found = [absolute(url, base=listing.url) for url in named]
    return Archive((), tuple(Further("sitemap", url, span.newest) for url in dict.fromkeys(found) if url))


def _sitemap(listing: Listing, span: Span) -> Archive:
    kind, entries = sitemap.entries(listing)
    if kind == sitemap.INDEX:
        parts = [_part(entry, span, ZoneInfo(listing.zone)) for entry in entries]
        return Archive((), tuple(part for part in parts if part is not None))
    pairs = [(entry.link, entry.lastmod) for entry in entries]
    return Archive(_wanted(pairs, span, listing))


def _part(entry: sitemap.Entry, span: Span, zone: ZoneInfo) -> Further | None:
    """A sitemap of an index; None where it holds nothing of the span, or no articles."""
    if _NO_ARTICLES.search(urlsplit(entry.link.url).path):
        return None
    days = (day_of_list(entry.link.url), claimed_day(entry.lastmod, zone))
    told = [day for day in days if day is not None]
    # One of which nothing is known comes last.
    newest = min(told, default=span.since)
    return Further("sitemap", entry.link.url, newest) if newest >= span.since else None


def _wanted(pairs: Iterable[tuple[Link, str]], span: Span, listing: Listing) -> tuple[Link, ...]:
    zone = ZoneInfo(listing.zone)
    dated = [(latest_day_of(link, modified, zone), link) for link, modified in pairs]
    kept = [(day, link) for day, link in dated if day is None or day >= span.since]
    kept.sort(key=lambda pair: pair[0] or span.since, reverse=True)
    return tuple(link for _, link in kept[:MOST_ADDRESSES])


def _section(listing: Listing, span: Span) -> Archive:
    """A page of an archive. There is a next one unless this one shows nothing that the page before it did
    not, or only what came out before the span."""
    found, zone = section.read(listing), ZoneInfo(listing.zone)
    links = found.links
    own = {url_key(link.url): latest_day_of(link, "", zone) for link in links}
    own = {key: day for key, day in own.items() if key not in span.shown}
    days = [day for day in own.values() if day is not None]
    wanted = _wanted(((link, "") for link in links), span, listing)
    url = found.next_page if own and (not days or max(days) >= span.since) else ""
    if not url:
        return Archive(wanted)
    newest = max(span.since, min([*days, span.newest]))
    shown = tuple(url_key(link.url) for link in links)
    return Archive(wanted, (Further("section", url, newest, shown, tuple(own)),))
