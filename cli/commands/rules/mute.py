"""`evwatch rules mute`: let a rule be silent for a while."""

from typing import Annotated

import typer

from cli.context import opened
from cli.output import say
from cli.rule_text import by_the_clock
from core import clock
from core.errors import ConfigError
from core.wall_clock import instant
from storage import rules as store

app = typer.Typer(add_completion=False)


@app.command()
def mute(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The rule's name.")],
    *,
    until: Annotated[
        str | None,
        typer.Option(metavar="TIME", help="2d, 36h, 2024-01-05 or 2024-01-05T08:00, in the rule's zone."),
    ] = None,
    off: Annotated[bool, typer.Option("--off", help="Let it speak again.")] = False,
) -> None:
    """Let a rule be silent until then. What it matches meanwhile is kept and not told later."""
    if (until is None) != off:
        raise ConfigError("give either --until TIME or --off")
    now = clock.now()
    with opened() as database, database.writing() as session:
        rule = store.rule_of(store.get_rule(session, name))
        try:
            end = instant(until, zone=rule.zone, now=now) if until is not None else None
        except ValueError as error:
            raise ConfigError(f"--until: {error}") from error
        store.edit_rule(session, name, rule.model_copy(update={"muted_until": end}), now=now)
    say(
        f"rule {name!r} is muted until {by_the_clock(end, rule.zone)}"
        if end
        else f"rule {name!r} speaks again"
    )
