"""Processes that parse bytes from outside: each task has a deadline, each worker a memory cap."""

import asyncio
import multiprocessing
import resource
import signal
from collections.abc import Callable
from concurrent.futures import TimeoutError as TaskTimeoutError
from multiprocessing.synchronize import Semaphore
from typing import TypeVar

from pebble import ProcessExpired, ProcessPool

from core.errors import EvwatchError, SkipArticle, SkipReason

T = TypeVar("T")

GOODBYE_S = 2.0
# Imported once by the server that workers are forked from: a worker that was killed is back in milliseconds.
PRELOAD = ["crawler.extraction", "crawler.discovery", "crawler.parsing", "crawler.pool"]
# The kernel ends a worker that overstays by so much: one whose crawl was killed has nobody else to do it.
OVERSTAY_S = 5.0


class ParserPool:
    """Runs pure functions on hostile input. A hang, a crash or a hunger for memory costs one task."""

    def __init__(self, *, workers: int, timeout_s: float, memory_mb: int) -> None:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(PRELOAD)
        self._timeout_s = timeout_s
        # Counts the workers that have come up: one that is stopped on its way complains aloud.
        self._ready = context.Semaphore(0)
        self._starting = 0
        self._workers = workers
        self._pool = ProcessPool(
            max_workers=workers, context=context, initializer=_set_up, initargs=(memory_mb, self._ready)
        )

    def start(self) -> None:
        """Let the workers come up now: they take a second, in which the first answers are on their way."""
        self._starting = self._workers
        self._pool.schedule(_nothing)

    async def run(self, function: Callable[..., T], *args: object, **kwargs: object) -> T:
        """``function(*args, **kwargs)`` in a worker.

        Raises SkipArticle with EXTRACT_TIMEOUT or EXTRACT_FAILED; errors of ours come through unchanged.
        """
        self._starting = self._workers
        task = self._pool.schedule(
            _run_bounded,
            args=(self._timeout_s + OVERSTAY_S, function, *args),
            kwargs=kwargs,
            timeout=self._timeout_s,
        )
        try:
            return await asyncio.wrap_future(task)
        except TaskTimeoutError as error:
            raise SkipArticle(SkipReason.EXTRACT_TIMEOUT, f"over {self._timeout_s:g} s") from error
        except ProcessExpired as error:
            raise SkipArticle(SkipReason.EXTRACT_FAILED, f"parser died: {error}") from error
        except EvwatchError:
            raise
        except Exception as error:
            raise SkipArticle(SkipReason.EXTRACT_FAILED, f"{type(error).__name__}: {error}") from error

    def close(self) -> None:
        """End the workers in order; one that is still at work after a moment is killed."""
        self._pool.close()  # type: ignore[no-untyped-call]
        while self._starting and self._ready.acquire(timeout=GOODBYE_S):
            self._starting -= 1
        try:
            self._pool.join(timeout=GOODBYE_S)
        except TaskTimeoutError:
            self._pool.stop()  # type: ignore[no-untyped-call]
            self._pool.join()


def _nothing() -> None:
    """What a worker is asked that need only be there."""


def _run_bounded(limit_s: float, function: Callable[..., T], *args: object, **kwargs: object) -> T:
    # By default SIGALRM ends the process, also one that is stuck in C code.
    signal.setitimer(signal.ITIMER_REAL, limit_s)
    try:
        return function(*args, **kwargs)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _set_up(megabytes: int, ready: Semaphore) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    ready.release()
