"""One crawl's hold on the database: reads, and writes that share their commits."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from storage.articles import Outcome, Stored, index_articles
from storage.session import Database

T = TypeVar("T")
Work = Callable[[Session], T]

LARGEST_BATCH = 64


class CrawlSession:
    """The database of one crawl process, off the event loop.

    Writes that arrive while a commit is under way go into the next one together: an article costs a
    fraction of a commit, and each caller still waits until its own write is safe.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="database")
        self._waiting: list[tuple[Work[Any], asyncio.Future[Any]]] = []
        self._draining: asyncio.Task[None] | None = None

    async def read(self, work: Work[T]) -> T:
        """What ``work`` returns from a reading transaction."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._read, work)

    async def write(self, work: Work[T]) -> T:
        """What ``work`` returns, once it is committed. ``work`` may run twice (its first transaction can be
        spoilt by another's failure), so it must take everything from its arguments."""
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append((work, future))
        if self._draining is None or self._draining.done():
            self._draining = asyncio.create_task(self._drain())
        return await future

    async def close(self) -> None:
        """Finish what is waiting and let go of the database."""
        if self._draining is not None:
            await self._draining
        self._thread.shutdown()
        self._database.close()

    async def _drain(self) -> None:
        loop = asyncio.get_running_loop()
        while self._waiting:
            batch, self._waiting = self._waiting[:LARGEST_BATCH], self._waiting[LARGEST_BATCH:]
            results = await loop.run_in_executor(self._thread, self._commit, [work for work, _ in batch])
            for (_, future), result in zip(batch, results, strict=True):
                if future.cancelled():
                    continue
                if isinstance(result, Exception):
                    future.set_exception(result)
                else:
                    future.set_result(result)

    def _read(self, work: Work[T]) -> T:
        with self._database.reading() as session:
            return work(session)

    def _commit(self, works: list[Work[Any]]) -> list[Any]:
        try:
            with self._database.writing() as session:
                results = [work(session) for work in works]
                _index(session, results)
                return results
        except Exception as error:
            # One that fails must not take the others with it: each gets a transaction of its own.
            return [error] if len(works) == 1 else [self._commit([work])[0] for work in works]


def _index(session: Session, results: list[Any]) -> None:
    changed = {
        result.article_id
        for result in results
        if isinstance(result, Stored) and result.outcome != Outcome.UNCHANGED
    }
    if changed:
        index_articles(session, changed)
