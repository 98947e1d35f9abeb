"""`evwatch rules presets`: the ready rules."""

import typer

from cli.output import say, table
from core.gazetteer.load import gazetteer

app = typer.Typer()


@app.command()
def presets() -> None:
    """List the ready rules; `evwatch rules add --preset ID` saves one, with --dry-run it only shows what that
    would find."""
    ready = gazetteer().presets.values()
    table(
        ("id", "severity", "name", "what it finds"),
        [(one.id, one.severity, one.name, one.description) for one in ready],
    )
    say("their queries: `evwatch rules export` of what was added")
