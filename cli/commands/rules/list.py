"""`evwatch rules list`: every rule, whether it is on, when it tells and where."""

from textwrap import shorten

import typer

from cli.context import opened
from cli.output import say, table
from cli.rule_text import quiet, state, telling
from core import clock
from storage import rules as store

app = typer.Typer(add_completion=False)

# Characters of a query; all of it is in `rules show`.
LONGEST = 60
COLUMNS = ("rule", "severity", "state", "tells", "quiet", "channels", "query")


@app.command()
def list_rules() -> None:
    """List the rules: whether each is on, when it tells and where. `evwatch rules show` says all of one."""
    with opened() as database, database.reading() as session:
        rules = [store.rule_of(row) for row in store.list_rules(session)]
    if not rules:
        say(
            "no rules yet; `evwatch rules add NAME QUERY` saves one, `evwatch rules presets` lists ready ones"
        )
        return
    now = clock.now()
    table(
        COLUMNS,
        [
            (
                *(rule.name, rule.severity, state(rule, now), telling(rule), quiet(rule)),
                *(", ".join(rule.channels), shorten(rule.query, LONGEST, placeholder=" …")),
            )
            for rule in rules
        ],
    )
