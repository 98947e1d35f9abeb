"""`evwatch sources import`: watch the feeds of an OPML file."""

import json
import sys
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from cli.context import opened
from cli.output import say, table
from core import clock
from core.errors import ConfigError
from core.settings import load_settings
from crawler.catalog import catalog_of
from storage import sources as store
from storage.exports import opml
from storage.schema import SourceOrigin
from storage.subscriptions import Fate, Taken, take

app = typer.Typer()


@app.command()
def import_file(
    file: Annotated[
        Path, typer.Argument(help="An OPML file, as feed readers write it; - is standard input.")
    ],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Watch the feeds of an OPML file. They are not asked now: the next crawl reads them, and
    `evwatch sources health` tells of those that are none. Exit status 1 when an entry was refused."""
    listed = opml.read(_content(file))
    settings = load_settings()
    with opened(settings) as database, database.writing() as session:
        store.sync_sources(session, catalog_of(settings), origin=SourceOrigin.CATALOG, now=clock.now())
        taken = take(session, listed, now=clock.now())
    if as_json:
        typer.echo(json.dumps([asdict(one) for one in taken], ensure_ascii=False, indent=2))
    else:
        _show(taken)
    if any(one.fate is Fate.REFUSED for one in taken):
        raise typer.Exit(1)


def _content(file: Path) -> bytes:
    if str(file) == "-":
        return sys.stdin.buffer.read(opml.LARGEST_BYTES + 1)
    try:
        return file.read_bytes()
    except OSError as error:
        raise ConfigError(f"{file} cannot be read: {error.strerror}") from error


def _show(taken: list[Taken]) -> None:
    rows = [(one.fate, one.detail, one.outline.title, one.outline.feed) for one in taken]
    table(("", "source or reason", "title", "feed"), rows)
    counts = Counter(one.fate for one in taken)
    say(", ".join(f"{counts[fate]} {fate}" for fate in Fate))
