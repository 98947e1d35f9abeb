"""`evwatch demo`: the monitor at work on a newsroom of this machine, from empty database to fired alert."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.live import Live

from cli.context import opened
from cli.output import err, minute, say, table
from cli.progress import watch
from core import clock
from core.errors import EvwatchError
from core.gazetteer import gazetteer
from core.rule import RuleOptions, Severity
from core.settings import Settings, load_settings
from demo.newsroom import Control
from scheduler.crawl_process import CrawlProcess
from scheduler.jobs.deliver import Deliverer
from scheduler.jobs.match import match
from storage import channels, rules
from storage.library import count_articles, newest_articles
from storage.session import Database

app = typer.Typer()

FOLDER = Path("data/demo")
START, NEWS = "2023-12-04T00:00:00+00:00", "2023-12-06T00:00:00+00:00"
READY_RULE = "cn-licence"
RULES = {
    "manufacturing licence": '"manufacturing license"',
    "造车资质": "生产资质 OR 造车资质",
}
QUESTIONS = (
    '"manufacturing license"',
    "蔚来 生产资质",
    "Produktionslizenz lang:de",
    "title:recall -source:motorvolt",
)
SHOWN = 24
READY_S = 20.0
KEEP_HOUR_S = 20.0


@dataclass(frozen=True, slots=True)
class Newsroom:
    """The newsroom's process and the way to steer it."""

    process: subprocess.Popen[bytes]
    control: Control


@app.command()
def demo(
    keep: Annotated[bool, typer.Option("--keep", help="Leave both running until Ctrl-C.")] = False,
) -> None:
    """Show the monitor at work: newsroom, crawl, articles, alerts. Needs no network."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    with _newsroom() as newsroom:
        settings = _settings()
        with opened(settings) as database:
            sites = len(list((FOLDER / "catalog").glob("*.toml")))
            say(f"A newsroom of {sites} sites answers on this machine.")
            _save_rules(database)
            _round(database, "Four days of news", newsroom, None)
            _round(database, "Two days later", newsroom, NEWS)
            _show_articles(database)
            _alert(database, settings)
            _show_commands()
        if keep:
            _keep_running(newsroom)


@contextmanager
def _newsroom() -> Iterator[Newsroom]:
    command = [sys.executable, "-m", "demo", "--now", START, "--catalog", str(FOLDER / "catalog")]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True)  # noqa: S603
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line:
            raise EvwatchError(f"the demo newsroom did not start (exit status {process.wait(READY_S)})")
        yield Newsroom(process, Control(json.loads(line)["port"]))
    finally:
        process.terminate()
        process.wait(READY_S)


def _settings() -> Settings:
    """The demo's own settings, in the environment, so that child processes have them too."""
    os.environ |= {
        "EVWATCH_DATABASE_URL": f"sqlite:///{FOLDER / 'evwatch.db'}",
        "EVWATCH_CATALOG_DIR": str(FOLDER / "catalog"),
        "EVWATCH_ALLOW_NETWORKS": "127.0.0.0/8",
        "EVWATCH_HOST_DELAY_S": "0.1",
        "EVWATCH_POLL_INTERVAL_S": "5",
        "EVWATCH_CRAWL_TICK_S": "2",
    }
    return load_settings()


def _save_rules(database: Database) -> None:
    now = clock.now()
    with database.writing() as session:
        channels.ensure_console(session, now=now)
        for name, query in RULES.items():
            rules.add_rule(session, name, query, now=now)
        ready = gazetteer().presets[READY_RULE]
        options = RuleOptions(severity=Severity(ready.severity))
        rules.add_rule(session, ready.name, ready.query, options=options, now=now)
    say("Rules:")
    say(f"  {ready.name}: the ready rule {READY_RULE}")
    for name, query in RULES.items():
        say(f"  {name}: {query}")


def _round(database: Database, title: str, newsroom: Newsroom, until: str | None) -> None:
    if until is not None:
        newsroom.control.call("POST", "/clock", {"now": until})
    with database.reading() as session:
        before = count_articles(session)
    started = clock.monotonic_s()
    process = CrawlProcess(log_level="ERROR")
    try:
        with Live(console=err, refresh_per_second=8, transient=True) as live:
            watch(database, process, live)
    finally:
        process.stop()
    with database.reading() as session:
        new = count_articles(session) - before
    say(f"{title}: {new} new articles in {clock.monotonic_s() - started:.1f} s")


def _show_articles(database: Database) -> None:
    with database.reading() as session:
        articles = newest_articles(session, limit=SHOWN)
        total = count_articles(session)
    say()
    rows = [
        (article.source_id, minute(article.time), ", ".join(article.authors) or "-", article.title)
        for article in articles
    ]
    table(
        ("source", "time (UTC)", "byline", "title"), rows, title=f"The newest {len(rows)} of {total} articles"
    )


def _alert(database: Database, settings: Settings) -> None:
    say()
    matched = match(database, clock.now())
    say(f"Alerts ({matched.detail}):")
    deliverer = Deliverer(database, timeout_s=settings.delivery_timeout_s, now=clock.now)
    deliverer.tick()
    deliverer.wait()


def _show_commands() -> None:
    say()
    say("Look further:")
    say(f"  export EVWATCH_DATABASE_URL={os.environ['EVWATCH_DATABASE_URL']}")
    evwatch = Path(sys.executable).with_name("evwatch")
    shown = evwatch.relative_to(Path.cwd()) if evwatch.is_relative_to(Path.cwd()) else evwatch
    for question in QUESTIONS:
        say(f"  {shown} search '{question}'")
    say(f"  {shown} stories list --min-sources 3")
    say(f"  {shown} rules list")
    say(f"  {shown} status")


def _keep_running(newsroom: Newsroom) -> None:
    """The monitor on its own, and an hour of news every few seconds, until somebody ends it."""
    command = [sys.executable, "-m", "cli", "run"]
    monitor = subprocess.Popen(command, start_new_session=True)  # noqa: S603 - our own interpreter
    say()
    say(f"Newsroom at {newsroom.control.address}: an hour of news every {KEEP_HOUR_S:.0f} s. Ctrl-C ends it.")
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        while monitor.poll() is None:
            time.sleep(KEEP_HOUR_S)
            newsroom.control.advance(hours=1)
    except KeyboardInterrupt:
        say("stopping")
    finally:
        monitor.terminate()
        monitor.wait(READY_S)
