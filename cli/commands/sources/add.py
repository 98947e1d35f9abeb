"""`evwatch sources add`: watch a site or a feed."""

from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer

from cli.context import opened
from cli.output import say
from cli.proposal import discovered, proposed
from core import clock
from core.errors import ConfigError
from core.settings import load_settings
from crawler.catalog import catalog_of
from storage import sources as store
from storage.schema import SourceOrigin

app = typer.Typer()


@app.command()
def add(
    url: Annotated[str, typer.Argument(help="A site's home page, or an RSS, Atom or JSON feed.")],
    source_id: Annotated[str, typer.Option("--id", help="Its id; default: from the address.")] = "",
    name: Annotated[str, typer.Option(help="Its name; default: what it calls itself.")] = "",
    zone: Annotated[str, typer.Option(help="IANA zone of times it prints without one.")] = "UTC",
) -> None:
    """Watch a site. It is looked at first, as by `evwatch sources discover`; a feed is watched alone."""
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ConfigError(f"unknown time zone {zone!r}") from error
    settings = load_settings()
    found = discovered(url, settings, zone=zone)
    source = proposed(found, source_id=source_id, name=name, zone=zone)
    with opened(settings) as database, database.writing() as session:
        store.sync_sources(session, catalog_of(settings), origin=SourceOrigin.CATALOG, now=clock.now())
        store.add_source(session, source, now=clock.now())
    for offer in found.taken:
        say(f"{source.id}: {offer.form}, {len(offer.keys)} entries now: {offer.url}")
    say("the next crawl reads it")
