"""One page, to look at: fetched and extracted like any other, printed, not stored.

scrapy crawl page -a url=https://example.com/article [-a form=json] [-a zone=Asia/Shanghai]
"""

import json
import sys
from collections.abc import AsyncIterator
from typing import Any, Self

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure as TwistedFailure

from core.article import Draft
from core.link import Link
from crawler import failures
from crawler.answers import ALL_STATUSES, page_of
from crawler.items import FetchedPage
from crawler.run import Run


class PageSpider(Spider):
    """Prints what was extracted from ``url``, as text or (``form=json``) as one JSON object."""

    name = "page"
    run: Run

    def __init__(
        self, *args: Any, url: str = "", form: str = "text", zone: str = "UTC", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.url, self.form, self.zone = url, form, zone

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Scrapy's constructor."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.run = Run.of(crawler)
        crawler.signals.connect(spider.show, signals.item_scraped)
        crawler.signals.connect(spider.show_loss, signals.item_dropped)
        crawler.signals.connect(spider.ended, signals.spider_closed)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        """The one request."""
        try:
            yield Request(self.url, self.fetched, errback=self.failed, meta=dict(ALL_STATUSES))
        except ValueError as error:
            self._print({"error": f"not an address: {error}"})

    async def fetched(self, response: Response) -> AsyncIterator[FetchedPage]:
        """The page came, or a status that says why not."""
        failure = failures.of_status(response.status)
        if failure is None:
            yield FetchedPage(page_of(response), Link(self.url), self.zone, "")
        else:
            self._print({"error": failure.detail})

    def failed(self, failure: TwistedFailure) -> None:
        """The page could not be fetched."""
        why = failures.of_error(failure.value)
        self._print({"error": f"{why.reason}: {why.detail}"})

    def show(self, item: FetchedPage) -> None:
        """The draft, field by field with its stage."""
        if item.draft is not None:
            self._print(as_dict(item.draft))

    def show_loss(self, exception: Exception) -> None:
        """Why the page made no article."""
        self._print({"error": str(exception)})

    async def ended(self, reason: str) -> None:
        """Leave nothing open behind."""
        await self.run.close(reason)

    def _print(self, shown: dict[str, Any]) -> None:
        if self.form == "json":
            lines = [json.dumps(shown, ensure_ascii=False)]
        else:
            lines = [f"{name}: {_printable(value)}" for name, value in shown.items()]
        sys.stdout.write("\n".join(lines) + "\n")


def as_dict(draft: Draft) -> dict[str, Any]:
    """The draft as JSON values; ``stages`` maps each field to the stage that supplied it."""
    return {
        "url": draft.url,
        "canonical_url": draft.canonical_url,
        "title": draft.title,
        "authors": list(draft.authors),
        "published": draft.published.isoformat() if draft.published else None,
        "modified": draft.modified.isoformat() if draft.modified else None,
        "language": draft.language,
        "flags": sorted(draft.flags),
        "summary": draft.summary,
        "body": draft.body,
        "stages": {field.value: origin.stage for field, origin in draft.origins.items()},
    }


def _printable(value: object) -> str:
    text = ", ".join(map(str, value)) if isinstance(value, list) else str("" if value is None else value)
    return "".join(c if c.isprintable() or c == "\n" else " " for c in text)
