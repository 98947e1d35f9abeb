"""One crawl's hold on the database: reads, and writes that share their commits."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from core import clock
from storage.session import Database

T = TypeVar("T")
Item = TypeVar("Item")
Work = Callable[[Session], T]
# Writes all the items it is given, at the instant it is given; one result for each.
Batch = Callable[[Session, Sequence[Item], datetime], Sequence[T]]

LARGEST_BATCH = 64
# So long items wait for more of their kind: nobody sees it, and the next commit holds several.
GATHER_S = 0.2


@dataclass(frozen=True, slots=True)
class _Waiting:
    batch: Batch[Any, Any]
    item: Any
    future: asyncio.Future[Any]


class CrawlSession:
    """The database of one crawl process, off the event loop.

    Writes that arrive while a commit is under way go into the next one together: an article costs a
    fraction of a commit, and each caller still waits until its own write is safe.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="database")
        self._waiting: list[_Waiting] = []
        self._draining: asyncio.Task[None] | None = None
        self._urgent = asyncio.Event()

    async def read(self, work: Work[T]) -> T:
        """What ``work`` returns from a reading transaction."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._read, work)

    async def write(self, work: Work[T]) -> T:
        """What ``work`` returns, once it is committed. ``work`` may run twice (its first transaction can be
        spoilt by another's failure), so it must take everything from its arguments."""
        self._urgent.set()
        return await self.add(_each, work)

    async def add(self, batch: Batch[Item, T], item: Item) -> T:
        """What ``batch`` returns for ``item``, once it is committed: like ``write``, for what comes in great
        numbers. All items that wait for the same ``batch`` are given to it together."""
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiting(batch, item, future))
        if self._draining is None or self._draining.done():
            self._draining = asyncio.create_task(self._drain())
        return await future

    async def close(self) -> None:
        """Finish what is waiting and let go of the database."""
        if self._draining is not None:
            self._urgent.set()
            await self._draining
        self._thread.shutdown()
        self._database.close()

    async def _drain(self) -> None:
        loop = asyncio.get_running_loop()
        while self._waiting:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._urgent.wait(), GATHER_S)
            self._urgent.clear()
            taken, self._waiting = self._waiting[:LARGEST_BATCH], self._waiting[LARGEST_BATCH:]
            results = await loop.run_in_executor(self._thread, self._commit, taken)
            for waiting, result in zip(taken, results, strict=True):
                if waiting.future.cancelled():
                    continue
                if isinstance(result, Exception):
                    waiting.future.set_exception(result)
                else:
                    waiting.future.set_result(result)

    def _read(self, work: Work[T]) -> T:
        with self._database.reading() as session:
            return work(session)

    def _commit(self, taken: Sequence[_Waiting]) -> list[Any]:
        """One result or exception for each, in their order."""
        try:
            with self._database.writing() as session:
                return _written(session, taken)
        except Exception as error:
            # One that fails must not take the others with it: each gets a transaction of its own.
            return [error] if len(taken) == 1 else [self._commit([one])[0] for one in taken]


def _each(session: Session, works: Sequence[Work[Any]], _now: datetime) -> list[Any]:
    return [work(session) for work in works]


def _written(session: Session, taken: Sequence[_Waiting]) -> list[Any]:
    places: dict[Batch[Any, Any], list[int]] = {}
    for place, waiting in enumerate(taken):
        places.setdefault(waiting.batch, []).append(place)
    results: dict[int, Any] = {}
    for batch, its_places in places.items():
        found = batch(session, [taken[place].item for place in its_places], clock.now())
        results.update(zip(its_places, found, strict=True))
    return [results[place] for place in range(len(taken))]
