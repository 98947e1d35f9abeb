"""Entry of ``evwatch``: shows what goes wrong as one clear line."""

import sys
from importlib.metadata import version
from typing import Annotated

import typer

from cli import commands
from cli.output import complain, say
from cli.verbs import verbs_of
from core.errors import EvwatchError, QueryError

EXIT_OPERATOR, EXIT_INTERRUPTED = 2, 130


app = typer.Typer(
    cls=verbs_of(commands),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback(invoke_without_command=True)
def evwatch(
    *, show_version: Annotated[bool, typer.Option("--version", help="Print the version and exit.")] = False
) -> None:
    """Watch electric-vehicle news: crawl, extract, search, alert."""
    if show_version:
        say(f"evwatch {version('evwatch')}")
        raise typer.Exit


def main() -> None:
    """Run the command line; exit status 2 for what the operator must mend."""
    try:
        app()
    except QueryError as error:
        complain(error.caret())
        sys.exit(EXIT_OPERATOR)
    except EvwatchError as error:
        complain(str(error))
        sys.exit(EXIT_OPERATOR)
    except KeyboardInterrupt:
        sys.exit(EXIT_INTERRUPTED)
    except BrokenPipeError:
        # The reader (`| head`) has seen enough; nothing is wrong.
        sys.stderr.close()
        sys.exit(0)
