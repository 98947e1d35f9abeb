"""`evwatch rules show`: all that a rule says, and what it found lately."""

from datetime import timedelta
from typing import Annotated

import typer

from cli.backtests import show_articles
from cli.context import opened
from cli.output import minute, say
from cli.rule_text import occasions, quiet, state, telling
from core import clock
from core.errors import QueryError
from core.query.nodes import Every, Node
from core.query.parser import parse
from core.query.resolve import taken_to_hold
from core.rule import Rule
from storage import rules as store
from storage.matched import Lately, lately
from storage.schema import RuleRow

app = typer.Typer(add_completion=False)

SHOWN = 5


@app.command()
def show(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The rule's name.")],
    days: Annotated[int, typer.Option(min=1, max=3650, help="What it found in so many days.")] = 30,
) -> None:
    """Show all that a rule says, and what it found lately."""
    now = clock.now()
    with opened() as database, database.reading() as session:
        row = store.get_rule(session, name)
        found = lately(session, row.id, since=now - timedelta(days=days), newest=SHOWN)
        rule = store.rule_of(row)
    asked, wrong = _asked(rule.query)
    for key, value in _facts(row, rule, state(rule, now), wrong):
        if value:
            say(f"{key:<14}  {value}")
    say(_summary(found, days))
    show_articles(found.newest, asked)


def _asked(query: str) -> tuple[Node, str]:
    """The query as it was met, and what is wrong with it: the language may have been another one."""
    try:
        return taken_to_hold(parse(query)), ""
    except QueryError as error:
        return Every(), error.reason


def _facts(row: RuleRow, rule: Rule, said_state: str, wrong: str) -> list[tuple[str, str]]:
    return [
        ("rule", rule.name),
        ("query", rule.query),
        ("not understood", wrong),
        ("severity", rule.severity),
        ("state", said_state),
        ("tells", telling(rule)),
        ("alerts on", occasions(rule)),
        ("quiet", quiet(rule)),
        ("channels", ", ".join(rule.channels)),
        ("added", f"{minute(row.created_at)} UTC"),
        ("query edited", f"{minute(row.edited_at)} UTC" if row.edited_at else ""),
    ]


def _summary(found: Lately, days: int) -> str:
    said = f"found in {days} days: {found.matches:,} articles, {found.alerts:,} alerts"
    return f"{said}; newest {len(found.newest)}:" if found.newest else said
