"""The spider of every day: ask the endpoints for links, fetch what is new, hand the pages on.

scrapy crawl news [-a sources=electrek,cnevpost] [-a due=1 | -a since=2023-12-01]
"""

from collections.abc import AsyncIterator
from datetime import date, datetime
from math import inf
from typing import Any, Self

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from sqlalchemy.orm import Session
from twisted.python.failure import Failure as TwistedFailure

from core import clock
from core.context import Context
from core.urls import host_of
from crawler import failures
from crawler.answers import ALL_STATUSES, page_of
from crawler.items import FetchedPage
from crawler.middlewares.as_sent import AS_SENT
from crawler.polling import Poll, poll_of, poll_request, record, take_links
from crawler.refusals import HostPaused
from crawler.run import Run
from crawler.walking import begin, not_read, step_request, take_archive
from storage import hosts, leases, pages, sources
from storage.leases import Candidate
from storage.pages import Page
from storage.sources import PollResult
from storage.walks import WalkStep


class NewsSpider(Spider):
    """Polls the endpoints of ``sources`` (default: all), or with ``due`` only those whose time has come,
    then fetches what the frontier holds for them, also from earlier crawls. With ``since`` it reads the
    archives of ``sources`` instead, back to that day."""

    name = "news"
    run: Run
    is_whole = True

    def __init__(self, *args: Any, sources: str = "", due: str = "", since: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.source_ids = [part.strip() for part in sources.split(",") if part.strip()] or None
        self.only_due = due not in ("", "0", "no")
        self.since = date.fromisoformat(since) if since else None

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Scrapy's constructor."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.run = Run.of(crawler)
        for signal in (signals.item_scraped, signals.item_dropped, signals.item_error):
            crawler.signals.connect(spider.item_finished, signal)
        crawler.signals.connect(spider.callback_failed, signals.spider_error)
        crawler.signals.connect(spider.ended, signals.spider_closed)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        """Endpoints first; then helpings of the frontier until it has no more for us."""
        await self.run.open(self.source_ids)
        if self.since is not None:
            await begin(self.run, self.source_ids or (), self.since)
        polls = await self.run.session.read(self._polls) if self.since is None else []
        # Where every list answers that nothing is new, no parser is needed.
        if self.since is not None or not all(poll.is_conditional for poll in polls):
            self.run.pool.start()
        self.run.workload.poll_started(len(polls))
        for poll in polls:
            yield self._ask(poll)
        # One slow site's backlog must not keep all others' news waiting.
        ends_at_s = clock.monotonic_s() + (self.run.settings.crawl_shift_s if self.only_due else inf)
        while taken := await self.run.workload.more(ends_at_s):
            for task in taken:
                yield await self._next_step(task) if isinstance(task, Candidate) else self._read(task)

    async def polled(self, response: Response, poll: Poll) -> AsyncIterator[Request]:
        """An endpoint answered."""
        try:
            for part in await take_links(self.run, response, poll):
                self.run.workload.poll_started()
                yield self._ask(part)
        finally:
            self.run.workload.poll_finished(poll.source.id)

    async def poll_failed(self, failure: TwistedFailure) -> None:
        """An endpoint could not be asked."""
        poll: Poll = failure.request.cb_kwargs["poll"]  # type: ignore[attr-defined]
        try:
            if isinstance(failure.value, HostPaused):
                return  # it stays due
            why = failures.of_error(failure.value)
            await record(self.run, poll, PollResult(None, f"{why.reason}: {why.detail}", kind=why.kind))
        finally:
            self.run.workload.poll_finished(poll.source.id)

    async def walked(self, response: Response, step: WalkStep) -> None:
        """A list of an archive answered."""
        try:
            await take_archive(self.run, response, step)
        finally:
            self.run.workload.step_finished(step.source_id)

    async def walk_failed(self, failure: TwistedFailure) -> None:
        """A list of an archive could not be asked."""
        step: WalkStep = failure.request.cb_kwargs["step"]  # type: ignore[attr-defined]
        try:
            await not_read(self.run, step, failure.value)
        finally:
            self.run.workload.step_finished(step.source_id)

    async def fetched(self, response: Response, candidate: Candidate) -> AsyncIterator[FetchedPage]:
        """An article's page came, or a status that says why not."""
        failure = failures.of_answer(candidate.url, response.url, response.status)
        if failure is None:
            yield self._item(candidate, page_of(response))
        else:
            await self._fail(candidate, failure)

    async def fetch_failed(self, failure: TwistedFailure) -> None:
        """An article's page could not be fetched."""
        candidate = failure.request.cb_kwargs["candidate"]  # type: ignore[attr-defined]
        if isinstance(failure.value, HostPaused):
            await self._postpone(candidate, failure.value.until)
        else:
            await self._fail(candidate, failures.of_error(failure.value))

    def item_finished(self, item: FetchedPage) -> None:
        """The pipelines are done with an item, whatever became of it."""
        if item.candidate is not None:
            self.run.workload.settle(item.candidate)

    def callback_failed(self, response: Response | None) -> None:
        """A bug of ours: the lease will lapse, and this crawl must not wait for it."""
        self.is_whole = False
        request = response.request if response is not None else None
        candidate = request.cb_kwargs.get("candidate") if request is not None else None
        if candidate is not None:
            self.run.workload.settle(candidate)

    async def ended(self, reason: str) -> None:
        """Leave nothing open behind."""
        await self.run.close(reason if self.is_whole else "failed")

    def _polls(self, session: Session) -> list[Poll]:
        now = clock.now()
        due_at = now if self.only_due else None
        paused = hosts.paused(session, now=now)
        found = sources.endpoints(session, source_ids=self.source_ids, due_at=due_at)
        return [
            poll_of(endpoint, source, now=now)
            for endpoint, source in found
            if host_of(endpoint.url) not in paused
        ]

    def _ask(self, poll: Poll) -> Request:
        return poll_request(poll, callback=self.polled, errback=self.poll_failed)

    def _read(self, step: WalkStep) -> Request:
        return step_request(step, callback=self.walked, errback=self.walk_failed)

    async def _next_step(self, candidate: Candidate) -> Request | FetchedPage:
        """A request, or for a page that an earlier crawl kept, the page."""
        if candidate.page_id is not None:
            page_id = candidate.page_id
            page = await self.run.session.read(lambda session: pages.read_page(session, page_id))
            return self._item(candidate, page)
        return Request(
            candidate.url,
            callback=self.fetched,
            errback=self.fetch_failed,
            cb_kwargs={"candidate": candidate},
            meta={**ALL_STATUSES, AS_SENT: True},
            priority=candidate.priority,
            dont_filter=True,
        )

    def _item(self, candidate: Candidate, page: Page) -> FetchedPage:
        rules = self.run.sites.rules(candidate.source_id, page.fetched_at or clock.now())
        known = Context(link=candidate.link, zone=candidate.zone, language=candidate.language)
        return FetchedPage(page, known.under(rules), candidate, candidate.page_id)

    async def _fail(self, candidate: Candidate, failure: failures.Failure) -> None:
        try:
            await self.run.workload.fail(candidate, failure)
            self.run.count(f"skip/{failure.reason}")
        finally:
            self.run.workload.settle(candidate)

    async def _postpone(self, candidate: Candidate, until: datetime) -> None:
        try:
            await self.run.session.write(lambda session: leases.postpone(session, candidate.id, until))
        finally:
            self.run.workload.settle(candidate)
