"""Whose turn it is at a host: one request at a time, among all crawls of this machine and user."""

import asyncio
import os
import tempfile
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from hashlib import blake2b
from pathlib import Path

from filelock import FileLock, Timeout

# Between two looks whether another crawl is done with the host: it is asked for seconds at a time.
LOOK_S = 0.1


class Turns:
    """A backfill or a crawl by hand beside the monitor shares its hosts with it. A lock ends with the process
    that holds it, however that dies."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.gettempdir()) / f"evwatch-{os.getuid()}" / "hosts"
        self._folder.mkdir(parents=True, exist_ok=True)
        # Within the process those who wait keep their order.
        self._own: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._shared: dict[str, FileLock] = {}

    @asynccontextmanager
    async def at(self, host: str) -> AsyncIterator[None]:
        """Wait for the turn at ``host`` and keep it for the time of the ``async with``."""
        async with self._own[host]:
            lock = self._lock(host)
            while True:
                try:
                    lock.acquire(blocking=False)
                    break
                except Timeout:
                    await asyncio.sleep(LOOK_S)
            try:
                yield
            finally:
                lock.release()

    def _lock(self, host: str) -> FileLock:
        if host not in self._shared:
            name = blake2b(host.encode(), digest_size=12).hexdigest()
            self._shared[host] = FileLock(self._folder / f"{name}.lock", thread_local=False)
        return self._shared[host]
