"""`evwatch rules add`: save a search."""

from typing import Annotated

import typer

from cli import backtests
from cli.context import opened
from cli.option_sets import taking
from cli.output import confirmed, say
from cli.presets import preset as ready
from cli.rule_options import Given, changed
from core import clock
from core.errors import ConfigError
from core.query.parser import parse
from core.rule import Rule, Severity
from storage import finding
from storage import rules as store
from storage.backtest import back_test
from storage.session import Database

app = typer.Typer(add_completion=False)

SHOWN = 5


@app.command()
@taking(Given, "given")
def add(
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="The rule's name; default: the preset's.")
    ] = None,
    query: Annotated[
        str | None, typer.Argument(metavar="[QUERY]", help="""E.g. '"manufacturing license" -plate'""")
    ] = None,
    *,
    preset: Annotated[
        str | None, typer.Option(metavar="ID", help="A ready rule of `evwatch rules presets`.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the back-test, save nothing.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Save without a question.")] = False,
    given: Given,
) -> None:
    """Save a search; articles that come in from now on and match it are alerted.

    What it would have found in the last 90 days is shown first, and on a terminal you are asked."""
    rule = changed(_meant(name, query, preset), given)
    with opened() as database:
        _show_back_test(database, rule)
        if dry_run:
            say("nothing was saved")
            return
        if not yes and not confirmed("save?"):
            raise typer.Exit(1)
        with database.writing() as session:
            row = store.add_rule(
                session,
                rule.name,
                rule.query,
                channels=rule.channels,
                options=rule.options,
                now=clock.now(),
            )
            channels = ", ".join(channel.name for channel in row.channels)
    say(f"added rule {rule.name!r}, alerts go to {channels}")


def _meant(name: str | None, query: str | None, preset: str | None) -> Rule:
    """The rule without its options, those of the preset apart."""
    if preset is None:
        if name is None or query is None:
            raise ConfigError("give a name and a query, or --preset ID; `evwatch rules presets` lists those")
        return Rule(name=name.strip(), query=query)
    if query is not None:
        raise ConfigError("a preset brings its own query; leave yours or --preset out")
    found = ready(preset)
    return Rule(name=(name or found.name).strip(), query=found.query, severity=Severity(found.severity))


def _show_back_test(database: Database, rule: Rule) -> None:
    now = clock.now()
    with database.reading() as session:
        store.check(session, rule)
        node = finding.resolved(session, parse(rule.query), now=now)
        found = back_test(session, node, now=now, newest=SHOWN)
    backtests.show(found, node)
