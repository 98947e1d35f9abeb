"""The catalogue against the real sites: each list asked once, an article of each source; nothing is stored.

scrapy crawl survey -a report=build/live-report.md [-a sources=electrek,cnevpost]
"""

import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure as TwistedFailure

from core import clock
from core.context import Context
from core.errors import ConfigError, EvwatchError
from core.link import Link, freshness
from core.source import Source
from crawler import failures, lists
from crawler.answers import ALL_STATUSES, page_of
from crawler.items import FetchedPage
from crawler.run import Run
from crawler.survey import ArticleSeen, ListSeen, SourceSeen, report, summary

# A list may begin with a link that is gone or disallowed.
MOST_TRIES = 3


@dataclass(frozen=True, slots=True)
class _Asked:
    """A list that is asked; with ``is_part`` for a sitemap that the endpoint, an index, names."""

    source: Source
    kind: str
    endpoint: str
    is_part: bool = False


class SurveySpider(Spider):
    """Writes a report on the watched sources of the catalogue, or on some of them."""

    name = "survey"
    run: Run

    def __init__(self, *, report: str = "", sources: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if not report:
            raise ConfigError("name the file to write: -a report=build/live-report.md")
        self._path = Path(report)
        self._wanted = [part.strip() for part in sources.split(",") if part.strip()]
        self._seen: dict[str, SourceSeen] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Scrapy's constructor."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.run = Run.of(crawler)
        spider.check()
        crawler.signals.connect(spider.extracted, signals.item_scraped)
        crawler.signals.connect(spider.dropped, signals.item_dropped)
        crawler.signals.connect(spider.ended, signals.spider_closed)
        return spider

    def check(self) -> None:
        """Raises ConfigError for a source that may not be asked."""
        for source_id in self._wanted:
            source = self.run.sites.named(source_id)
            if source is None:
                raise ConfigError(f"the catalogue has no source {source_id!r}")
            if source.off:
                raise ConfigError(f"source {source_id!r} is off: {source.off}")

    async def start(self) -> AsyncIterator[Any]:
        """Every list of every source that is not off."""
        for source in self.run.sites.sources:
            if source.off or (self._wanted and source.id not in self._wanted):
                continue
            self._seen[source.id] = SourceSeen(source)
            for url, kind in source.endpoints.items():
                yield self._ask(url, _Asked(source, kind, url))

    def _ask(self, url: str, asked: _Asked) -> Request:
        return Request(
            url,
            self.listed,
            errback=self.list_failed,
            cb_kwargs={"asked": asked},
            meta=dict(ALL_STATUSES),
            dont_filter=True,
        )

    async def listed(self, response: Response, asked: _Asked) -> AsyncIterator[Request]:
        """A list answered. Of an index of sitemaps the freshest part is read."""
        page = page_of(response)
        failure = failures.of_status(page.status)
        form, trouble, links = "", failure.detail if failure else "", tuple[Link, ...]()
        if failure is None:
            try:
                found = await lists.read(
                    self.run, asked.kind, page, zone=asked.source.zone, source_id=asked.source.id
                )
            except EvwatchError as error:
                trouble = str(error)
            else:
                if found.sitemaps and not asked.is_part:
                    freshest = max(found.sitemaps, key=freshness)
                    yield self._ask(
                        freshest.url, _Asked(asked.source, asked.kind, asked.endpoint, is_part=True)
                    )
                    return
                form, links = found.kind, found.links
        for request in self._noted(
            asked, ListSeen(asked.kind, asked.endpoint, page.status, form, trouble, links)
        ):
            yield request

    def list_failed(self, failure: TwistedFailure) -> Iterator[Request]:
        """A list could not be asked."""
        asked: _Asked = failure.request.cb_kwargs["asked"]  # type: ignore[attr-defined]
        why = failures.of_error(failure.value)
        seen = ListSeen(asked.kind, asked.endpoint, None, trouble=f"{why.reason}: {why.detail}")
        return self._noted(asked, seen)

    def _noted(self, asked: _Asked, seen: ListSeen) -> Iterator[Request]:
        """Once the last list of a source has answered, its newest article is asked for."""
        source = self._seen[asked.source.id]
        source.lists.append(seen)
        if len(source.lists) == len(asked.source.endpoints):
            yield from self._article(asked.source, 0)

    def _article(self, source: Source, place: int) -> Iterator[Request]:
        """The link at that place, unless enough have failed."""
        for link in self._seen[source.id].links()[place : place + 1] if place < MOST_TRIES else ():
            yield Request(
                link.url,
                self.fetched,
                errback=self.fetch_failed,
                cb_kwargs={"source": source, "link": link, "place": place},
                meta=dict(ALL_STATUSES),
                dont_filter=True,
            )

    async def fetched(
        self, response: Response, source: Source, link: Link, place: int
    ) -> AsyncIterator[FetchedPage | Request]:
        """An article answered; the pipelines extract it, and store nothing without a candidate."""
        failure = failures.of_status(response.status)
        if failure is not None:
            for request in self._failed(source, link, place, failure.detail):
                yield request
            return
        now = clock.now()
        known = Context(link=link, zone=source.zone, language=source.language, now=now)
        yield FetchedPage(page_of(response), known.under(source.rules_at(now)))

    def fetch_failed(self, failure: TwistedFailure) -> Iterator[Request]:
        """An article could not be asked for."""
        why = failures.of_error(failure.value)
        asked = failure.request.cb_kwargs  # type: ignore[attr-defined]
        return self._failed(trouble=f"{why.reason}: {why.detail}", **asked)

    def _failed(self, source: Source, link: Link, place: int, trouble: str) -> Iterator[Request]:
        self._seen[source.id].article = ArticleSeen(link.url, trouble=trouble)
        yield from self._article(source, place + 1)

    def extracted(self, item: FetchedPage, response: Response) -> None:
        """What the pipelines made of an article."""
        source: Source = response.cb_kwargs["source"]
        self._seen[source.id].article = ArticleSeen(item.page.final_url, item.draft)

    def dropped(self, item: FetchedPage, response: Response, exception: Exception) -> None:
        """Why a page made no article."""
        source: Source = response.cb_kwargs["source"]
        self._seen[source.id].article = ArticleSeen(item.page.final_url, trouble=str(exception))

    async def ended(self, reason: str) -> None:
        """Write the report, leave nothing open behind."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.write_text(report(self._seen.values(), now=clock.now()), "utf-8")
        sys.stdout.write(f"{summary(self._seen.values())}: {self._path}\n")
        await self.run.close(reason)
