"""`evwatch run`: the monitor itself."""

import logging

import typer

from cli.context import opened
from cli.output import say
from core import clock
from core.settings import load_settings
from crawler.catalog import catalog_of
from scheduler.service import Service
from storage import sources
from storage.schema import SourceOrigin

app = typer.Typer()


@app.command()
def run() -> None:
    """Crawl, match and deliver in the background until Ctrl-C or SIGTERM."""
    settings = load_settings()
    logging.basicConfig(
        level=settings.log_level,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
        datefmt="%Y-%m-%d %H:%M:%S",
    )
    # A line per tick is noise, and so is one per tick left out while a crawl runs: what a job did is logged
    # by the service.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    with opened(settings) as database:
        with database.writing() as session:
            sources.sync_sources(session, catalog_of(settings), origin=SourceOrigin.CATALOG, now=clock.now())
            watched = {source.id for _endpoint, source in sources.endpoints(session)}
        say(f"watching {len(watched)} sources; `evwatch status` tells how it goes, Ctrl-C ends it")
        Service(settings, database).run()
