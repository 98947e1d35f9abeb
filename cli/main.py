"""Entry of ``evwatch``: finds the verb's file, and shows what goes wrong as one clear line."""

import sys
from importlib import import_module
from importlib.metadata import version
from pkgutil import iter_modules
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from cli import commands
from cli.output import complain, say
from core.errors import EvwatchError, QueryError

EXIT_OPERATOR, EXIT_INTERRUPTED = 2, 130


class Verbs(TyperGroup):
    """Commands are the modules of ``cli.commands``, imported only when called: start-up stays quick."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Every verb, by name."""
        return sorted(module.name for module in iter_modules(commands.__path__))

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The verb's command; None when there is no such file."""
        if cmd_name not in self.list_commands(ctx):
            return None
        command = typer.main.get_command(import_module(f"cli.commands.{cmd_name}").app)
        command.name = cmd_name
        return command


app = typer.Typer(
    cls=Verbs,
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
