"""Rules as TOML, to be read, kept under version control and edited by people: one table a rule."""

import tomllib
from collections.abc import Sequence
from datetime import UTC, datetime, time
from enum import StrEnum
from typing import Any

import tomlkit
from tomlkit.items import String

from core.errors import ConfigError
from core.rule import Rule, rule_from


def write(rules: Sequence[Rule]) -> str:
    """A file that ``read`` reads as the same rules; what a rule leaves as usual is not written."""
    document = tomlkit.document()
    for rule in rules:
        table = tomlkit.table()
        for key, value in rule.said().items():
            table.add(key, _value(value))
        if document:
            document.add(tomlkit.nl())
        document.add(rule.name, table)
    return tomlkit.dumps(document)


def read(content: bytes) -> list[Rule]:
    """The rules of a file, in its order. Raises ConfigError for anything else, with the place or the rule."""
    try:
        said = tomllib.loads(content.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"not a TOML file: {error}") from error
    return [_rule(name, table) for name, table in said.items()]


def _rule(name: str, table: object) -> Rule:
    if not isinstance(table, dict):
        raise ConfigError(
            f"{name!r} stands outside of a rule: a rule is a line [its name] and its query below"
        )
    if "query" not in table and any(isinstance(part, dict) for part in table.values()):
        raise ConfigError(f"rule {name!r} has a rule inside: a name with a dot stands in quotes")
    return rule_from(name, table)


def _value(value: Any) -> Any:
    match value:
        case StrEnum():
            return str(value)
        case str():
            return _text(value)
        case datetime():
            return value.astimezone(UTC)
        case time():
            return value.strftime("%H:%M")
        case tuple():
            return list(value)
        case _:
            return value


def _text(text: str) -> String:
    """Queries are full of quotes: between single ones they read as they are typed."""
    lines = text.split("\n")
    needs_it = len(lines) > 1 or '"' in text or "\\" in text
    as_typed = needs_it and "'" not in text and all(line.isprintable() for line in lines)
    return tomlkit.string(text, literal=as_typed, multiline=as_typed and len(lines) > 1)
