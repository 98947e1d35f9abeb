"""First the page is kept, then it is looked at: a crash in between costs nothing but time."""

from typing import Self

from scrapy.crawler import Crawler
from sqlalchemy.orm import Session

from core import clock
from core.packing import pack
from crawler.items import FetchedPage
from crawler.run import Run
from storage import frontier, pages


class KeepPage:
    """Stores the page and moves its candidate to ``fetched``, in one transaction."""

    def __init__(self, run: Run) -> None:
        self._session = run.session

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's constructor."""
        return cls(Run.of(crawler))

    async def process_item(self, item: FetchedPage) -> FetchedPage:
        """Scrapy's step."""
        if item.candidate is None or item.page_id is not None:
            return item
        candidate_id, page = item.candidate.id, item.page
        packed, now = pack(page.body), clock.now()

        def keep(session: Session) -> int:
            page_id = pages.keep_page(session, page, packed, now=now)
            frontier.mark_fetched(session, candidate_id, page_id)
            return page_id

        item.page_id = await self._session.write(keep)
        return item
