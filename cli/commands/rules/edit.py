"""`evwatch rules edit`: change a rule."""

from typing import Annotated

import typer

from cli import backtests
from cli.context import opened
from cli.option_sets import taking
from cli.output import confirmed, say
from cli.rule_options import Given, changed
from core import clock
from core.errors import QueryError
from core.query.parser import parse
from core.rule import Rule
from storage import finding
from storage import rules as store
from storage.backtest import back_test, compare
from storage.session import Database

app = typer.Typer(add_completion=False)

SHOWN = 5


@app.command()
@taking(Given, "given")
def edit(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The rule's name.")],
    *,
    query: Annotated[str | None, typer.Option(metavar="QUERY", help="Its new query.")] = None,
    new_name: Annotated[str | None, typer.Option("--name", metavar="NAME", help="Its new name.")] = None,
    enabled: Annotated[bool | None, typer.Option("--enable/--disable", help="Switch it on or off.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change, save nothing.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Save without a question.")] = False,
    given: Given,
) -> None:
    """Change a rule; what is not said stays as it is.

    Of a new query is shown first what it would have added and dropped in the last 90 days, and on a terminal
    you are asked. It fires on articles that come in from then on."""

    def edited(rule: Rule) -> Rule:
        other = changed(rule, given, query=query, enabled=enabled)
        return other.model_copy(update={"name": new_name.strip() if new_name is not None else name})

    with opened() as database:
        with database.reading() as session:
            rule = store.rule_of(store.get_rule(session, name))
            other = edited(rule)
            store.check(session, other, instead_of=rule)
        keys = store.differences(rule, other)
        if "query" in keys:
            _show_what_changes(database, rule.query, other.query)
        if dry_run or not keys:
            say(f"nothing was saved; {_said(name, keys, 'would change')}")
            return
        if "query" in keys and not yes and not confirmed("save?"):
            raise typer.Exit(1)
        with database.writing() as session:
            # Another command may have changed something else meanwhile: that stays.
            current = store.rule_of(store.get_rule(session, name))
            keys = store.edit_rule(session, name, edited(current), now=clock.now())
    say(_said(name, keys, "changed"))


def _show_what_changes(database: Database, old_query: str, new_query: str) -> None:
    now = clock.now()
    with database.reading() as session:
        new = finding.resolved(session, parse(new_query), now=now)
        try:
            old = finding.resolved(session, parse(old_query), now=now)
        except QueryError:
            # Stored by a version whose language was another; editing it is how to mend it.
            backtests.show(back_test(session, new, now=now, newest=SHOWN), new)
            return
        found = compare(session, old, new, now=now, newest=SHOWN)
    backtests.show_comparison(found, old, new)


def _said(name: str, keys: tuple[str, ...], verb: str) -> str:
    return f"rule {name!r} {verb}: {', '.join(keys) or 'nothing'}"
