"""The page goes through the extraction cascade, in a worker that can be killed."""

from typing import Self

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from core.errors import SkipArticle, SkipReason
from crawler.failures import Failure
from crawler.items import FetchedPage
from crawler.reading import read_article
from crawler.run import Run


class Extract:
    """Fills in the draft. What yields no article is closed with its reason; the page stays kept."""

    def __init__(self, run: Run) -> None:
        self._run = run

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's constructor."""
        return cls(Run.of(crawler))

    async def process_item(self, item: FetchedPage) -> FetchedPage:
        """Scrapy's step."""
        try:
            extracted = await read_article(
                self._run.pool, item.page, item.context, most_bytes=self._run.settings.max_page_bytes
            )
        except SkipArticle as skip:
            self._run.count(f"skip/{skip.reason}")
            if item.candidate is not None:
                # A deadline may also be missed because the machine was busy: once more, then no more.
                final = skip.reason != SkipReason.EXTRACT_TIMEOUT or item.candidate.attempts > 0
                await self._run.workload.fail(item.candidate, Failure(skip.reason, skip.detail, final))
            raise DropItem(str(skip)) from skip
        item.draft, item.extractor_version = extracted.draft, extracted.version
        return item
