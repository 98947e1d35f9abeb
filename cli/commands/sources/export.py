"""`evwatch sources export`: the feeds that are watched, as OPML."""

from pathlib import Path
from typing import Annotated

import typer

from cli.context import opened
from cli.output import say
from core import clock
from core.settings import load_settings
from crawler.catalog import catalog_of
from storage import sources as store
from storage.exports import opml
from storage.schema import SourceOrigin
from storage.subscriptions import outlines

app = typer.Typer()


@app.command()
def export(
    file: Annotated[Path | None, typer.Argument(help="Where to write it; default: standard output.")] = None,
) -> None:
    """Write the feeds of all sources as OPML, in folders by subject. Section pages and sitemaps have no
    place in it."""
    settings = load_settings()
    with opened(settings) as database:
        with database.writing() as session:
            store.sync_sources(session, catalog_of(settings), origin=SourceOrigin.CATALOG, now=clock.now())
        with database.reading() as session:
            feeds = outlines(store.watched(session))
    text = opml.write(feeds, title="evwatch", now=clock.now())
    if file is None:
        typer.echo(text, nl=False)
        return
    file.write_text(text, encoding="utf-8")
    say(f"{len(feeds)} feeds written to {file}")
