"""First the page is kept, then it is looked at: a crash in between costs nothing but time."""

from typing import Self

from scrapy.crawler import Crawler

from core.packing import pack
from crawler.items import FetchedPage
from crawler.run import Run
from storage.frontier import Kept, keep_fetched


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
        if item.candidate is not None and item.page_id is None:
            kept = Kept(item.candidate.id, item.page, pack(item.page.body))
            item.page_id = await self._session.add(keep_fetched, kept)
        return item
