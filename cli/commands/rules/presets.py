"""`evwatch rules presets`: the ready rules."""

from typing import Annotated

import typer

from cli.output import say, table
from cli.presets import preset
from core.gazetteer.load import gazetteer

app = typer.Typer(add_completion=False)


@app.command()
def presets(
    preset_id: Annotated[str | None, typer.Argument(metavar="[ID]", help="All of this one.")] = None,
) -> None:
    """List the ready rules, or show one; `evwatch rules add --preset ID` saves it."""
    if preset_id is None:
        rows = [(one.id, one.severity, one.name, one.description) for one in gazetteer().presets.values()]
        table(("id", "severity", "name", "what it finds"), rows)
        return
    one = preset(preset_id)
    for key in ("id", "name", "severity", "description", "query"):
        say(f"{key:<11}  {getattr(one, key)}")
