"""A crawl that was started by the monitor ends with it: two at once would press the sites twice as hard."""

import asyncio
import logging
import os
from typing import Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

logger = logging.getLogger(__name__)

LOOK_S = 1.0


class EndsWithParent:
    """Scrapy extension, on with the setting ENDS_WITH_PARENT."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._parent = os.getppid()
        self._task: asyncio.Task[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's constructor."""
        if not crawler.settings.getbool("ENDS_WITH_PARENT"):
            raise NotConfigured
        extension = cls(crawler)
        crawler.signals.connect(extension.opened, signals.spider_opened)
        crawler.signals.connect(extension.closed, signals.spider_closed)
        return extension

    def opened(self) -> None:
        """Start to watch."""
        self._task = asyncio.get_running_loop().create_task(self._watch())

    def closed(self) -> None:
        """Nothing is left to watch for."""
        if self._task is not None:
            self._task.cancel()

    async def _watch(self) -> None:
        # Who loses its parent is adopted by another process.
        while os.getppid() == self._parent:
            await asyncio.sleep(LOOK_S)
        logger.warning("the process that started this crawl is gone: ending it")
        engine = self._crawler.engine
        assert engine is not None
        self._task = None
        await engine.close_spider_async(reason="orphaned")
