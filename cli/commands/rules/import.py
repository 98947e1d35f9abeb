"""`evwatch rules import`: rules from a TOML file."""

import sys
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from cli.context import opened
from cli.output import say
from core import clock
from core.errors import ConfigError
from storage.exports import rules as toml
from storage.rule_files import Fate, Taken, take_rules

app = typer.Typer(add_completion=False)


@app.command()
def import_file(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="What `rules export` wrote; - is standard input.")
    ],
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change, save nothing.")] = False,
) -> None:
    """Take rules from a TOML file: new ones are added, changed ones updated, equal ones left alone.

    Rules that it does not name stay. When one is wrong, none is taken."""
    rules = toml.read(_content(file))
    with opened() as database, database.writing() as session:
        taken = take_rules(session, rules, now=clock.now())
        if dry_run:
            session.rollback()
    for one in taken:
        say(_line(one))
    counts = Counter(one.fate for one in taken)
    say(", ".join(f"{counts[fate]} {fate}" for fate in Fate) + ("; nothing was saved" if dry_run else ""))


def _content(file: Path) -> bytes:
    if str(file) == "-":
        return sys.stdin.buffer.read()
    try:
        return file.read_bytes()
    except OSError as error:
        raise ConfigError(f"{file} cannot be read: {error.strerror}") from error


def _line(one: Taken) -> str:
    return f"{one.fate} {one.name!r}" + (f": {', '.join(one.changed)}" if one.changed else "")
