"""The page goes through the extraction cascade, in a worker that can be killed."""

from typing import Self

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from core import clock
from core.errors import SkipArticle, SkipReason
from crawler.failures import Failure
from crawler.items import FetchedPage
from crawler.parsing import extract_page
from crawler.run import Run

MARKUP_TYPES = ("html", "xml", "text/plain")


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
            await self._extract(item)
        except SkipArticle as skip:
            self._run.count(f"skip/{skip.reason}")
            if item.candidate is not None:
                # A deadline may also be missed because the machine was busy: once more, then no more.
                final = skip.reason != SkipReason.EXTRACT_TIMEOUT or item.candidate.attempts > 0
                await self._run.workload.fail(item.candidate, Failure(skip.reason, skip.detail, final))
            raise DropItem(str(skip)) from skip
        return item

    async def _extract(self, item: FetchedPage) -> None:
        content_type = item.page.headers.get("content-type", "").lower()
        if content_type and not any(kind in content_type for kind in MARKUP_TYPES):
            raise SkipArticle(SkipReason.NOT_HTML, content_type.partition(";")[0])
        extracted = await self._run.pool.run(
            extract_page,
            item.page.body,
            item.page.final_url,
            charset=_charset(content_type),
            link=item.link,
            zone=item.zone,
            language=item.language,
            now=clock.now(),
        )
        item.draft, item.extractor_version = extracted.draft, extracted.version
        if not item.draft.body or not item.draft.title:
            raise SkipArticle(SkipReason.NO_TEXT, "no article text" if item.draft.title else "no title")


def _charset(content_type: str) -> str | None:
    _, found, rest = content_type.partition("charset=")
    return rest.partition(";")[0].strip(" \"'") or None if found else None
