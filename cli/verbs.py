"""Commands are files: a verb is found by its name, and imported only when it is called."""

from collections.abc import Iterable
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

import typer
from typer.core import TyperGroup


def verbs_of(package: ModuleType) -> type[TyperGroup]:
    """A group whose commands are the modules of ``package``, each with its ``app``: start-up stays quick."""

    class Verbs(TyperGroup):
        def list_commands(self, ctx: Any) -> list[str]:
            return sorted(_names(package))

        def get_command(self, ctx: Any, cmd_name: str) -> Any:
            if cmd_name not in _names(package):
                return None
            command = typer.main.get_command(import_module(f"{package.__name__}.{cmd_name}").app)
            command.name = cmd_name
            return command

    return Verbs


def _names(package: ModuleType) -> Iterable[str]:
    return [module.name for module in iter_modules(package.__path__)]
