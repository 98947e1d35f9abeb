"""A newsroom and an evwatch that watches it, each test with a database of its own."""

import sys
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from core import clock
from demo.newsroom import Newsroom
from storage import leases
from storage.migrate import open_database
from storage.schema import (
    ArticleRow,
    Base,
    CrawlRow,
    DeliveryRow,
    DeliveryState,
    EndpointRow,
    FrontierRow,
    HostRow,
)
from storage.session import Database
from tests.support.child import Done, Monitor, environment, evwatch, monitor
from tests.support.patience import wait_until

Row = TypeVar("Row", bound=Base)

LOOPBACK = "127.0.0.0/8"
BRISK = {
    "host_delay_s": 0,
    "poll_interval_s": 1,
    "crawl_tick_s": 0.5,
    "match_tick_s": 0.2,
    "deliver_tick_s": 0.2,
}


@dataclass(frozen=True)
class Bench:
    """``env`` is what every child gets; ``folder`` holds catalogue, database and logs."""

    folder: Path
    env: dict[str, str]
    database: Database
    newsroom: Newsroom | None = None

    @property
    def room(self) -> Newsroom:
        """The newsroom, on a bench that has one."""
        assert self.newsroom is not None
        return self.newsroom

    @property
    def python(self) -> str:
        """The interpreter that has evwatch."""
        return sys.executable

    @property
    def scrapy_env(self) -> dict[str, str]:
        """What `scrapy` needs to find the project from any folder."""
        return self.env | {"SCRAPY_SETTINGS_MODULE": "crawler.settings"}

    def evwatch(self, *arguments: str, **settings: object) -> Done:
        """A command to its end; ``settings`` are for it alone."""
        return evwatch(*arguments, env=self._with(settings), cwd=self.folder)

    def crawl(self, *source_ids: str, **settings: object) -> Done:
        """``evwatch crawl`` to its end."""
        return self.evwatch("crawl", *source_ids, **settings)

    @contextmanager
    def running(self, **settings: object) -> Iterator[Monitor]:
        """``evwatch run`` for the time of a ``with``."""
        with monitor(self._with(settings), self.folder, self.folder / "run.log") as running:
            yield running

    def _with(self, settings: dict[str, object]) -> dict[str, str]:
        return self.env | {f"EVWATCH_{name.upper()}": str(value) for name, value in settings.items()}

    def requests(self, site: str, *kinds: str) -> list[str]:
        """Paths that were asked for at a site, in order; of these ``kinds`` only, if any are given."""
        return [
            entry["path"]
            for entry in self.room.log()
            if entry["site"] == site and (not kinds or entry["kind"] in kinds)
        ]

    def articles(self) -> list[ArticleRow]:
        """Everything stored, in the order of storing."""
        return self.rows(ArticleRow)

    def candidate(self, site: str, path: str) -> FrontierRow:
        """The frontier's row of an address of the newsroom."""
        url = self.room.url(site, path)
        return next(row for row in self.rows(FrontierRow) if row.url == url)

    def endpoint(self, site: str, kind: str = "feed") -> EndpointRow:
        """The site's first endpoint of that kind."""
        return next(row for row in self.rows(EndpointRow) if row.source_id == site and row.kind == kind)

    def rows_of_frontier(self) -> list[FrontierRow]:
        """Every candidate, in the order of discovery."""
        return self.rows(FrontierRow)

    def rows_of_endpoints(self, site: str) -> list[EndpointRow]:
        """All of the site's endpoints."""
        return [row for row in self.rows(EndpointRow) if row.source_id == site]

    def host(self, site: str) -> HostRow | None:
        """What is remembered of the site's host."""
        address = f"{self.room.world.sites[site].address}:{self.room.port}"
        return next((row for row in self.rows(HostRow) if row.host == address), None)

    def last_crawl(self) -> CrawlRow:
        """The record of the crawl that started last."""
        return self.rows(CrawlRow)[-1]

    def rows(self, kind: type[Row]) -> list[Row]:
        """All rows of a table, by primary key."""
        with self.database.reading() as session:
            return list(session.scalars(select(kind).order_by(*kind.__table__.primary_key)))

    def count(self, kind: type[Base]) -> int:
        """How many rows a table has."""
        with self.database.reading() as session:
            return session.scalar(select(func.count()).select_from(kind)) or 0

    def is_at_rest(self, running: Monitor) -> bool:
        """Every list is asked, every candidate settled, every article matched, every message sent."""
        if not running.is_alive or running.crawl() is not None:
            return False
        now = clock.now()
        with self.database.reading() as session:
            polled = session.scalars(select(EndpointRow.next_check_at).where(EndpointRow.enabled)).all()
            if not polled or not all(due is not None and due > now for due in polled):
                return False
            return not (
                leases.sources_waiting(session, now=now)
                or session.scalar(select(func.count()).where(ArticleRow.match_due))
                or session.scalar(select(func.count()).where(DeliveryRow.state == DeliveryState.PENDING))
            )

    def wait_for_rest(self, running: Monitor, *, within_s: float = 60.0) -> None:
        """Wait until there is nothing left to do before the next poll."""
        wait_until(lambda: self.is_at_rest(running), within_s=within_s, what="rest")

    def poll_now(self) -> None:
        """Let the interval of every list be over."""
        self.write(lambda session: session.execute(update(EndpointRow).values(next_check_at=None)))

    def write(self, work: Callable[[Session], object]) -> None:
        """A transaction of the test's own."""
        with self.database.writing() as session:
            work(session)


@contextmanager
def bench(
    room: Newsroom, folder: Path, *, sites: Collection[str] = (), **settings: object
) -> Iterator[Bench]:
    """A bench over the newsroom, or over some of its sites."""
    for path in room.write_catalog(folder / "catalog"):
        if sites and path.stem not in sites:
            path.unlink()
    with bench_of(folder, room=room, **settings) as on:
        yield on


@contextmanager
def bench_of(folder: Path, *, room: Newsroom | None = None, **settings: object) -> Iterator[Bench]:
    """A bench over the catalogue in ``folder``."""
    url = f"sqlite:///{folder / 'evwatch.db'}"
    usual = {"database_url": url, "catalog_dir": folder / "catalog", "allow_networks": LOOPBACK, **BRISK}
    (folder / "catalog").mkdir(parents=True, exist_ok=True)
    database = open_database(url)
    try:
        yield Bench(folder, environment(**(usual | settings)), database, room)
    finally:
        database.close()
