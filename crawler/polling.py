"""One poll: ask an endpoint conditionally, read its links in a worker, put the new ones into the frontier."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from scrapy import Request
from scrapy.http import Response
from sqlalchemy.orm import Session

from core import clock
from core.errors import EvwatchError
from core.health import Kind
from core.link import freshness
from core.urls import same_site
from crawler import failures, lists
from crawler.answers import ALL_STATUSES, NOT_MODIFIED, page_of
from crawler.freshness import fresh_for_s, links_hash
from crawler.parsing import Listed
from crawler.run import Run
from storage import frontier, sources
from storage.health import Brought
from storage.pages import Page
from storage.schema import EndpointRow, SourceRow
from storage.sources import ListedAs, PollResult

logger = logging.getLogger(__name__)

PRIORITY = 10  # before articles: a poll is what makes us early
# Of a sitemap index the freshest parts are read: the rest is archive.
MOST_SITEMAPS = 5
# A list with hardly a known link has pushed others off its first page since we last looked.
MOST_PAGES = 5
# Some servers answer "not modified" for ever: so often the list is asked for in full.
FULL_AFTER = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Poll:
    """An endpoint to ask. ``part`` is the address of a sitemap that the endpoint, an index, names,
    or of page ``number`` of a list. ``is_full`` asks for the whole list, changed or not."""

    endpoint: EndpointRow
    source: SourceRow
    part: str | None = None
    number: int = 1
    is_full: bool = False

    @property
    def is_conditional(self) -> bool:
        """Whether "nothing is new" is an answer that may come."""
        is_whole = self.part is not None or self.is_full
        return not is_whole and bool(self.endpoint.etag or self.endpoint.last_modified)


def poll_of(endpoint: EndpointRow, source: SourceRow, *, now: datetime) -> Poll:
    """The poll that is due: in full when the list has not come in full for a day."""
    is_full = endpoint.read_at is None or now - endpoint.read_at >= FULL_AFTER
    return Poll(endpoint, source, is_full=is_full)


def poll_request(poll: Poll, **callbacks: Any) -> Request:
    """The request of a poll, conditional (RFC 9110 §13.1) where "nothing is new" may come."""
    endpoint = poll.endpoint
    validators = {"If-None-Match": endpoint.etag, "If-Modified-Since": endpoint.last_modified}
    return Request(
        poll.part or endpoint.url,
        headers={name: value for name, value in validators.items() if value} if poll.is_conditional else {},
        cb_kwargs={"poll": poll},
        meta=dict(ALL_STATUSES),
        priority=PRIORITY,
        dont_filter=True,
        **callbacks,
    )


async def take_links(run: Run, response: Response, poll: Poll) -> Sequence[Poll]:
    """What the endpoint answered: its links, that nothing changed, or why it cannot be read.

    Gives the further sitemaps or pages of the list to read.
    """
    page = page_of(response)
    failure = failures.of_answer(poll.part or poll.endpoint.url, page.final_url, page.status, page.body)
    if failure is not None:
        await record(run, poll, PollResult(page.status, error=failure.detail, kind=failure.kind))
        return ()
    if page.status == NOT_MODIFIED:
        says = "cache-control" in page.headers
        fresh = fresh_for_s(page.headers) if says else None
        await record(run, poll, PollResult(page.status, fresh_for_s=fresh))
        return ()
    try:
        found = await lists.read(
            run, poll.endpoint.kind, page, zone=poll.source.zone, source_id=poll.source.id
        )
    except EvwatchError as error:
        await record(run, poll, PollResult(page.status, error=str(error), kind=Kind.PARSE))
        return ()
    added = await _store(run, poll, found, page)
    if poll.endpoint.kind == "section":
        return await _further_page(run, poll, found, added.new)
    if poll.part:
        return ()
    freshest = sorted(found.sitemaps, key=freshness, reverse=True)[:MOST_SITEMAPS]
    return [Poll(poll.endpoint, poll.source, part=link.url) for link in freshest]


async def _further_page(run: Run, poll: Poll, found: Listed, new: int) -> Sequence[Poll]:
    is_first_poll = poll.endpoint.polled_at is None
    if is_first_poll or not new or not found.next_page or poll.number >= MOST_PAGES:
        return ()
    old = await run.session.read(lambda session: frontier.count_done(session, found.links))
    if new <= 2 * old:  # some lists show a known article for ever, beside the latest
        return ()
    return [Poll(poll.endpoint, poll.source, part=found.next_page, number=poll.number + 1)]


async def record(run: Run, poll: Poll, result: PollResult) -> None:
    """A poll that brought no links."""
    now, endpoint_id = clock.now(), poll.endpoint.id
    if poll.part is None:
        await run.session.write(lambda session: sources.record_poll(session, endpoint_id, result, now=now))
    run.count("polls/unchanged" if result.error is None else "polls/failed")
    if result.error is not None:
        address = poll.part or poll.endpoint.url
        logger.warning("%s: could not read %s: %s", poll.source.id, address, result.error)


async def _store(run: Run, poll: Poll, found: Listed, page: Page) -> frontier.Added:
    now, endpoint_id, kind = clock.now(), poll.endpoint.id, poll.endpoint.kind
    source_id, is_part = poll.source.id, poll.part is not None
    listed = _listed(found, page)
    result = PollResult(
        page.status,
        etag=page.headers.get("etag"),
        last_modified=page.headers.get("last-modified"),
        listed=listed,
    )
    # An index is the same while its parts change.
    is_same = not (is_part or found.sitemaps) and listed.links_hash == poll.endpoint.links_hash

    def store(session: Session) -> frontier.Added:
        # One transaction: validators kept without their entries would hide those for ever.
        added = frontier.add_links(
            session,
            () if is_same else found.links,
            source_id=source_id,
            endpoint_id=endpoint_id,
            now=now,
            revisits=kind == "feed",
        )
        if not is_part:
            brought = _brought(found, poll, added.new)
            sources.record_poll(session, endpoint_id, replace(result, brought=brought), now=now)
        return added

    added = await run.session.write(store)
    run.count("polls/unchanged" if is_same else "polls/read")
    run.count("links/new", added.new)
    run.count("links/again", added.again)
    return added


def _listed(found: Listed, page: Page) -> ListedAs:
    hints = replace(found.hints, max_age_s=fresh_for_s(page.headers))
    return ListedAs(hints, len(found.links), links_hash(found))


def _brought(found: Listed, poll: Poll, new: int) -> Brought:
    """What the source's health is judged by; of a sitemap index, its parts."""
    links = found.links or found.sitemaps
    newest = max((time for link in links if (time := link.published or link.updated)), default=None)
    foreign = sum(not same_site(link.url, poll.source.home) for link in links)
    return Brought(len(links), new, newest, foreign=2 * foreign > len(links))
