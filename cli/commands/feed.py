"""`evwatch feed`: a rule's alerts as an Atom feed."""

import sys
from pathlib import Path
from typing import Annotated
from uuid import NAMESPACE_OID, uuid5

import typer

from cli.context import opened
from cli.output import say
from core import clock
from core.errors import ConfigError
from scheduler.alerts.feed import NEWEST, entry
from scheduler.alerts.message import compose
from storage import rules, told
from storage.exports.atom import Feed, write

app = typer.Typer()


@app.command()
def feed(
    rule: Annotated[str, typer.Argument(metavar="RULE", help="The rule's name.")],
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write it there instead of to standard output.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many of the newest alerts.")] = NEWEST,
) -> None:
    """Write a rule's newest alerts as an Atom feed; `channels add NAME atom:///FILE` keeps one up to date."""
    now = clock.now()
    with opened() as database, database.reading() as session:
        row = rules.get_rule(session, rule)
        alerts = told.alerts_of(session, row.id, limit=limit)
    entries = tuple(entry(compose(alert), now=now) for alert in alerts)
    own_id = uuid5(NAMESPACE_OID, f"evwatch rule {row.name} {row.created_at.isoformat()}").urn
    content = write(Feed(own_id, f"evwatch: {row.name}", entries), now=now)
    if out is None:
        sys.stdout.buffer.write(content)
        return
    try:
        out.write_bytes(content)
    except OSError as error:
        raise ConfigError(f"{out} cannot be written: {error.strerror}") from error
    say(f"{len(entries)} alert{'' if len(entries) == 1 else 's'} written to {out}")
