"""Further pages of an article: asked for when a page leads to them, past the same gates, kept like it."""

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http.request import NO_CALLBACK
from sqlalchemy.orm import Session

from core import clock
from core.errors import SkipReason
from core.packing import pack
from core.urls import url_key
from crawler import failures
from crawler.answers import ALL_STATUSES, page_of
from crawler.failures import Failure
from crawler.items import FetchedPage
from crawler.middlewares.as_sent import AS_SENT
from crawler.run import Run
from crawler.workload import LEASE
from storage import frontier, pages
from storage.frontier import Candidate
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
        engine = self._crawler.engine
        assert engine is not None
        if not engine.running:
            return Failure(SkipReason.UNREACHABLE, "the crawl is being ended", final=False)
        request = Request(url, callback=NO_CALLBACK, meta={**ALL_STATUSES, AS_SENT: True}, dont_filter=True)
        try:
            response = await engine.download_async(request)
        except Exception as error:  # whatever a download may end with
            return failures.of_error(error)
        failure = failures.of_status(response.status)
        if failure is not None:
            return failure
        page = page_of(response)
        if candidate is not None and url_key(page.final_url) == url_key(url):
            await self._keep(candidate.id, page)
        return page

    async def _keep(self, candidate_id: int, page: Page) -> None:
        packed, now = pack(page.body), clock.now()

        def keep(session: Session) -> None:
            pages.keep_pages(session, [(page, packed)], now=now)
            # Ten pages of a slow site may take longer than one was meant to.
            frontier.extend_lease(session, candidate_id, now + LEASE)

        await self._run.session.write(keep)
        self._run.count("pages/later")
