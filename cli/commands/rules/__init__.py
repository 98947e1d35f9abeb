"""`evwatch rules`: saved searches that alert. One file per verb."""

import sys

import typer

from cli.verbs import verbs_of

app = typer.Typer(cls=verbs_of(sys.modules[__name__]), no_args_is_help=True, add_completion=False)


@app.callback()
def rules() -> None:
    """Saved searches that alert. docs/rules.md is their guide."""
