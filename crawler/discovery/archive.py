"""One list of a source's archive: the links that a backfill wants of it, and the lists it leads to.

No network, no database, no clock. What is known to have come out before the first day of the span is left;
what nothing is known of is taken.
"""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import parse_qsl, urlencode, urlsplit
from zoneinfo import ZoneInfo

from lxml.html import HtmlElement
from protego import Protego

from core.archive import Archive, Further, Span
from core.link import Link
from core.urls import absolute, same_site, url_key
from crawler.discovery import feed, section, sitemap
from crawler.discovery.days import claimed_day, day_of_list, latest_day_of
from crawler.discovery.found import Listing
from crawler.extraction.charset import decode
from crawler.extraction.tree import parse

# As many as one sitemap may name (sitemaps.org).
MOST_ADDRESSES = 50_000
_NO_ARTICLES = re.compile(
    r"(?:^|[/_.-])(?:categor(?:y|ies)|tags?|post_tag|topics?|authors?|users?|images?|videos?|galler(?:y|ies)"
    r"|pages?|products?|attachments?|podcasts?|events?|jobs?)[-_]?sitemap"
    r"|sitemap[-_]?(?:pt[-_])?(?:categor(?:y|ies)|tax|tags?|authors?|users?|images?|videos?|pages?|misc)(?:[-_.]|$)",
    re.I,
)
_PAGE_PARAMETERS = frozenset("page p pg pn paged pageno page_no pagenum page_num seite pagina".split())
_PAGE_PATH = re.compile(r"(.*?)(?:/page|/seite|/pagina|/p)?[/_-](\d{1,5})(/?|\.s?html?)", re.I)


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
    links, zone = section.read(listing).links, ZoneInfo(listing.zone)
    own = {url_key(link.url): latest_day_of(link, "", zone) for link in links}
    own = {key: day for key, day in own.items() if key not in span.shown}
    days = [day for day in own.values() if day is not None]
    wanted = _wanted(((link, "") for link in links), span, listing)
    url = next_page(listing) if own and (not days or max(days) >= span.since) else None
    if url is None:
        return Archive(wanted)
    newest = max(span.since, min([*days, span.newest]))
    shown = tuple(url_key(link.url) for link in links)
    return Archive(wanted, (Further("section", url, newest, shown, tuple(own)),))


def next_page(listing: Listing) -> str | None:
    """The address of the page after this one: by ``rel=next``, or by a link to this list with the next
    number in its path or query. None on the last page."""
    tree = parse(decode(listing.content, listing.content_type))
    if tree is None:
        return None
    here, number = numbered_page(listing.url)
    # A list may end in a number that counts no pages: /2023/12/ goes on at /2023/12/page/2/.
    following = {(here, number + 1), (url_key(listing.url), 2)}
    found = None
    for element, url in _links(tree, listing.url):
        if "next" in (element.get("rel") or "").lower().split() and url_key(url) != url_key(listing.url):
            return url
        if found is None and numbered_page(url) in following:
            found = url
    return found


def _links(tree: HtmlElement, base: str) -> Iterator[tuple[HtmlElement, str]]:
    for element in tree.iter("link", "a"):
        url = absolute(element.get("href") or "", base=base) if element.get("href") else None
        if url is not None and same_site(url, base):
            yield element, url


def numbered_page(url: str) -> tuple[str, int]:
    """The key of the list that ``url`` is a page of, and the page's number: 1 where it names none."""
    parts = urlsplit(url)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    for name, value in pairs:
        if name.lower() in _PAGE_PARAMETERS and value.isdigit():
            rest = urlencode([pair for pair in pairs if pair != (name, value)])
            return url_key(parts._replace(query=rest).geturl()), int(value)
    if match := _PAGE_PATH.fullmatch(parts.path):
        ending = match[3] if match[3].startswith(".") else "/"
        return url_key(parts._replace(path=match[1] + ending).geturl()), int(match[2])
    return url_key(url), 1
