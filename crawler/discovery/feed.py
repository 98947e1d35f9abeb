"""RSS 0.9x, 1.0 and 2.0 and Atom, by feedparser; what it stumbles over is put right before."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import feedparser

from core.errors import DiscoveryError
from core.link import Link
from core.urls import absolute
from crawler.discovery import json_feed
from crawler.discovery.found import MOST_LINKS, NO_ADDRESS, Discovery, Listing, ampersands_escaped
from crawler.discovery.hints import hints_of
from crawler.extraction.charset import decode
from crawler.extraction.tree import legal
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
_ENTRY_START = re.compile(rb"<(?:[\w.-]+:)?(?:item|entry)[\s>]")
_ENTRY_END = re.compile(rb"</(?:[\w.-]+:)?(?:item|entry)\s{0,20}>")
_DECLARATION = re.compile(rb"^\s*<\?xml\b[^>]{0,200}\?>")
_CHINESE = re.compile(rb"<language>\s*zh", re.I)
_LINK = re.compile(r"<(?:[\w.-]{1,40}:)?link\b([^<>]{0,1000})>", re.I)
_ATTRIBUTE = re.compile(r"\b(rel|href)\s{0,5}=\s{0,5}[\"']([^\"'<>]{0,900})[\"']", re.I)
_HOME = re.compile(rb"<link>\s*(?:<!\[CDATA\[)?\s*(https?://[^<\]\s]{1,500})")
# A description of this length is the article, not its summary.
FULL_TEXT_CHARACTERS = 1_500


@dataclass(frozen=True, slots=True)
class _Context:
    """The feed around an entry: ``base`` is what relative addresses start from."""

    listing: Listing
    base: str
    language: str
    is_rss: bool


def read(listing: Listing) -> Discovery:
    """The feed's entries. Raises DiscoveryError for anything that is no recognised version of a feed."""
    if not listing.content.strip(b"\xef\xbb\xbf \t\r\n"):
        raise DiscoveryError("an empty answer, not a feed")
    content = legal(decode(listing.content, _charset(listing)))
    if content.lstrip()[:1] in (b"{", b"["):
        return json_feed.read(listing)
    return _xml_feed(listing, content)


def _charset(listing: Listing) -> str:
    """What the header says; of a Chinese feed without a word of it, what is neither UTF-8 nor declared."""
    if "charset" not in listing.content_type.lower() and _CHINESE.search(listing.content[:20_000]):
        return "gb18030"
    return listing.content_type


def _xml_feed(listing: Listing, content: bytes) -> Discovery:
    frame = _without_entries(content)
    content = _within_limit(_short_signatures(_DECLARATION.sub(b"", content)))
    # Decoded by the rules of the web: whatever the document says of its own charset, it is UTF-8 now.
    # Left as it is, feedparser makes "AT&T; on" of "AT&T on".
    content = b'<?xml version="1.0" encoding="utf-8"?>' + ampersands_escaped(content).lstrip()
    home = _HOME.search(frame)
    base = home[1].decode("utf-8", "replace") if home else listing.url
    headers = {"content-location": base, "content-type": "application/xml; charset=utf-8"}
    # A stream, because feedparser takes a string for a file name or an address first.
    parsed: Any = feedparser.parse(
        BytesIO(content), response_headers=headers, sanitize_html=False, resolve_relative_uris=True
    )
    version = str(parsed.get("version") or "")
    if not version:
        raise DiscoveryError(_why_no_feed(content))
    context = _Context(listing, base, str(parsed.feed.get("language") or ""), version.startswith("rss"))
    entries = [(entry, _entry(context, entry)) for entry in parsed.entries[:MOST_LINKS]]
    return Discovery(
        tuple(link for _, link in entries if link is not None),
        title=plain(str(parsed.feed.get("title") or "")),
        kind=KINDS.get(version, version),
        hub=_hub(frame, listing.url),
        left=tuple((_named(entry), NO_ADDRESS) for entry, link in entries if link is None),
        hints=hints_of(content),
    )


def _hub(frame: bytes, url: str) -> str:
    """The WebSub hub that the feed names (W3C WebSub §4), also under a prefix that it does not declare."""
    for link in _LINK.finditer(frame.decode("utf-8", "replace")):
        said = {name.lower(): value for name, value in _ATTRIBUTE.findall(link[1])}
        if "hub" in said.get("rel", "").lower().split() and said.get("href"):
            return absolute(said["href"], base=url) or ""
    return ""


def _why_no_feed(content: bytes) -> str:
    start = content[:2_000].lower()
    if b"<html" in start or b"<!doctype html" in start:
        return "an HTML page, not a feed"
    if b"<urlset" in start or b"<sitemapindex" in start:
        return "a sitemap, not a feed"
    if b"<opml" in start:
        return "a list of feeds (OPML), not a feed"
    return "no recognised version of RSS or Atom"


def _entry(context: _Context, entry: Any) -> Link | None:
    listing = context.listing
    guid = str(entry.get("id") or "")
    url = _address(entry, guid, context.base)
    if url is None:
        return None
    published, updated = str(entry.get("published") or ""), str(entry.get("updated") or "")
    if context.is_rss and not published:
        published = updated  # dc:date, the only one that RSS 1.0 has
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
        language=context.language[:2].lower(),
    )


def _named(entry: Any) -> str:
    return plain(str(entry.get("title") or "")) or str(entry.get("id") or "") or "an entry without a title"


def _address(entry: Any, guid: str, base: str) -> str | None:
    """Where the entry leads; its guid only where that is a whole address: any other would be made one."""
    raw = str(entry.get("feedburner_origlink") or entry.get("link") or "").strip()
    if raw and raw != guid:
        return absolute(raw, base=base)
    return absolute(guid, base=base) if guid.startswith(("http://", "https://", "/")) else None


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


def _without_entries(content: bytes) -> bytes:
    """What stands before the first entry and after the last."""
    first = _ENTRY_START.search(content)
    if first is None:
        return content
    end = max((match.end() for match in _ENTRY_END.finditer(content)), default=len(content))
    return content[: first.start()] + content[end:]


def _within_limit(content: bytes) -> bytes:
    """``content`` without the entries beyond the limit: parsing them takes most of the time."""
    ends = [match.end() for match in _ENTRY_END.finditer(content)]
    return content if len(ends) <= MOST_LINKS else content[: ends[MOST_LINKS - 1]] + content[ends[-1] :]
