"""Parsers that hang, crash or eat memory cost one task. Everything here really happens."""

import asyncio
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator

import psutil
import pytest

from core.errors import DiscoveryError, SkipArticle, SkipReason
from crawler.pool import ParserPool
from tests.support.patience import wait_until


@pytest.fixture
def pool() -> Iterator[ParserPool]:
    pool = ParserPool(workers=2, timeout_s=1.0, memory_mb=700)
    asyncio.run(pool.run(double, 1))
    yield pool
    pool.close()


def double(number: int) -> int:
    return 2 * number


def hang() -> None:
    re.match(r"(a+)+$", "a" * 60 + "b")


def sleep() -> None:
    time.sleep(60)


def crash() -> None:
    os.abort()


def leave() -> None:
    os._exit(3)


def eat() -> int:
    return len(bytearray(2_000_000_000))


def stumble() -> None:
    raise RecursionError("too deep")


def refuse() -> None:
    raise DiscoveryError("not a feed")


@pytest.mark.parametrize(
    ("harm", "reason"),
    [
        pytest.param(hang, SkipReason.EXTRACT_TIMEOUT, id="a hang in C code"),
        pytest.param(sleep, SkipReason.EXTRACT_TIMEOUT, id="a wait"),
        pytest.param(crash, SkipReason.EXTRACT_FAILED, id="a crash"),
        pytest.param(leave, SkipReason.EXTRACT_FAILED, id="an exit"),
        pytest.param(eat, SkipReason.EXTRACT_FAILED, id="hunger for memory"),
        pytest.param(stumble, SkipReason.EXTRACT_FAILED, id="an exception"),
    ],
)
def test_harm_costs_its_own_task_only(pool: ParserPool, harm: object, reason: SkipReason) -> None:
    async def together() -> list[object]:
        tasks = [pool.run(harm), *(pool.run(double, number) for number in range(20))]  # type: ignore[arg-type]
        return await asyncio.gather(*tasks, return_exceptions=True)

    first, *others = asyncio.run(together())
    assert isinstance(first, SkipArticle)
    assert first.reason == reason
    assert others == [2 * number for number in range(20)]


def test_an_error_of_ours_comes_through_unchanged(pool: ParserPool) -> None:
    with pytest.raises(DiscoveryError, match="not a feed"):
        asyncio.run(pool.run(refuse))


def test_closing_does_not_wait_for_what_hangs(pool: ParserPool) -> None:
    async def leave_it() -> None:
        task = asyncio.ensure_future(pool.run(sleep))
        await asyncio.sleep(0.2)
        task.cancel()

    asyncio.run(leave_it())
    started = time.monotonic()
    pool.close()
    assert time.monotonic() - started < 6


HANGS = """
import asyncio
from crawler.pool import ParserPool
from tests.crawler.test_pool import hang
if __name__ == "__main__":
    pool = ParserPool(workers=1, timeout_s=1.0, memory_mb=700)
    asyncio.run(pool.run(hang))
"""


def test_a_parser_that_hangs_does_not_outlive_a_killed_crawl_for_long() -> None:
    crawl = subprocess.Popen([sys.executable, "-c", HANGS.replace("timeout_s=1.0", "timeout_s=3.0")])
    try:
        parent = psutil.Process(crawl.pid)
        wait_until(lambda: any(child.children() for child in parent.children()), within_s=30, what="a parser")
        time.sleep(0.5)
        family = parent.children(recursive=True)
    finally:
        crawl.kill()
        crawl.wait()
    wait_until(
        lambda: not any(process.is_running() for process in family), within_s=20, what="the parser's end"
    )
