"""`evwatch rules export`: rules as a TOML file."""

from pathlib import Path
from typing import Annotated

import typer

from cli.context import opened
from cli.output import say
from core.errors import ConfigError
from storage import rules as store
from storage.exports import rules as toml

app = typer.Typer(add_completion=False)


@app.command()
def export(
    name: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME]...", help="These rules; default: all of them.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where to write it; default: standard output.")
    ] = None,
) -> None:
    """Write rules as TOML, one table each, for `evwatch rules import`. Of channels it has the names: their
    addresses are secrets."""
    with opened() as database, database.reading() as session:
        rows = [store.get_rule(session, each) for each in name] if name else store.list_rules(session)
        rules = [store.rule_of(row) for row in rows]
    text = toml.write(rules)
    if out is None:
        typer.echo(text, nl=False)
        return
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"{out} cannot be written: {error.strerror}") from error
    say(f"{len(rules)} rules written to {out}")
