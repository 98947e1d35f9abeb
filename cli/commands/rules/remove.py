"""`evwatch rules remove`: forget a rule."""

from typing import Annotated

import typer

from cli.context import opened
from cli.output import say
from storage import rules as store

app = typer.Typer(add_completion=False)


@app.command()
def remove(name: Annotated[str, typer.Argument(metavar="NAME", help="The rule's name.")]) -> None:
    """Remove a rule with its alerts and what still waits to be sent."""
    with opened() as database, database.writing() as session:
        store.remove_rule(session, name)
    say(f"removed rule {name!r}")
