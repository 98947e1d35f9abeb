"""Section and list pages: the links that look like articles."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any
from urllib.parse import urlsplit

from lxml.cssselect import CSSSelector
from lxml.html import HtmlElement

from core.link import Link
from core.urls import absolute, clean_url, same_site, url_key
from crawler.discovery.found import MOST_LINKS, Discovery, Listing
from crawler.discovery.pager import next_page
from crawler.discovery.shapes import Shapes
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
PLACE_LEVELS = 3
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
    furniture: bool = True
    date: str = ""
    places: set[str] = field(default_factory=set)

    def offer(self, title: str, rank: int) -> None:
        """Take ``title`` when it stands in a better place than the one so far, or says more in the same."""
        if (rank, len(title)) > (self.rank, len(self.title)):
            self.title, self.rank = title, rank


def read(listing: Listing) -> Discovery:
    """Links of the page's own site that look like articles, in the page's order, each once."""
    tree = parse(decode(listing.content, listing.content_type))
    if tree is None:
        return Discovery((), kind="section")
    judge = _Judge(listing)
    left: dict[str, str] = {}
    links: list[Link] = []
    entries = _entries(listing, tree, left)
    judge.learn_places(entries)
    for key, entry in entries.items():
        reason = judge.why_not(key, entry)
        if reason is None:
            links.append(_link(listing, entry))
        else:
            left[entry.url] = reason
    return Discovery(
        tuple(links[:MOST_LINKS]),
        kind="section",
        title=plain(tree.findtext(".//title") or ""),
        left=tuple(left.items()),
        next_page=next_page(tree, listing.url),
    )


class _Judge:
    """Tells articles from other links: by the selector where there is one, else by the shape of the source's
    known articles' addresses and the places in which this page shows them, else by what articles share
    anywhere."""

    def __init__(self, listing: Listing) -> None:
        self._is_selected = bool(listing.known.selector)
        self._known = {url_key(url) for url in listing.known.articles}
        self._shapes = Shapes(listing.known.articles)
        self._places: set[str] = set()

    def learn_places(self, entries: dict[str, _Entry]) -> None:
        """Where on this page several known articles are linked."""
        counts = Counter(
            place for key, entry in entries.items() if key in self._known for place in entry.places
        )
        self._places = {place for place, count in counts.items() if count > 1}

    def why_not(self, key: str, entry: _Entry) -> str | None:
        """Why the entry is no article; None when it is one."""
        if not entry.title:
            return "is a link without a text"
        if key in self._known or self._is_selected:
            return None
        if entry.furniture:
            return "stands in a menu or footer"
        if self._shapes.are_known:
            if self._shapes.fit(entry.url):
                return None
            if not (entry.places & self._places and _is_titled(entry)):
                return "is unlike the addresses of the source's articles"
        if _NO_ARTICLE_PATH.search(urlsplit(entry.url).path):
            return "its path is that of another kind of page"
        return None if self._shapes.are_known or _looks_like_an_article(entry) else "looks like no article"


def _entries(listing: Listing, tree: HtmlElement, left: dict[str, str]) -> dict[str, _Entry]:
    """What the page links to, by ``url_key``. ``left`` is told of links that lead nowhere or elsewhere."""
    base = next((b.get("href") for b in tree.iter("base") if b.get("href")), None)
    base_url = absolute(base, base=listing.url) or listing.url if base else listing.url
    here = url_key(listing.url)
    entries: dict[str, _Entry] = {}
    for anchor, href in _anchors(tree, listing.known.selector):
        url = absolute(href, base=base_url)
        if url is None or not same_site(url, listing.url):
            left.setdefault(url or href, "belongs to another site")
            continue
        key = url_key(url)
        if key != here and not key.endswith("/"):  # this page, or the front page
            _note(entries.setdefault(key, _Entry(clean_url(url))), anchor)
    return entries


def _anchors(tree: HtmlElement, selector: str) -> Iterator[tuple[HtmlElement, str]]:
    boxes: Any = CSSSelector(selector, translator="html")(tree) if selector else [tree]
    for count, anchor in enumerate(chain.from_iterable(box.iter("a") for box in boxes)):
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
    entry.furniture &= _in_furniture(anchor)
    entry.places.add(_place(anchor))
    above = anchor.getparent()
    entry.headed |= heading is not None or (above is not None and above.tag in ("h1", "h2", "h3", "h4"))
    if not entry.date:
        entry.date = _date_beside(anchor)


def _place(anchor: HtmlElement) -> str:
    """Where the anchor stands: the elements around it with their first classes, from the inside out."""
    boxes = islice(anchor.iterancestors(), PLACE_LEVELS)
    return "<".join(f"{box.tag}.{_first_class(box)}" for box in (anchor, *boxes))


def _first_class(box: HtmlElement) -> str:
    """A class with a number is one item's own."""
    classes = (box.get("class") or "").split()
    return next((name for name in classes if not any(c.isdecimal() for c in name)), "")


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
    if not _is_titled(entry):
        return False
    parts = urlsplit(entry.url)
    last = parts.path.rstrip("/").rpartition("/")[2]
    shaped = (
        bool(_DATED_PATH.search(parts.path))
        or bool(_NUMBERED.search(parts.path + parts.query))
        or last.count("-") + last.count("_") + 1 >= SLUG_WORDS
        or bool(_DOCUMENT.search(last) and any(c.isdigit() for c in last))
    )
    return shaped or entry.headed or bool(entry.date and _is_long(entry.title))


def _is_titled(entry: _Entry) -> bool:
    return entry.headed or _is_long(entry.title)


def _is_long(title: str) -> bool:
    return len(title) >= (SHORTEST_CJK_TITLE if is_cjk(title) else SHORTEST_TITLE)


def _link(listing: Listing, entry: _Entry) -> Link:
    return Link(
        url=entry.url,
        title=entry.title,
        published=listing.moment(entry.date),
        published_claim=entry.date,
    )
