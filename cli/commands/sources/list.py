"""`evwatch sources list`: every source and how its last polls went."""

from typing import Annotated

import typer

from cli.context import opened
from cli.output import minute, say, table
from core import clock
from core.health import State
from core.settings import load_settings
from crawler.catalog import catalog_of
from storage import health
from storage import sources as store
from storage.schema import EndpointRow, SourceOrigin, SourceStateRow

app = typer.Typer()


@app.command()
def list_sources(
    *, with_health: Annotated[bool, typer.Option("--health", help="With the state of each source.")] = False
) -> None:
    """Every source with its endpoints, and what their last polls said."""
    settings = load_settings()
    with opened(settings) as database:
        with database.writing() as session:
            store.sync_sources(session, catalog_of(settings), origin=SourceOrigin.CATALOG, now=clock.now())
        with database.reading() as session:
            states = health.states(session) if with_health else {}
            rows: list[tuple[str, ...]] = [
                (source.id, source.language, endpoint.kind, endpoint.url, _last_poll(endpoint))
                for endpoint, source in store.endpoints(session)
            ]
    columns: tuple[str, ...] = ("source", "lang", "kind", "address", "last poll (UTC)")
    if with_health:
        columns, rows = (*columns, "state"), [(*row, _state(states.get(row[0]))) for row in rows]
    table(columns, sorted(rows))
    say(f"{len({row[0] for row in rows})} sources")


def _state(row: SourceStateRow | None) -> str:
    return row.state if row is not None else State.NEW


def _last_poll(endpoint: EndpointRow) -> str:
    return endpoint.error or minute(endpoint.polled_at) or "never"
