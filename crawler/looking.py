"""What spiders share that fetch one address to look at it: nothing is stored, the result is printed."""

import json
import sys
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from typing import Any, Self

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure as TwistedFailure

from crawler import failures
from crawler.answers import ALL_STATUSES, page_of
from crawler.items import FetchedPage
from crawler.run import Run
from storage.pages import Page


class LookingSpider(Spider, ABC):
    """Asks for ``url`` and prints what ``looked_at`` makes of it, as text or (``form=json``) JSON."""

    run: Run

    def __init__(self, *, url: str = "", form: str = "text", zone: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.url, self.form, self.zone = url, form, zone

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Scrapy's constructor."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.run = Run.of(crawler)
        crawler.signals.connect(spider.ended, signals.spider_closed)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        """The one request."""
        try:
            yield Request(self.url, self.fetched, errback=self.failed, meta=dict(ALL_STATUSES))
        except ValueError as error:
            self.show({"error": f"not an address: {error}"})

    async def fetched(self, response: Response) -> AsyncIterator[Any]:
        """The address answered, if only with a status that says why not."""
        failure = failures.of_status(response.status)
        if failure is not None:
            self.show({"error": failure.detail})
            return
        item = await self.looked_at(page_of(response))
        if item is not None:
            yield item

    @abstractmethod
    async def looked_at(self, page: Page) -> FetchedPage | None:
        """What this spider is for; gives an item where the pipelines are to see it."""

    def failed(self, failure: TwistedFailure) -> None:
        """The address could not be asked."""
        why = failures.of_error(failure.value)
        self.show({"error": f"{why.reason}: {why.detail}"})

    async def ended(self, reason: str) -> None:
        """Leave nothing open behind."""
        await self.run.close(reason)

    def show(self, result: dict[str, Any]) -> None:
        """Print the result."""
        if self.form == "json":
            lines = [json.dumps(result, ensure_ascii=False)]
        else:
            lines = [f"{name}: {_printable(value)}" for name, value in result.items()]
        sys.stdout.write("\n".join(lines) + "\n")


def _printable(value: object) -> str:
    text = ", ".join(map(str, value)) if isinstance(value, list) else str("" if value is None else value)
    return "".join(c if c.isprintable() or c == "\n" else " " for c in text)
