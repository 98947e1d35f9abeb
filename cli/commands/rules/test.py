"""`evwatch rules test`: what a query or rule would have found."""

from typing import Annotated

import typer

from cli import backtests
from cli.context import opened
from core import clock
from core.errors import ConfigError
from core.query.parser import parse
from storage import finding
from storage import rules as store
from storage.backtest import DAYS, Reach, back_test

app = typer.Typer(add_completion=False)


@app.command()
def try_query(
    query: Annotated[str | None, typer.Argument(metavar="[QUERY]", help="The query to try.")] = None,
    rule: Annotated[
        str | None, typer.Option(metavar="NAME", help="Try the query of this rule instead.")
    ] = None,
    limit: Annotated[int, typer.Option(min=0, max=1000, help="How many of the newest to show.")] = 5,
    days: Annotated[int, typer.Option(min=1, max=3650, help="Among the articles of so many days.")] = DAYS,
) -> None:
    """What a query or rule would have found in the last 90 days; nothing is saved or sent."""
    if (query is None) == (rule is None):
        raise ConfigError("give either a query or --rule NAME")
    with opened() as database, database.reading() as session:
        now = clock.now()
        asked = parse(query if query is not None else store.get_rule(session, rule or "").query)
        node = finding.resolved(session, asked, now=now)
        found = back_test(session, node, now=now, newest=limit, reach=Reach(days=days))
    backtests.show(found, node)
