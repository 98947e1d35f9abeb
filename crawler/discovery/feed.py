"""RSS 0.9x, 1.0 and 2.0, Atom (feedparser) and JSON Feed."""

import json
import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import feedparser

from core.errors import DiscoveryError
from core.link import Link
from core.urls import absolute
from crawler.discovery.found import MOST_LINKS, Discovery, Listing
from crawler.discovery.hints import hints_of
from crawler.extraction.wording import plain

KINDS = {
    "rss090": "rss 0.90", "rss091n": "rss 0.91", "rss091u": "rss 0.91", "rss092": "rss 0.92",
    "rss093": "rss 0.93", "rss094": "rss 0.94", "rss10": "rss 1.0", "rss20": "rss 2.0", "rss": "rss",
    "atom01": "atom 0.1", "atom02": "atom 0.2", "atom03": "atom 0.3", "atom10": "atom 1.0",
    "atom": "atom", "cdf": "cdf",
}  # fmt: skip
# feedparser searches these elements for an address with an expression that long text makes quadratic.
_SIGNED = re.compile(
    rb"<(?:[\w.-]+:)?(?:author|creator|contributor|name|email|managingEditor|webMaster|publisher|owner)\b"
    rb"[^>]{0,500}>"
)
LONGEST_SIGNATURE_BYTES = 300
_ENTRY_END = re.compile(rb"</(?:[\w.-]+:)?(?:item|entry)\s{0,20}>")
# A description of this length is the article, not its summary.
FULL_TEXT_CHARACTERS = 1_500


def read(listing: Listing) -> Discovery:
    """The feed's entries. Raises DiscoveryError for anything that is no recognised version of a feed."""
    head = listing.content[:2_000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not head:
        raise DiscoveryError("an empty answer, not a feed")
    if head.startswith(b"{"):
        return _json_feed(listing)
    return _xml_feed(listing, head)


def _xml_feed(listing: Listing, head: bytes) -> Discovery:
    content = _within_limit(_short_signatures(listing.content))
    headers = {"content-location": listing.url}
    if listing.content_type:
        headers["content-type"] = listing.content_type
    # A stream, because feedparser takes a string for a file name or an address first.
    parsed: Any = feedparser.parse(
        BytesIO(content), response_headers=headers, sanitize_html=False, resolve_relative_uris=True
    )
    version = str(parsed.get("version") or "")
    if not version:
        raise DiscoveryError(_why_no_feed(head))
    language = str(parsed.feed.get("language") or "")
    links = [_entry(listing, entry, language) for entry in parsed.entries[:MOST_LINKS]]
    return Discovery(
        tuple(link for link in links if link is not None),
        title=plain(str(parsed.feed.get("title") or "")),
        kind=KINDS.get(version, version),
        hub=_hub(listing, parsed.feed),
        hints=hints_of(content),
    )


def _hub(listing: Listing, feed: Any) -> str:
    """The WebSub hub that the feed names (W3C WebSub §4)."""
    for link in feed.get("links") or ():
        if link.get("rel") == "hub" and link.get("href"):
            return absolute(str(link["href"]), base=listing.url) or ""
    return ""


def _why_no_feed(head: bytes) -> str:
    start = head[:400].lower()
    if b"<html" in start or b"<!doctype html" in start:
        return "an HTML page, not a feed"
    if b"<urlset" in start or b"<sitemapindex" in start:
        return "a sitemap, not a feed"
    return "no recognised version of RSS or Atom"


def _entry(listing: Listing, entry: Any, language: str) -> Link | None:
    guid = str(entry.get("id") or "")
    raw = str(entry.get("feedburner_origlink") or entry.get("link") or guid)
    url = absolute(raw, base=listing.url) if raw else None
    if url is None:
        return None
    published, updated = str(entry.get("published") or ""), str(entry.get("updated") or "")
    summary, content = str(entry.get("summary") or ""), _longest_content(entry)
    if not content and len(summary) > FULL_TEXT_CHARACTERS:
        content = summary
    return Link(
        url=url,
        title=plain(str(entry.get("title") or "")),
        published=listing.moment(published),
        published_claim=published,
        updated=listing.moment(updated),
        authors=tuple(dict.fromkeys(_authors(entry))),
        summary=plain(summary),
        content=content,
        guid=guid,
        language=language[:2].lower(),
    )


def _longest_content(entry: Any) -> str:
    values = [
        str(part.get("value") or "") for part in entry.get("content") or () if "html" in str(part.get("type"))
    ]
    return max(values, key=len, default="")


def _authors(entry: Any) -> Iterator[str]:
    for author in entry.get("authors") or ():
        name = plain(str(author.get("name") or ""))
        if name and "@" not in name:
            yield name


def _short_signatures(content: bytes) -> bytes:
    """``content`` with the text of every author element cut to a length that parses in no time."""
    kept: list[bytes] = []
    position = 0
    while match := _SIGNED.search(content, position):
        end = content.find(b"</", match.end())
        end = len(content) if end < 0 else end
        kept.append(content[position : min(end, match.end() + LONGEST_SIGNATURE_BYTES)])
        position = end
    kept.append(content[position:])
    return b"".join(kept)


def _within_limit(content: bytes) -> bytes:
    """``content`` without the entries beyond the limit: parsing them takes most of the time."""
    ends = [match.end() for match in _ENTRY_END.finditer(content)]
    return content if len(ends) <= MOST_LINKS else content[: ends[MOST_LINKS - 1]] + content[ends[-1] :]


def _json_feed(listing: Listing) -> Discovery:
    try:
        feed = json.loads(listing.content.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError) as error:
        raise DiscoveryError(f"broken JSON: {error}") from error
    version = str(feed.get("version") or "") if isinstance(feed, dict) else ""
    if "jsonfeed.org/version/" not in version:
        raise DiscoveryError("JSON, but no recognised version of JSON Feed")
    items = feed.get("items")
    language = str(feed.get("language") or "")
    links = (
        [_json_item(listing, item, language) for item in items[:MOST_LINKS]]
        if isinstance(items, list)
        else []
    )
    return Discovery(
        tuple(link for link in links if link is not None),
        title=plain(str(feed.get("title") or "")),
        kind=f"json feed {version.rsplit('/', 1)[-1]}",
        hub=_json_hub(listing, feed.get("hubs")),
    )


def _json_hub(listing: Listing, hubs: Any) -> str:
    for hub in hubs if isinstance(hubs, list) else ():
        if isinstance(hub, dict) and str(hub.get("type")).lower() == "websub" and hub.get("url"):
            return absolute(str(hub["url"]), base=listing.url) or ""
    return ""


def _json_item(listing: Listing, item: Any, language: str) -> Link | None:
    if not isinstance(item, dict):
        return None

    def text(*keys: str) -> str:
        return next((str(item[key]) for key in keys if item.get(key)), "")

    raw = text("url", "external_url", "id")
    url = absolute(raw, base=listing.url) if raw else None
    if url is None:
        return None
    people = item.get("authors") or [item.get("author")]
    names = (
        [str(p["name"]) for p in people if isinstance(p, dict) and p.get("name")]
        if isinstance(people, list)
        else []
    )
    published = text("date_published")
    return Link(
        url=url,
        title=plain(text("title")),
        published=listing.moment(published),
        published_claim=published,
        updated=listing.moment(text("date_modified")),
        authors=tuple(dict.fromkeys(map(plain, names))),
        summary=plain(text("summary")),
        content=text("content_html"),
        guid=text("id"),
        language=(text("language") or language)[:2].lower(),
    )
