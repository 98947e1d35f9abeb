"""Where a site keeps its lists, what they would bring, and which of them to watch. Pure."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.urls import absolute, url_key

USUAL_FEEDS = ("/feed/", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml", "/feed.json")
USUAL_SITEMAPS = ("/sitemap.xml", "/sitemap_index.xml", "/news-sitemap.xml", "/sitemap-news.xml")

# A list whose newest entry is so much older than that of another has been given up by its site.
STALE_AFTER = timedelta(days=120)
# A list that has so much of its entries in those already taken is not worth its requests.
ENOUGH_KNOWN = 0.9
# Section pages are read last: they say least, and change with every redesign.
LEAST_NEW_LINKS = 3
MOST_SECTIONS = 3
NEWS_SITEMAP = "news sitemap"


@dataclass(frozen=True, slots=True)
class Entrances:
    """What a home page names: its title and language, its feeds, and pages that may list articles."""

    title: str = ""
    language: str = ""
    feeds: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Offer:
    """One list: ``kind`` is feed, sitemap or section, ``form`` what it turned out to be, ``title`` and
    ``language`` are what it says of itself, ``keys`` the
    identities of its entries, ``newest`` the latest time it gives, ``full_text`` the share of entries with
    the whole article. ``error`` says why it cannot be read. ``hub`` is its WebSub hub."""

    url: str
    kind: str
    form: str = ""
    title: str = ""
    language: str = ""
    keys: frozenset[str] = frozenset()
    newest: datetime | None = None
    full_text: float = 0.0
    hub: str = ""
    error: str = ""


def each_once(url: str, found: Iterable[str]) -> tuple[str, ...]:
    """The addresses in ``found``, which stand on the page at ``url``, without that page's own."""
    here, kept = url_key(url), dict[str, str]()
    for one in found:
        resolved = absolute(one, base=url) if one else None
        if resolved is not None and url_key(resolved) != here:
            kept.setdefault(url_key(resolved), resolved)
    return tuple(kept.values())


def overlap(offer: Offer, others: Collection[Offer]) -> float:
    """The share of an offer's entries that ``others`` bring, too."""
    known = frozenset[str]().union(*(other.keys for other in others if other is not offer))
    return len(offer.keys & known) / len(offer.keys) if offer.keys else 0.0


def chosen(offers: Sequence[Offer]) -> list[Offer]:
    """The lists to watch: feeds, then sitemaps, then section pages, each only for what it adds.

    A news sitemap is taken beside feeds even when it adds nothing today: two witnesses tell what either
    misses.
    """
    taken: list[Offer] = []
    newest = max((offer.newest for offer in offers if offer.newest), default=None)
    for offer in sorted(offers, key=_rank):
        if offer.error or not offer.keys or _is_stale(offer, newest):
            continue
        is_witness = offer.form == NEWS_SITEMAP and not any(other.kind == "sitemap" for other in taken)
        if is_witness or _adds(offer, taken):
            taken.append(offer)
    return taken


def _rank(offer: Offer) -> tuple[int, bool, int]:
    kinds = {"feed": 0, "sitemap": 1, "section": 2}
    # Of sitemaps one of news first: the others hold the archive.
    return kinds[offer.kind], offer.form != NEWS_SITEMAP, -len(offer.keys)


def _is_stale(offer: Offer, newest: datetime | None) -> bool:
    return bool(offer.newest and newest and newest - offer.newest > STALE_AFTER)


def _adds(offer: Offer, taken: Sequence[Offer]) -> bool:
    if not taken:
        return True
    share = overlap(offer, taken)
    if offer.kind == "section":
        fresh = len(offer.keys) * (1 - share)
        sections = sum(other.kind == "section" for other in taken)
        return fresh >= LEAST_NEW_LINKS and sections < MOST_SECTIONS
    return share < ENOUGH_KNOWN and (offer.kind == "feed" or all(one.kind != "sitemap" for one in taken))
