"""`evwatch sources`: what is watched. One file per verb."""

import sys

import typer

from cli.verbs import verbs_of

app = typer.Typer(cls=verbs_of(sys.modules[__name__]), no_args_is_help=True, add_completion=False)


@app.callback()
def sources() -> None:
    """What is watched."""
