"""Section and list pages: the links that look like articles."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from core.link import Link
from core.urls import absolute, clean_url, same_site, url_key
from crawler.discovery.found import MOST_LINKS, Discovery, Listing
from crawler.extraction.charset import decode
from crawler.extraction.tree import parse
from crawler.extraction.wording import is_cjk, plain, squeezed, text_of

# A link bomb costs seconds; no list shows more.
MOST_ANCHORS = 5_000
_FURNITURE_TAGS = frozenset(("nav", "footer", "form"))
_FURNITURE = re.compile(
    r"(?:^|[\s_-])(?:nav|menu|navbar|breadcrumbs?|footer|pagination|pager|page-numbers|social|share"
    r"|cookie|consent"
    r"|tags?|tag-cloud|categories|login|lang|language|skip-link|author)(?:$|[\s_-])",
    re.I,
)
_NO_ARTICLE_PATH = re.compile(
    r"/(?:tags?|categor(?:y|ies)|topics?|themen?|authors?|autor(?:en)?|users?|profile|search|suche|login"
    r"|signin"
    r"|register|account|subscribe|abo|newsletter|about(?:-us)?|contact|kontakt|impressum|datenschutz"
    r"|privacy(?:-policy)?|terms|legal|imprint|advertis\w{0,8}|jobs|careers|rss|feed|sitemap|archives?"
    r"|page|cart"
    r"|shop|help|faq|cookies?|wp-\w{1,12}|videos?|galler(?:y|ies)|podcasts?)(?:/|$)"
    r"|\.(?:pdf|jpe?g|png|gif|webp|svg|zip|xml|mp[34]|docx?|xlsx?|css|js)$",
    re.I,
)
_DATED_PATH = re.compile(r"/(?:19|20)\d{2}[/_-]?(?:0?[1-9]|1[0-2])(?:[/_-]|\d{0,4}[/_.]|$)|(?:19|20)\d{6}")
_NUMBERED = re.compile(r"\d{5,}")
_DOCUMENT = re.compile(r"\.s?html?$|\.aspx?$|\.jsp$|\.php$", re.I)
_MORE = re.compile(
    r"^\W*(?:read\s+(?:more|on|the)|more|continue|weiterlesen|mehr|lire|leer"
    r"|learn more|\d+\s+comments?|comments?|leave a|阅读|查看|更多|详细|全文|评论)",
    re.I,
)
_DATE_TEXT = re.compile(
    r"(?:19|20)\d{2}\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}(?:日?[\sT]{1,2}\d{1,2}:\d{2}(?::\d{2})?)?"
)
_ITEMS = ("li", "article", "tr", "dl")
LOOKED_UP_LEVELS = 5
SHORTEST_TITLE = 15
SHORTEST_CJK_TITLE = 6
SLUG_WORDS = 4


@dataclass(slots=True)
class _Entry:
    """What the anchors that lead to one address say together."""

    url: str
    title: str = ""
    rank: int = -1
    headed: bool = False
    date: str = ""

    def offer(self, title: str, rank: int) -> None:
        """Take ``title`` when it stands in a better place than the one so far, or says more in the same."""
        if (rank, len(title)) > (self.rank, len(self.title)):
            self.title, self.rank = title, rank


def read(listing: Listing) -> Discovery:
    """Links of the page's own site that look like articles, in the page's order, each once."""
    tree = parse(decode(listing.content, listing.content_type))
    if tree is None:
        return Discovery((), kind="section")
    left: dict[str, str] = {}
    links: dict[str, Link] = {}
    for entry in _entries(listing, tree, left):
        if _looks_like_an_article(entry):
            links[entry.url] = _link(listing, entry)
        else:
            left[entry.url] = "looks like no article"
    return Discovery(
        tuple(links.values())[:MOST_LINKS],
        title=plain(tree.findtext(".//title") or ""),
        kind="section",
        left=tuple((url, why) for url, why in left.items() if url not in links),
    )


def _entries(listing: Listing, tree: HtmlElement, left: dict[str, str]) -> list[_Entry]:
    """What may be articles; why an address cannot be one is noted in ``left``."""
    base = next((b.get("href") for b in tree.iter("base") if b.get("href")), None)
    base_url = absolute(base, base=listing.url) or listing.url if base else listing.url
    here = url_key(listing.url)
    entries: dict[str, _Entry] = {}
    for anchor, href in _anchors(tree):
        url = absolute(href, base=base_url)
        if url is None:
            continue
        why = _why_none(listing, url, here) or ("stands in a menu or footer" if _in_furniture(anchor) else "")
        if why:
            left.setdefault(clean_url(url), why)
        else:
            _note(entries.setdefault(url_key(url), _Entry(clean_url(url))), anchor)
    return list(entries.values())


def _why_none(listing: Listing, url: str, here: str) -> str:
    """Why ``url`` is no article's address; empty where it may be one."""
    path = urlsplit(url).path
    if not same_site(url, listing.url):
        return "belongs to another site"
    if _NO_ARTICLE_PATH.search(path):
        return "its path is that of another kind of page"
    if url_key(url) == here or path in ("", "/"):
        return "is this page or the home page"
    return ""


