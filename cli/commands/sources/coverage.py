"""`evwatch sources coverage`: what one list of a source found that another missed, and what all may miss."""

import json
from dataclasses import asdict
from datetime import timedelta
from typing import Annotated

import typer

from cli.context import opened
from cli.output import say, table
from core import clock
from core.coverage import Coverage
from core.coverage import coverage as estimate
from storage import frontier

app = typer.Typer()


@app.command()
def coverage(
    source: Annotated[
        list[str] | None, typer.Argument(help="Ids of sources; all of them by default.")
    ] = None,
    days: Annotated[int, typer.Option(min=1, help="Of the articles found in so many days.")] = 30,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Compare the kinds of lists (feeds, sitemaps, section pages) of each source, and estimate by capture
    and recapture how many articles none of them showed."""
    with opened() as database, database.reading() as session:
        seen = frontier.sightings(session, since=clock.now() - timedelta(days=days))
    found = {name: estimate(kinds) for name, kinds in seen.items() if not source or name in source}
    if as_json:
        say(json.dumps({name: asdict(one) for name, one in found.items()}, indent=2))
        return
    table(
        ("source", "found", "by kind (by it alone)", "missed by all", "remark"),
        [(name, str(one.found), _kinds(one), _missed(one), one.why_not) for name, one in found.items()],
    )
    say(f"articles of the last {days} days; the limit of what was missed holds 95 times of 100")


def _kinds(found: Coverage) -> str:
    return ", ".join(f"{kind} {count} ({found.only[kind]})" for kind, count in sorted(found.by_kind.items()))


def _missed(found: Coverage) -> str:
    if found.missed is None or found.most_missed is None:
        return ""
    return f"{found.missed:.0f} (at most {found.most_missed:.0f})"
