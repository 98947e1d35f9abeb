"""`evwatch crawl`: one crawl, now."""

import sys
from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated

import typer
from rich.live import Live

from cli.context import opened
from cli.output import complain, err, say
from cli.progress import watch
from core import clock
from core.errors import ConfigError
from core.settings import load_settings
from crawler.catalog import catalog_of
from scheduler.crawl_process import CrawlProcess
from storage import crawls, sources, walks
from storage.schema import SourceOrigin
from storage.walks import Left

app = typer.Typer()


@app.command()
def crawl(
    source: Annotated[
        list[str] | None, typer.Argument(help="Ids of sources; all of them by default.")
    ] = None,
    since: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            help="Read the sources' archives back to this day; an unfinished backfill goes on.",
        ),
    ] = None,
) -> None:
    """Ask the sources for new articles and store them. Exit status 1 when no source could be read."""
    settings = load_settings()
    first_day = since.date() if since else None
    if first_day is not None:
        _check(source or (), first_day)
    with opened(settings) as database:
        with database.writing() as session:
            sources.sync_sources(session, catalog_of(settings), origin=SourceOrigin.CATALOG, now=clock.now())
            sources.require_sources(session, source or ())
        process = CrawlProcess(source_ids=source or (), since=first_day, log_level="ERROR")
        try:
            with Live(console=err, refresh_per_second=8, transient=True) as live:
                watch(database, process, live, backfill_of=source if first_day else None)
        except KeyboardInterrupt:
            process.stop()
            raise
        with database.reading() as session:
            last = crawls.last_crawl(session)
            remaining = [one for one in walks.left(session) if first_day and one.source_id in (source or ())]
    counters = last.counters if last is not None else {}
    say(summary(counters))
    for one in remaining:
        say(unfinished(one))
    if process.poll() != 0:
        complain(f"the crawl ended with status {process.poll()}; run it again, it goes on where it was")
        sys.exit(1)
    read = ("polls/read", "polls/unchanged", "lists/read")
    failed = counters.get("polls/failed") or counters.get("lists/failed")
    if failed and not any(counters.get(name) for name in read):
        sys.exit(1)


def _check(source_ids: Sequence[str], since: date) -> None:
    if not source_ids:
        raise ConfigError("--since needs the sources whose archives are to be read")
    if since > clock.now().date():
        raise ConfigError(f"--since {since} lies ahead")


def unfinished(left: Left) -> str:
    """What is left of a backfill, and how it goes on, in one line."""
    return (
        f"{left.source_id}: {left.lists} lists to read and {left.links} links to fetch are left;"
        f" `evwatch crawl {left.source_id} --since {left.since}` goes on"
    )


def summary(counters: dict[str, int]) -> str:
    """What a crawl did, in one line."""
    skipped = sum(value for key, value in counters.items() if key.startswith("skip/"))
    parts = [
        f"{counters.get('articles/new', 0)} new articles",
        f"{counters.get('articles/revised', 0)} revised",
        f"{counters.get('polls/read', 0) + counters.get('lists/read', 0)} lists read",
        f"{counters.get('polls/unchanged', 0)} unchanged",
    ]
    if failed := counters.get("polls/failed", 0) + counters.get("lists/failed", 0):
        parts.append(f"{failed} could not be read")
    if skipped:
        parts.append(f"{skipped} pages without an article")
    return ", ".join(parts)
