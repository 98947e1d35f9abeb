"""One step of a walk through an archive: ask for a list, read it in a worker, put what it has into the
frontier."""

import logging
from collections.abc import Collection
from datetime import date
from typing import Any
from urllib.parse import urljoin

from scrapy import Request
from scrapy.http import Response
from sqlalchemy.orm import Session

from core import clock
from core.archive import Further
from core.errors import EvwatchError, SkipArticle
from crawler import failures
from crawler.answers import ALL_STATUSES, page_of
from crawler.parsing import read_archive
from crawler.refusals import HostPaused
from crawler.run import Run
from storage import sources, walks
from storage.walks import WalkStep

logger = logging.getLogger(__name__)

PRIORITY = -1  # after articles
# Where a sitemap is looked for when the source declares none.
USUAL = {"robots": "/robots.txt", "sitemap": "/sitemap.xml"}


async def begin(run: Run, source_ids: Collection[str], since: date) -> None:
    """Walk the archives of these sources back to ``since``, or go on with it."""
    now = clock.now()

    def begin(session: Session) -> None:
        for source_id in source_ids:
            walks.begin(session, source_id, _roots(session, source_id, now.date()), since=since, now=now)

    await run.session.write(begin)
    run.workload.walk(source_ids)


def _roots(session: Session, source_id: str, today: date) -> list[Further]:
    found = sources.endpoints(session, source_ids=[source_id])
    roots = [Further(endpoint.kind, endpoint.url, today) for endpoint, _ in found]
    if found and not any(root.kind == "sitemap" for root in roots):
        home = found[0][1].home
        roots += [Further(kind, urljoin(home, path), today) for kind, path in USUAL.items()]
    return roots


def step_request(step: WalkStep, **callbacks: Any) -> Request:
    """The request for a list."""
    return Request(
        step.url,
        cb_kwargs={"step": step},
        meta=dict(ALL_STATUSES),
        priority=PRIORITY,
        dont_filter=True,
        **callbacks,
    )


async def take_archive(run: Run, response: Response, step: WalkStep) -> None:
    """What the list answered: links and further lists, or why it cannot be read."""
    page, failure = page_of(response), failures.of_status(response.status)
    if failure is not None:
        await _give_back(run, step, failure.detail, final=failure.final)
        return
    try:
        archive = await run.pool.run(
            read_archive,
            step.kind,
            page.body,
            page.final_url,
            content_type=page.headers.get("content-type", ""),
            zone=step.zone,
            span=step.span,
        )
    except EvwatchError as error:
        # A worker that was too slow may have met a busy machine.
        await _give_back(run, step, str(error), final=not isinstance(error, SkipArticle))
        return
    now = clock.now()
    new = await run.session.write(lambda session: walks.finish(session, step, archive, now=now))
    run.count("lists/read")
    run.count("links/new", new)


async def not_read(run: Run, step: WalkStep, error: BaseException | None) -> None:
    """The list could not be asked for; on a host that wants a pause it stays open, untried."""
    if isinstance(error, HostPaused):
        until = error.until
        await run.session.write(
            lambda session: walks.put_off(
                session, step.id, due_at=until, reason=str(error), attempts=step.attempts
            )
        )
        return
    why = failures.of_error(error)
    await _give_back(run, step, f"{why.reason}: {why.detail}", final=why.final)


async def _give_back(run: Run, step: WalkStep, reason: str, *, final: bool) -> None:
    attempts, now = step.attempts + 1, clock.now()

    def give_back(session: Session) -> None:
        if final or attempts >= run.settings.max_attempts:
            walks.leave(session, step.id, reason, now=now)
        else:
            due_at = failures.retry_at(attempts, now=now)
            walks.put_off(session, step.id, due_at=due_at, reason=reason, attempts=attempts)

    await run.session.write(give_back)
    run.count("lists/failed")
    logger.info("%s: could not read %s: %s", step.source_id, step.url, reason)
