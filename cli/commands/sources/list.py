"""`evwatch sources list`: every source and how its last polls went."""

import typer

from cli.context import opened
from cli.output import minute, say, table
from core import clock
from core.settings import load_settings
from crawler.catalog import catalog_of
from storage import sources as store
from storage.schema import EndpointRow, SourceOrigin

app = typer.Typer()


@app.command()
def list_sources() -> None:
    """Every source with its endpoints, and what their last polls said."""
    settings = load_settings()
    with opened(settings) as database:
        with database.writing() as session:
            store.sync_sources(session, catalog_of(settings), origin=SourceOrigin.CATALOG, now=clock.now())
        with database.reading() as session:
            rows = [
                (source.id, source.language, endpoint.kind, endpoint.url, _last_poll(endpoint))
                for endpoint, source in store.endpoints(session)
            ]
    table(("source", "lang", "kind", "address", "last poll (UTC)"), sorted(rows))
    say(f"{len({row[0] for row in rows})} sources")


def _last_poll(endpoint: EndpointRow) -> str:
    return endpoint.error or minute(endpoint.polled_at) or "never"
