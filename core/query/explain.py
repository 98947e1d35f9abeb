"""A query written out again: as an indented outline for people, or as text that parses to the same."""

import re
from datetime import datetime

from core.query.nodes import (
    After,
    And,
    Author,
    Before,
    LanguageIs,
    Leaf,
    Node,
    Not,
    Or,
    Scope,
    SourceIs,
    Words,
)

_SIMPLE = re.compile(r"[^\W_]+")
_OPERATORS = ("AND", "OR", "NOT")
_QUOTES = re.compile('["“”„＂]')


def explain(node: Node) -> str:
    """The tree as an outline: one line per condition, indented under what joins it."""
    return "\n".join(_outline(node, 0))


def query_text(node: Node) -> str:
    """The query that parses to ``node``."""
    match node:
        case And(parts):
            return " ".join(_grouped(part) for part in parts)
        case Or(parts):
            return " OR ".join(_grouped(part) for part in parts)
        case Not(part):
            return f"-{_grouped(part)}"
        case _:
            return _leaf_text(node)


def _outline(node: Node, depth: int) -> list[str]:
    match node:
        case And(parts):
            head, below = "all of", parts
        case Or(parts):
            head, below = "any of", parts
        case Not(part):
            head, below = "not", (part,)
        case _:
            head, below = _leaf_outline(node), ()
    return ["  " * depth + head, *(line for part in below for line in _outline(part, depth + 1))]


def _leaf_outline(leaf: Leaf) -> str:
    match leaf:
        case Words(text, scope):
            place = "the title" if scope is Scope.TITLE else "title or body"
            return f"{_quoted(text)} in {place}, any inflection"
        case Author(name):
            return f"{_quoted(name)} in one author's name"
        case SourceIs(source):
            return f"from the source {source}"
        case LanguageIs(code):
            return f"in the language {code}"
        case After(time):
            return f"published on or after {time:%Y-%m-%d %H:%M:%S} UTC"
        case Before(time):
            return f"published before {time:%Y-%m-%d %H:%M:%S} UTC"


def _leaf_text(leaf: Leaf) -> str:
    match leaf:
        case Words(text, scope):
            return f"title:{_value(text)}" if scope is Scope.TITLE else _value(text)
        case Author(name):
            return f"author:{_value(name)}"
        case SourceIs(source):
            return f"source:{_value(source)}"
        case LanguageIs(code):
            return f"lang:{code}"
        case After(time):
            return f"after:{_time(time)}"
        case Before(time):
            return f"before:{_time(time)}"


def _grouped(node: Node) -> str:
    return f"({query_text(node)})" if isinstance(node, And | Or) else query_text(node)


def _value(text: str) -> str:
    return text if _SIMPLE.fullmatch(text) and text not in _OPERATORS else _quoted(text)


def _quoted(text: str) -> str:
    # Quotes separate words like a space does; inside a phrase they could not be written.
    return f'"{_QUOTES.sub(" ", text).strip()}"'


def _time(time: datetime) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")
