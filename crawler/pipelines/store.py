"""The draft becomes an article, or a revision of one."""

import logging
from datetime import datetime
from typing import Self

from scrapy.crawler import Crawler

from core import clock
from core.urls import host_of
from crawler import failures
from crawler.items import FetchedPage
from crawler.run import Run
from storage.articles import Incoming, Rest, add_articles
from storage.leases import Candidate

logger = logging.getLogger(__name__)


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
            rest=self._rest(item, item.candidate, clock.now()),
            is_news=item.candidate.is_news(item.draft.published),
        )
        stored = await self._run.session.add(add_articles, incoming)
        self._run.count(f"articles/{stored.outcome}")
        return item

    def _rest(self, item: FetchedPage, candidate: Candidate, now: datetime) -> Rest | None:
        """When to try again for the pages that are missing; None when none is, or it would not help."""
        missing, attempts = item.missing, candidate.attempts + 1
        if missing is None:
            return None
        self._run.count("pages/missing")
        logger.info("a later page is missing: %s: %s (%s)", candidate.url, missing.reason, missing.detail)
        if missing.final or attempts >= self._run.settings.max_attempts:
            return None
        paused = self._run.pauses.get(host_of(item.page.final_url), now)
        return Rest(max(failures.retry_at(attempts, now=now), paused), missing.reason, missing.detail)
