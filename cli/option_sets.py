"""Options that several commands take, declared once: as the fields of a dataclass."""

from collections.abc import Callable
from dataclasses import fields
from functools import wraps
from inspect import Parameter, signature
from typing import Any, get_type_hints

Command = Callable[..., None]


def taking(kind: type[Any], name: str) -> Callable[[Command], Command]:
    """A command whose argument ``name`` is a ``kind``: Typer sees the fields of that dataclass instead, with
    their annotations and defaults."""

    def taken_apart(command: Command) -> Command:
        own = [each for each in signature(command, eval_str=True).parameters.values() if each.name != name]
        hints = get_type_hints(kind, include_extras=True)
        options = [
            Parameter(field.name, Parameter.KEYWORD_ONLY, default=field.default, annotation=hints[field.name])
            for field in fields(kind)
        ]

        @wraps(command)
        def run(*arguments: Any, **given: Any) -> None:
            said = kind(**{option.name: given.pop(option.name) for option in options})
            command(*arguments, **given, **{name: said})

        run.__signature__ = signature(command).replace(parameters=[*own, *options])  # type: ignore[attr-defined]
        run.__annotations__ = {each.name: each.annotation for each in (*own, *options)}
        return run

    return taken_apart
