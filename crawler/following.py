"""Further pages of an article: asked for when a page leads to them, past the same gates, kept like it."""

from scrapy.crawler import Crawler
from sqlalchemy.orm import Session

from core import clock
from core.packing import pack
from core.urls import url_key
from crawler.asking import ask
from crawler.failures import Failure
from crawler.items import FetchedPage
from crawler.run import Run
from crawler.workload import LEASE
from storage import leases, pages
from storage.leases import Candidate
from storage.pages import Page


class Following:
    """Where an article goes on. What an earlier crawl has kept of it is not asked for again."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._run = Run.of(crawler)

    async def page(self, item: FetchedPage, url: str) -> Page | Failure:
        """The page at ``url`` that belongs to the article of ``item``, or why it cannot be had."""
        kept = await self._kept(item.page_id, url) if item.page_id is not None else None
        return kept or await self._fetched(item.candidate, url)

    async def _kept(self, page_id: int, url: str) -> Page | None:
        def read(session: Session) -> Page | None:
            found = pages.kept_later(session, url, page_id)
            return pages.read_page(session, found) if found is not None else None

        return await self._run.session.read(read)

    async def _fetched(self, candidate: Candidate | None, url: str) -> Page | Failure:
        page = await ask(self._crawler, url, as_sent=True)
        if isinstance(page, Failure):
            return page
        if candidate is not None and url_key(page.final_url) == url_key(url):
            await self._keep(candidate.id, page)
        return page

    async def _keep(self, candidate_id: int, page: Page) -> None:
        packed, now = pack(page.body), clock.now()

        def keep(session: Session) -> None:
            pages.keep_pages(session, [(page, packed)], now=now)
            # Ten pages of a slow site may take longer than one was meant to.
            leases.extend_lease(session, candidate_id, now + LEASE)

        await self._run.session.write(keep)
        self._run.count("pages/later")
