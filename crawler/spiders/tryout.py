"""A source's lists, asked once to see what a crawl would take and leave; nothing is stored.

scrapy crawl tryout -a source=electrek
"""

import json
import sys
from collections.abc import AsyncIterator
from typing import Any, Self

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from sqlalchemy.orm import Session
from twisted.python.failure import Failure as TwistedFailure

from core.errors import EvwatchError
from core.link import Link
from crawler import failures, lists
from crawler.answers import ALL_STATUSES, page_of
from crawler.run import Run
from storage import frontier, sources
from storage.pages import Page
from storage.schema import EndpointRow, SourceRow


class TryoutSpider(Spider):
    """Prints one JSON object a list: its address and kind, the links taken, whether known, and those left
    with the reason."""

    name = "tryout"
    run: Run

    def __init__(self, *, source: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.source_id = source

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Scrapy's constructor."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.run = Run.of(crawler)
        crawler.signals.connect(spider.ended, signals.spider_closed)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        """Each list of the source."""

        def wanted(session: Session) -> list[tuple[EndpointRow, SourceRow]]:
            return sources.endpoints(session, source_ids=[self.source_id])

        for endpoint, source in await self.run.session.read(wanted):
            yield Request(
                endpoint.url,
                self.answered,
                errback=self.unanswered,
                cb_kwargs={"kind": endpoint.kind, "zone": source.zone},
                meta=dict(ALL_STATUSES),
                dont_filter=True,
            )

    async def answered(self, response: Response, kind: str, zone: str) -> None:
        """A list came, or a status that says why not."""
        page, failure = page_of(response), failures.of_status(response.status)
        found = {"error": failure.detail} if failure is not None else await self._read(page, kind, zone)
        _show(page.final_url, kind, found)

    def unanswered(self, failure: TwistedFailure) -> None:
        """A list could not be asked."""
        request: Request = failure.request  # type: ignore[attr-defined]
        why = failures.of_error(failure.value)
        _show(request.url, request.cb_kwargs["kind"], {"error": f"{why.reason}: {why.detail}"})

    async def ended(self, reason: str) -> None:
        """Leave nothing open behind."""
        await self.run.close(reason)

    async def _read(self, page: Page, kind: str, zone: str) -> dict[str, Any]:
        try:
            found = await lists.read(self.run, kind, page, zone=zone, source_id=self.source_id)
        except EvwatchError as error:
            return {"error": str(error)}
        urls = [link.url for link in found.links]
        met = await self.run.session.read(lambda session: frontier.known_addresses(session, urls))
        return {
            "form": found.kind,
            "parts": [part.url for part in found.sitemaps],
            "taken": [_said(link, is_known=link.url in met) for link in found.links],
            "left": [{"url": address, "why": why} for address, why in found.left],
        }


def _show(url: str, kind: str, found: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps({"url": url, "kind": kind, **found}) + "\n")


def _said(link: Link, *, is_known: bool) -> dict[str, Any]:
    published = link.published or link.updated
    return {
        "url": link.url,
        "title": link.title,
        "published": published.isoformat() if published else None,
        "known": is_known,
    }
