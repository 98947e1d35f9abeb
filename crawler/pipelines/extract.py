"""The page goes through the extraction cascade, in a worker that can be killed."""

import logging
from dataclasses import replace
from functools import partial
from typing import Self

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from core.errors import SkipArticle, SkipReason
from crawler import failures
from crawler.following import Following
from crawler.items import FetchedPage
from crawler.parsing import Extracted
from crawler.reading import Whole, read_whole
from crawler.run import Run

logger = logging.getLogger(__name__)


class Extract:
    """Fills in the draft, of all pages on which the article goes on. What yields no article is closed with
    its reason; the page stays kept."""

    def __init__(self, run: Run, following: Following) -> None:
        self._run = run
        self._following = following

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's constructor."""
        return cls(Run.of(crawler), Following(crawler))

    async def process_item(self, item: FetchedPage) -> FetchedPage:
        """Scrapy's step."""
        try:
            whole = await self._read(item)
        except SkipArticle as skip:
            self._run.count(f"skip/{skip.reason}")
            if item.candidate is not None:
                # A deadline may also be missed because the machine was busy: once more, then no more.
                final = skip.reason != SkipReason.EXTRACT_TIMEOUT or item.candidate.attempts > 0
                await self._run.workload.fail(item.candidate, failures.of_skip(skip, final=final))
            raise DropItem(str(skip)) from skip
        await self._give_up_later_page(item, whole.extracted.draft.first_url)
        self._count_missed(item, whole.extracted)
        item.draft, item.extractor_version = whole.extracted.draft, whole.extracted.version
        item.missing = whole.missing
        return item

    async def _read(self, item: FetchedPage) -> Whole:
        """What extraction makes of the article's pages: it is told the source's habits, and adds to them."""
        follow, most_bytes = partial(self._following.page, item), self._run.settings.max_page_bytes
        if item.candidate is None:
            return await read_whole(self._run.pool, item.page, item.context, follow, most_bytes=most_bytes)
        source_id = item.candidate.source_id
        context = replace(item.context, habits=await self._run.habits_of(source_id))
        whole = await read_whole(self._run.pool, item.page, context, follow, most_bytes=most_bytes)
        self._run.habits.learn(source_id, whole.extracted.draft)
        return whole

    async def _give_up_later_page(self, item: FetchedPage, first_url: str) -> None:
        """A list named page two of an article: the article is at page one."""
        if item.candidate is not None and first_url:
            self._run.count(f"skip/{SkipReason.LATER_PAGE}")
            await self._run.workload.replace(item.candidate, first_url)
            raise DropItem(f"{SkipReason.LATER_PAGE}: of {first_url}")

    def _count_missed(self, item: FetchedPage, extracted: Extracted) -> None:
        """Rules of the site that found nothing: many of them, and the site has been redesigned."""
        rules = item.context.rules
        missed = rules.missed(extracted.draft.origins) if rules else []
        for field in missed:
            self._run.count(f"rules/missed/{field}")
        if missed:
            logger.info("site's rules found nothing for %s: %s", ", ".join(missed), item.page.final_url)