def _anchors(tree: HtmlElement) -> Iterator[tuple[HtmlElement, str]]:
    for count, anchor in enumerate(tree.iter("a")):
        if count >= MOST_ANCHORS:
            return
        href = anchor.get("href")
        if href and not href.startswith(("#", "javascript:", "mailto:", "tel:")):
            yield anchor, href


def _in_furniture(anchor: HtmlElement) -> bool:
    for level, box in enumerate(anchor.iterancestors()):
        if box.tag in _FURNITURE_TAGS:
            return True
        if box.tag in ("body", "main", "article") or level > 2 * LOOKED_UP_LEVELS:
            return False
        if _FURNITURE.search(f"{box.get('class') or ''} {box.get('id') or ''}"):
            return True
    return False


def _note(entry: _Entry, anchor: HtmlElement) -> None:
    heading = next(iter(anchor.iter("h1", "h2", "h3", "h4")), None)
    offers = (
        text_of(anchor, 400),
        anchor.get("title") or "",
        text_of(heading, 400) if heading is not None else "",
    )
    for rank, text in enumerate(map(squeezed, offers)):
        if text and not _MORE.match(text) and not _DATE_TEXT.fullmatch(text):
            entry.offer(text, rank)
    above = anchor.getparent()
    entry.headed |= heading is not None or (above is not None and above.tag in ("h1", "h2", "h3", "h4"))
    if not entry.date:
        entry.date = _date_beside(anchor)


def _date_beside(anchor: HtmlElement) -> str:
    """The raw date in the list item that holds the anchor, as long as the item is this anchor's own."""
    for level, box in enumerate(anchor.iterancestors()):
        if level > LOOKED_UP_LEVELS or box.tag in ("ul", "ol", "table", "body", "main"):
            return ""
        stamp = next((t.get("datetime") for t in box.iter("time") if t.get("datetime")), None)
        if stamp:
            return str(stamp)
        if level < 2 or box.tag in _ITEMS:
            written = _DATE_TEXT.search(text_of(box, 600))
            if written:
                return written[0]
        if box.tag in _ITEMS:
            return ""
    return ""


def _looks_like_an_article(entry: _Entry) -> bool:
    title = entry.title
    long_enough = len(title) >= (SHORTEST_CJK_TITLE if is_cjk(title) else SHORTEST_TITLE)
    if not title or not (long_enough or entry.headed):
        return False
    parts = urlsplit(entry.url)
    last = parts.path.rstrip("/").rpartition("/")[2]
    shaped = (
        bool(_DATED_PATH.search(parts.path))
        or bool(_NUMBERED.search(parts.path + parts.query))
        or last.count("-") + last.count("_") + 1 >= SLUG_WORDS
        or bool(_DOCUMENT.search(last) and any(c.isdigit() for c in last))
    )
    return shaped or entry.headed or bool(entry.date and long_enough)


def _link(listing: Listing, entry: _Entry) -> Link:
    return Link(
        url=entry.url,
        title=entry.title,
        published=listing.moment(entry.date),
        published_claim=entry.date,
    )
