"""The background service: one leader, a few jobs on a clock, a heartbeat, and an end in good order."""

import logging
import os
import signal
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from apscheduler.schedulers.background import BackgroundScheduler

from core import clock
from core.settings import Settings
from scheduler.jobs.crawl import crawl
from scheduler.jobs.deliver import Deliverer
from scheduler.jobs.digest import tell
from scheduler.jobs.health import tend_health
from scheduler.jobs.index import tend_index
from scheduler.jobs.lookback import look_back
from scheduler.jobs.match import Matching
from storage import jobs
from storage.leadership import leadership
from storage.outbox import RetryPolicy
from storage.session import Database

logger = logging.getLogger(__name__)

HEARTBEAT_S = 5.0
INDEX_TICK_S = 60.0
LOOKBACK_TICK_S = 30.0
# How long an attempt to send may go on after we were told to stop; its key makes a repeat harmless.
STOP_SENDING_S = 3.0
# A beat older than this is a scheduler that died or hangs.
HEARTBEAT_STALE = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Job:
    """Background work: every ``tick_s`` seconds ``run`` is called; it says what it did, None for nothing."""

    name: str
    tick_s: float
    run: Callable[[], str | None]


class Service:
    """Runs the jobs until told to stop."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._settings = settings
        self._database = database
        self._stop = threading.Event()
        self._started_at = clock.now()
        self._matching = Matching(database)
        self._deliverer = Deliverer(
            database,
            timeout_s=settings.delivery_timeout_s,
            policy=RetryPolicy(give_up_after=timedelta(days=settings.delivery_give_up_days)),
            now=clock.now,
        )

    def run(self) -> None:
        """Lead until SIGTERM or SIGINT. Raises ConfigError when another process leads."""
        with leadership(self._database):
            for name in (signal.SIGTERM, signal.SIGINT):
                signal.signal(name, lambda *_: self._stop.set())
            scheduler = self._scheduler()
            scheduler.start()
            logger.info("evwatch runs on %s", self._database.name)
            self._stop.wait()
            logger.info("stopping")
            scheduler.shutdown(wait=True)
            self._deliverer.stop(STOP_SENDING_S)
            with self._database.writing() as session:
                jobs.stop_beating(session)
            logger.info("stopped")

    def _scheduler(self) -> BackgroundScheduler:
        # After a sleep or a long run one catch-up is enough, and none is dropped for being late.
        scheduler = BackgroundScheduler(
            timezone="UTC", job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1}
        )
        for job in self._jobs():
            scheduler.add_job(
                self._run_job,
                "interval",
                args=[job],
                seconds=job.tick_s,
                id=job.name,
                next_run_time=clock.now(),
            )
        scheduler.add_job(
            self._beat, "interval", seconds=HEARTBEAT_S, id="heartbeat", next_run_time=clock.now()
        )
        return scheduler

    def _jobs(self) -> list[Job]:
        settings, database = self._settings, self._database
        return [
            Job("index", INDEX_TICK_S, lambda: tend_index(database, stop=self._stop)),
            Job("crawl", settings.crawl_tick_s, lambda: crawl(database, settings, self._stop)),
            Job("health", settings.health_tick_s, lambda: tend_health(database, settings, clock.now())),
            Job("lookback", LOOKBACK_TICK_S, lambda: look_back(database, clock.now())),
            Job("match", settings.match_tick_s, lambda: self._matching.run(clock.now()).detail),
            Job("digest", settings.match_tick_s, lambda: tell(database, clock.now())),
            Job("deliver", settings.deliver_tick_s, lambda: self._deliverer.tick(patience_s=1.0).detail),
        ]

    def _run_job(self, job: Job) -> None:
        """The edge of a job: whatever goes wrong in it is logged and kept, and the next run goes on."""
        if self._stop.is_set():
            return
        started, detail, problem = clock.now(), None, None
        try:
            detail = job.run()
        except Exception as error:
            problem = f"{type(error).__name__}: {error}"
            logger.exception("%s failed", job.name)
        if detail is None and problem is None:
            return
        if detail is not None:
            logger.info("%s: %s", job.name, detail)
        self._record(job.name, started, detail, problem)

    def _record(self, name: str, started: datetime, detail: str | None, problem: str | None) -> None:
        run = jobs.JobRun(name, started, clock.now(), detail=detail, error=problem)
        with self._database.writing() as session:
            jobs.record_run(session, run)

    def _beat(self) -> None:
        with self._database.writing() as session:
            jobs.beat(
                session,
                machine=socket.gethostname(),
                pid=os.getpid(),
                started_at=self._started_at,
                now=clock.now(),
            )
