"""`evwatch sources add`: watch a feed."""

from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer

from cli.context import opened
from cli.looking import look
from cli.output import say
from core import clock
from core.errors import ConfigError
from core.settings import load_settings
from core.source import Source
from core.urls import registrable_domain
from crawler.catalog import catalog_of
from storage import sources as store
from storage.schema import SourceOrigin

app = typer.Typer()


@app.command()
def add(
    url: Annotated[str, typer.Argument(help="Address of an RSS, Atom or JSON feed.")],
    source_id: Annotated[str, typer.Option("--id", help="Its id; default: from the address.")] = "",
    name: Annotated[str, typer.Option(help="Its name; default: the feed's own title.")] = "",
    zone: Annotated[str, typer.Option(help="IANA zone of times it prints without one.")] = "UTC",
) -> None:
    """Watch a feed. It is fetched once first: what is no feed is refused."""
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ConfigError(f"unknown time zone {zone!r}") from error
    settings = load_settings()
    found = look("feed", url, settings, zone=zone)
    if "error" in found:
        raise ConfigError(f"{url} is not a feed that can be read: {found['error']}")
    source = _source(url, found["title"], found["language"][:2].lower(), source_id, name, zone)
    with opened(settings) as database, database.writing() as session:
        store.sync_sources(session, catalog_of(settings), origin=SourceOrigin.CATALOG, now=clock.now())
        store.add_source(session, source, now=clock.now())
    say(f"{source.id}: {found['kind']}, {len(found['links'])} entries now; the next crawl reads it")


def _source(url: str, title: str, language: str, source_id: str, name: str, zone: str) -> Source:
    host = urlsplit(url).hostname or ""
    own_id = source_id or registrable_domain(host).replace(".", "-").replace(":", "-").strip("-")
    try:
        return Source(
            id=own_id,
            name=name or title.strip() or host,
            home=f"{urlsplit(url).scheme}://{urlsplit(url).netloc}/",
            language=language if language.isalpha() and len(language) == 2 else "",
            zone=zone,
            feeds=(url,),
        )
    except ValueError as error:
        raise ConfigError(f"{own_id!r} cannot be a source's id: use a-z, 0-9 and hyphens") from error
