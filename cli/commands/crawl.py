"""`evwatch crawl`: one crawl, now."""

import sys
from typing import Annotated

import typer
from rich.live import Live

from cli.context import opened
from cli.output import complain, err, say
from cli.progress import watch
from core import clock
from core.settings import load_settings
from crawler.catalog import catalog_of
from scheduler.crawl_process import CrawlProcess
from storage import crawls, sources
from storage.schema import SourceOrigin

app = typer.Typer()


@app.command()
def crawl(
    source: Annotated[
        list[str] | None, typer.Argument(help="Ids of sources; all of them by default.")
    ] = None,
) -> None:
    """Ask the sources for new articles and store them. Exit status 1 when no source could be read."""
    settings = load_settings()
    with opened(settings) as database:
        with database.writing() as session:
            sources.sync_sources(session, catalog_of(settings), origin=SourceOrigin.CATALOG, now=clock.now())
            sources.require_sources(session, source or ())
        process = CrawlProcess(source_ids=source or (), log_level="ERROR")
        try:
            with Live(console=err, refresh_per_second=8, transient=True) as live:
                watch(database, process, live)
        except KeyboardInterrupt:
            process.stop()
            raise
        with database.reading() as session:
            last = crawls.last_crawl(session)
    counters = last.counters if last is not None else {}
    say(summary(counters))
    if process.poll() != 0:
        complain(f"the crawl ended with status {process.poll()}; run it again, it goes on where it was")
        sys.exit(1)
    if counters.get("polls/failed") and not (counters.get("polls/read") or counters.get("polls/unchanged")):
        sys.exit(1)


def summary(counters: dict[str, int]) -> str:
    """What a crawl did, in one line."""
    skipped = sum(value for key, value in counters.items() if key.startswith("skip/"))
    parts = [
        f"{counters.get('articles/new', 0)} new articles",
        f"{counters.get('articles/revised', 0)} revised",
        f"{counters.get('polls/read', 0)} lists read",
        f"{counters.get('polls/unchanged', 0)} unchanged",
    ]
    if counters.get("polls/failed"):
        parts.append(f"{counters['polls/failed']} could not be read")
    if skipped:
        parts.append(f"{skipped} pages without an article")
    return ", ".join(parts)
