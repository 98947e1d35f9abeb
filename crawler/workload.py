"""What this crawl holds of the frontier: how much of each source is under way, and when there is more."""

import asyncio
import logging
from collections import Counter
from collections.abc import Collection
from datetime import timedelta
from math import inf

from sqlalchemy.orm import Session

from core import clock
from core.errors import SkipReason
from crawler import failures
from crawler.session import CrawlSession
from storage import frontier, health, leases, walks
from storage.leases import Candidate
from storage.walks import WalkStep

logger = logging.getLogger(__name__)

PER_SOURCE = 32  # candidates taken of one source at a time
LOW_WATER = 16  # ... and more are taken when so few are left
LEASE = timedelta(minutes=15)


class Workload:
    """Leases candidates in small helpings, so that every source moves on and a dead crawl holds little.

    ``more()`` is asked by the spider alone; ``poll_*``, ``step_finished`` and ``settle`` are told by whoever
    finishes something.
    """

    def __init__(
        self, session: CrawlSession, crawl_id: int, source_ids: Collection[str] | None, max_attempts: int
    ) -> None:
        self._session = session
        self._max_attempts = max_attempts
        self._crawl_id = crawl_id
        self._source_ids = source_ids
        self._held: dict[int, Candidate] = {}
        self._per_source: Counter[str] = Counter()
        self._asked = False
        self._promising: set[str] = set()  # sources that may have more
        self._walking: set[str] = set()  # sources whose archive may have another list to read
        self._backfills = False
        self._polls = 0
        self._changed = asyncio.Event()

    def walk(self, source_ids: Collection[str]) -> None:
        """Read the archives of these sources, too: the next list of one when nothing of it is left to do."""
        self._walking |= set(source_ids)
        self._backfills = True

    async def more(self, ends_at_s: float = inf) -> list[Candidate | WalkStep]:
        """The next helping, waiting until there is one; empty when all is done, and from the instant
        ``ends_at_s`` of the monotonic clock on."""
        while clock.monotonic_s() < ends_at_s:
            self._changed.clear()
            taken: list[Candidate | WalkStep] = [*await self._take(), *await self._steps()]
            if taken:
                return taken
            # What finished while the database was asked may have brought more: then it is asked again.
            if not self._changed.is_set():
                if self._polls == 0 and not self._held:
                    return []
                await self._changed.wait()
        return []

    def poll_started(self, count: int = 1) -> None:
        """Endpoints are being asked: they may bring candidates."""
        self._polls += count

    def poll_finished(self, source_id: str) -> None:
        """The endpoint's links are in the frontier, or it failed."""
        self._polls -= 1
        self._promising.add(source_id)
        self._changed.set()

    def step_finished(self, source_id: str) -> None:
        """A list of the archive is read, or it failed."""
        self._walking.add(source_id)
        self.poll_finished(source_id)

    def settle(self, candidate: Candidate) -> None:
        """The candidate is off our hands, one way or another. Telling it twice does no harm."""
        if self._held.pop(candidate.id, None) is not None:
            self._per_source[candidate.source_id] -= 1
            self._changed.set()

    async def fail(self, candidate: Candidate, failure: failures.Failure) -> None:
        """Give the candidate up, or put it back for a later attempt."""
        attempts = candidate.attempts + 1
        final = failure.final or attempts >= self._max_attempts
        now = clock.now()
        reason, detail = failure.reason, failure.detail

        def fail(session: Session) -> None:
            health.note_page_failure(session, candidate.source_id, failure.kind, detail, now=now)
            if final:
                frontier.give_up(session, candidate.id, now=now, reason=reason, detail=detail)
            else:
                due_at = failures.retry_at(attempts, now=now)
                frontier.retry_later(session, candidate.id, due_at=due_at, reason=reason, detail=detail)

        await self._session.write(fail)
        fate = "given up" if final else "put off"
        logger.info("%s: %s: %s (%s)", fate, candidate.url, failure.reason, failure.detail)

    async def replace(self, candidate: Candidate, url: str) -> None:
        """Give the candidate up for ``url``: it is a later page of the article there."""
        now, source_id = clock.now(), candidate.source_id

        def replace(session: Session) -> None:
            frontier.add_address(session, url, source_id=source_id, now=now, priority=candidate.priority)
            frontier.give_up(session, candidate.id, now=now, reason=SkipReason.LATER_PAGE, detail=f"of {url}")

        await self._session.write(replace)
        self._promising.add(source_id)
        self._changed.set()

    async def _take(self) -> list[Candidate]:
        wanted = self._hungry() if self._asked else self._source_ids
        if wanted is not None and not wanted:
            return []
        # Now, not afterwards: a poll that finishes meanwhile puts its source back.
        self._asked = True
        self._promising -= set(wanted or ())
        taken = await self._session.write(
            lambda session: leases.lease(
                session,
                self._crawl_id,
                now=clock.now(),
                duration=LEASE,
                per_source=PER_SOURCE,
                source_ids=wanted,
                backfill=self._backfills,
            )
        )
        counts = Counter(candidate.source_id for candidate in taken)
        self._promising |= {source for source, count in counts.items() if count >= PER_SOURCE}
        for candidate in taken:
            self._held[candidate.id] = candidate
        self._per_source += counts
        return taken

    async def _steps(self) -> list[WalkStep]:
        """The next list of every archive of which nothing is under way."""
        idle = sorted(
            source
            for source in self._walking
            if not self._per_source[source] and source not in self._promising
        )
        if not idle:
            return []
        self._walking -= set(idle)
        now = clock.now()
        found = await self._session.write(
            lambda session: [walks.next_step(session, source, now=now) for source in idle]
        )
        steps = [step for step in found if step is not None]
        self.poll_started(len(steps))
        return steps

    def _hungry(self) -> set[str]:
        """Sources that may have more and have little under way."""
        return {source for source in self._promising if self._per_source[source] <= LOW_WATER}
