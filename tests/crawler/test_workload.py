"""What a crawl holds of the frontier, on a real database and a real event loop."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

from core import clock
from core.errors import SkipReason
from crawler.failures import Failure
from crawler.session import CrawlSession
from crawler.workload import PER_SOURCE, Workload
from storage.leases import Candidate
from storage.migrate import open_database
from storage.schema import State
from tests.storage.newsdesk import Newsdesk

Story = Callable[[Newsdesk, Workload], Awaitable[None]]
GONE = Failure(SkipReason.NOT_FOUND, "HTTP 404", final=True)
LATE = Failure(SkipReason.TIMEOUT, "late", final=False)


def _tell(story: Story, folder: Path, *, max_attempts: int = 3) -> None:
    url = f"sqlite:///{folder}/evwatch.db"
    desk = Newsdesk(open_database(url), now=clock.now()).setup()

    async def scene() -> None:
        session = CrawlSession(open_database(url))
        try:
            await asyncio.wait_for(story(desk, Workload(session, 1, None, max_attempts)), 20)
        finally:
            await session.close()

    asyncio.run(scene())
    desk.database.close()


async def _more(workload: Workload) -> list[Candidate]:
    return [task for task in await workload.more() if isinstance(task, Candidate)]


def test_it_ends_when_nothing_is_polled_and_nothing_held(tmp_path: Path) -> None:
    async def story(desk: Newsdesk, workload: Workload) -> None:
        desk.told("a")
        (candidate,) = await _more(workload)
        asking = asyncio.create_task(_more(workload))
        await asyncio.sleep(0.1)
        assert not asking.done(), "a candidate is still held"
        workload.settle(candidate)
        workload.settle(candidate)
        assert await asking == []

    _tell(story, tmp_path)


def test_what_a_poll_brings_while_the_database_is_asked_is_not_overlooked(tmp_path: Path) -> None:
    async def story(desk: Newsdesk, workload: Workload) -> None:
        workload.poll_started()
        asking = asyncio.create_task(_more(workload))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        # The loop stands still: the empty answer is there, but not yet taken, when the last poll finishes.
        time.sleep(0.3)
        desk.told("a")
        workload.poll_finished("evpost")
        (candidate,) = await asking
        assert candidate.url == "https://evpost.example/a"

    _tell(story, tmp_path)


def test_a_source_is_taken_in_helpings(tmp_path: Path) -> None:
    async def story(desk: Newsdesk, workload: Workload) -> None:
        desk.told(*map(str, range(PER_SOURCE + 3)))
        desk.told("x", source_id="dailyev")
        first = await _more(workload)
        assert len(first) == PER_SOURCE + 1
        for candidate in first:
            workload.settle(candidate)
        second = await _more(workload)
        assert len(second) == 3
        for candidate in second:
            workload.settle(candidate)
        assert await _more(workload) == []

    _tell(story, tmp_path)


def test_a_loss_is_put_off_until_the_attempts_are_used_up(tmp_path: Path) -> None:
    async def story(desk: Newsdesk, workload: Workload) -> None:
        desk.told("lost", "late")
        late, lost = sorted(await _more(workload), key=lambda candidate: candidate.url)
        await workload.fail(lost, GONE)
        await workload.fail(late, LATE)
        assert (desk.row("lost").state, desk.row("lost").reason) == (State.FAILED, "not_found")
        row = desk.row("late")
        assert (row.state, row.attempts) == (State.QUEUED, 1)
        assert timedelta(seconds=50) < row.due_at - clock.now() <= timedelta(seconds=60)

    _tell(story, tmp_path)


def test_the_last_attempt_is_the_last(tmp_path: Path) -> None:
    async def story(desk: Newsdesk, workload: Workload) -> None:
        desk.told("late")
        (late,) = await _more(workload)
        await workload.fail(late, LATE)
        assert (desk.row("late").state, desk.row("late").reason) == (State.FAILED, "timeout")

    _tell(story, tmp_path, max_attempts=1)


def test_one_write_that_fails_does_not_take_its_neighbours_with_it(tmp_path: Path) -> None:
    desk = Newsdesk(open_database(f"sqlite:///{tmp_path}/evwatch.db"), now=clock.now()).setup()

    async def scene() -> list[object]:
        session = CrawlSession(desk.database)

        def broken(_: object) -> int:
            raise ValueError("a bug of ours")

        works = [lambda _, n=number: n for number in range(5)]
        writes = [
            *(session.write(work) for work in works[:2]),
            session.write(broken),
            session.write(works[2]),
        ]
        results = await asyncio.gather(*writes, return_exceptions=True)
        await session.close()
        return results

    first, second, error, last = asyncio.run(scene())
    assert (first, second, last) == (0, 1, 2)
    assert isinstance(error, ValueError)
