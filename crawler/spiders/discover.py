"""A home page, to look at: the lists it offers and what each would bring; nothing is stored.

scrapy crawl discover -a url=https://example.com/ [-a form=json]
"""

from collections.abc import Iterable
from dataclasses import replace
from itertools import chain
from typing import Any

from protego import Protego

from core.errors import EvwatchError
from core.link import freshness
from core.offers import USUAL_FEEDS, USUAL_SITEMAPS, Entrances, Offer, each_once
from core.urls import host_of, url_key
from crawler import lists
from crawler.answers import hub_of
from crawler.asking import ask
from crawler.failures import Failure
from crawler.looking import LookingSpider
from crawler.parsing import Listed, read_home
from storage import hosts
from storage.pages import Page

# Of a sitemap index so many parts are looked at, the latest first.
MOST_PARTS = 2
MOST_SITEMAPS = 4
FULL_TEXT_CHARACTERS = 600


class DiscoverSpider(LookingSpider):
    """Prints what the feeds, sitemaps and section pages of a site would bring; of a feed's address, that."""

    name = "discover"

    async def looked_at(self, page: Page) -> None:
        """The answer may be a feed already; else it is taken for a home page."""
        own = await self._offer("feed", page)
        if not own.error:
            self._show(page.final_url, Entrances(), [own])
            return
        entrances = await self._entrances(page)
        offers = [
            *await self._feeds(page.final_url, entrances),
            *await self._sitemaps(page.final_url),
            await self._offer("section", page),
            *[await self._asked("section", url) for url in entrances.sections],
        ]
        self._show(page.final_url, entrances, offers)

    async def _entrances(self, page: Page) -> Entrances:
        kind = page.headers.get("content-type", "")
        return await self.run.pool.run(read_home, page.body, page.final_url, content_type=kind)

    async def _feeds(self, url: str, entrances: Entrances) -> list[Offer]:
        if entrances.feeds:
            return [await self._asked("feed", feed) for feed in entrances.feeds]
        return await self._first("feed", each_once(url, USUAL_FEEDS))

    async def _sitemaps(self, url: str) -> list[Offer]:
        """Those that robots.txt names, else those at the usual places."""
        copy = await self.run.session.read(lambda session: hosts.robots_copy(session, host_of(url)))
        rules = Protego.parse(copy.body.decode("utf-8", "replace")) if copy is not None else None
        named = each_once(url, rules.sitemaps) if rules is not None else ()
        if named:
            return [await self._asked("sitemap", sitemap) for sitemap in named[:MOST_SITEMAPS]]
        return await self._first("sitemap", each_once(url, USUAL_SITEMAPS))

    async def _first(self, kind: str, urls: Iterable[str]) -> list[Offer]:
        """The first guess that is a list: the others would most likely be the same."""
        for url in urls:
            offer = await self._asked(kind, url)
            if not offer.error:
                return [offer]
        return []

    async def _asked(self, kind: str, url: str) -> Offer:
        assert self.crawler is not None
        page = await ask(self.crawler, url)
        if isinstance(page, Failure):
            return Offer(url, kind, error=page.detail or str(page.reason))
        return await self._offer(kind, page)

    async def _offer(self, kind: str, page: Page) -> Offer:
        try:
            found = await lists.read(self.run, kind, page, zone=self.zone or "UTC")
        except EvwatchError as error:
            return Offer(page.final_url, kind, error=str(error))
        offer = _offer_of(page.final_url, kind, found)
        offer = replace(offer, hub=offer.hub or hub_of(page))
        parts = sorted(found.sitemaps, key=freshness, reverse=True)
        for part in parts[:MOST_PARTS]:
            more = await self._asked("sitemap", part.url)
            newest = max(filter(None, (offer.newest, more.newest)), default=None)
            offer = replace(offer, keys=offer.keys | more.keys, newest=newest)
        return offer

    def _show(self, url: str, entrances: Entrances, offers: list[Offer]) -> None:
        shown: list[dict[str, Any]] = [
            {
                "url": offer.url,
                "kind": offer.kind,
                "form": offer.form,
                "title": offer.title,
                "language": offer.language,
                "keys": sorted(offer.keys),
                "newest": offer.newest.isoformat() if offer.newest else None,
                "full_text": offer.full_text,
                "hub": offer.hub,
                "error": offer.error,
            }
            for offer in offers
        ]
        self.show({"url": url, "title": entrances.title, "language": entrances.language, "offers": shown})


def _offer_of(url: str, kind: str, found: Listed) -> Offer:
    times = filter(None, chain.from_iterable((link.published, link.updated) for link in found.links))
    whole = sum(len(link.content) >= FULL_TEXT_CHARACTERS for link in found.links)
    return Offer(
        url,
        kind,
        form=found.kind,
        title=found.title,
        language=next((link.language for link in found.links if link.language), ""),
        keys=frozenset(url_key(link.url) for link in found.links),
        newest=max(times, default=None),
        full_text=whole / len(found.links) if found.links else 0.0,
        hub=found.hub,
    )
