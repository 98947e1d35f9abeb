"""What one crawl process has: settings, database, parsers, counters, and its share of the frontier."""

import os
import socket
from collections import Counter
from collections.abc import Collection
from datetime import datetime
from functools import cached_property

from scrapy.crawler import Crawler
from sqlalchemy.orm import Session

from core import clock
from core.habits import Habits
from core.settings import Settings
from crawler.catalog import catalog_of
from crawler.habits import Memory
from crawler.pool import ParserPool
from crawler.session import CrawlSession
from crawler.sites import Sites
from crawler.workload import Workload
from storage import crawls, hosts, sources
from storage.habits import latest_traces
from storage.migrate import open_database
from storage.schema import SourceOrigin


class Run:
    """Made by whichever of Scrapy's components asks first, shared by all of them."""

    def __init__(self, crawler: Crawler) -> None:
        self.settings: Settings = crawler.settings["EVWATCH"]
        self.session = CrawlSession(open_database(self.settings.database_url.get_secret_value()))
        self.pool = ParserPool(
            workers=self.settings.extract_workers,
            timeout_s=self.settings.extract_timeout_s,
            memory_mb=self.settings.extract_memory_mb,
        )
        self.habits = Memory()
        self.workload: Workload
        self.pauses: dict[str, datetime] = {}
        self._crawl_id: int | None = None
        self._counters: Counter[str] = Counter()

    @classmethod
    def of(cls, crawler: Crawler) -> "Run":
        """The run of ``crawler``."""
        run: Run | None = getattr(crawler, "evwatch_run", None)
        if run is None:
            run = cls(crawler)
            crawler.evwatch_run = run  # type: ignore[attr-defined]
        return run

    @cached_property
    def sites(self) -> Sites:
        """What the catalogue says."""
        return Sites(catalog_of(self.settings))

    def count(self, name: str, by: int = 1) -> None:
        """Add to a counter of this crawl, which ends up in its record."""
        self._counters[name] += by

    async def pause(self, host: str, until: datetime) -> None:
        """Leave ``host`` alone until then, in this crawl and the next ones."""
        self.pauses[host] = until
        await self.session.write(lambda session: hosts.pause_host(session, host, until))

    async def habits_of(self, source_id: str) -> Habits:
        """What the pages of a source have in common, as far as this moment knows."""
        if not self.habits.knows(source_id):
            known = await self.session.read(lambda session: latest_traces(session, source_id))
            self.habits.recall(source_id, known)
        return self.habits.of(source_id)

    async def open(self, source_ids: Collection[str] | None) -> None:
        """Open the crawl's record and workload. Raises ConfigError for a source that cannot be crawled."""
        sites = self.sites
        self._crawl_id = await self.session.write(lambda session: _open(session, sites, source_ids))
        self.workload = Workload(self.session, self._crawl_id, source_ids, self.settings.max_attempts)

    async def close(self, outcome: str) -> None:
        """Close the record, stop the workers, let go of the database."""
        crawl_id, now = self._crawl_id, clock.now()
        if crawl_id is not None:
            counters = dict(self._counters)
            await self.session.write(
                lambda session: crawls.end_crawl(
                    session, crawl_id, outcome=outcome, counters=counters, now=now
                )
            )
        self.pool.close()
        await self.session.close()


def _open(session: Session, sites: Sites, source_ids: Collection[str] | None) -> int:
    now, machine = clock.now(), socket.gethostname()
    sources.sync_sources(session, sites.sources, origin=SourceOrigin.CATALOG, now=now)
    sources.require_sources(session, source_ids or ())
    crawls.end_dead(session, machine=machine, now=now)
    return crawls.start_crawl(session, machine=machine, pid=os.getpid(), now=now)
