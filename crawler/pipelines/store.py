"""The draft becomes an article, or a revision of one."""

from typing import Self

from scrapy.crawler import Crawler

from core import clock
from crawler.items import FetchedPage
from crawler.run import Run
from storage.articles import Incoming, add_article


class Store:
    """Stores the draft and closes its candidate, in one transaction."""

    def __init__(self, run: Run) -> None:
        self._run = run

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's constructor."""
        return cls(Run.of(crawler))

    async def process_item(self, item: FetchedPage) -> FetchedPage:
        """Scrapy's step."""
        if item.candidate is None or item.draft is None:
            return item
        incoming = Incoming(
            draft=item.draft,
            source_id=item.candidate.source_id,
            candidate_id=item.candidate.id,
            page_id=item.page_id,
            extractor_version=item.extractor_version,
        )
        now = clock.now()
        stored = await self._run.session.write(lambda session: add_article(session, incoming, now=now))
        self._run.count(f"articles/{stored.outcome}")
        return item
