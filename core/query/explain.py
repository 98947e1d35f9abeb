"""A query written out again: as an indented outline for people, or as text that parses to the same."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from core.gazetteer import gazetteer
from core.query.nodes import (
    After,
    And,
    Author,
    Before,
    Entity,
    Exact,
    First,
    LanguageIs,
    Leaf,
    MarkIs,
    Near,
    Node,
    Not,
    Or,
    Pattern,
    Recent,
    Regex,
    Scope,
    SeenAfter,
    SeenBefore,
    SiteIs,
    SourceFact,
    SourceIn,
    SourceIs,
    Starts,
    Words,
)

_SIMPLE = re.compile(r"[^\W_]+")
_OPERATORS = ("AND", "OR", "NOT")
_QUOTES = re.compile('["“”„＂]')


class Clause(NamedTuple):
    """One condition of a query: how deep it nests, and what it says."""

    depth: int
    text: str
    node: Node


def explain(node: Node) -> str:
    """The tree as an outline: one line per condition, indented under what joins it."""
    return "\n".join("  " * clause.depth + clause.text for clause in clauses(node))


def query_text(node: Node) -> str:
    """The query that parses to ``node``."""
    match node:
        case And(parts):
            return " ".join(_grouped(part) for part in parts)
        case Or(parts):
            return " OR ".join(_grouped(part) for part in parts)
        case Not(part):
            return f"-{_grouped(part)}"
        case Near(left, right, distance):
            return f"{_grouped(left)} NEAR/{distance} {_grouped(right)}"
        case _:
            return _leaf_text(node)


def clauses(node: Node, depth: int = 0) -> Iterator[Clause]:
    """The lines of the outline with their nodes, from top to bottom."""
    match node:
        case And(parts):
            head, below = "all of", parts
        case Or(parts):
            head, below = "any of", parts
        case Not(part):
            head, below = "not", (part,)
        case Near(left, right, distance):
            head, below = f"at most {distance} words apart", (left, right)
        case _:
            head, below = _leaf_outline(node), ()
    yield Clause(depth, head, node)
    for part in below:
        yield from clauses(part, depth + 1)


_PLACES = {Scope.TEXT: "title or body", Scope.TITLE: "the title", Scope.BODY: "the body"}


def _leaf_outline(leaf: Leaf) -> str:
    match leaf:
        case Words(text, scope):
            return f"{_quoted(text)} in {_PLACES[scope]}, any inflection"
        case Exact(text, scope):
            return f"{_quoted(text)} in {_PLACES[scope]}, in this form"
        case Pattern(text, scope):
            return f"a word like {text} in {_PLACES[scope]}"
        case Regex(pattern, scope):
            return f"/{pattern}/ in {_PLACES[scope]}"
        case Entity(name, scope):
            return f"{_entity(name)} named in {_PLACES[scope]}"
        case Author(name):
            return f"{_quoted(name)} in one author's name"
        case After() | Before() | SeenAfter() | SeenBefore() | Recent():
            return _time_outline(leaf)
        case _:
            return _fact_outline(leaf)


def _time_outline(leaf: After | Before | SeenAfter | SeenBefore | Recent) -> str:
    match leaf:
        case After(time):
            return f"published on or after {time:%Y-%m-%d %H:%M:%S} UTC"
        case Before(time):
            return f"published before {time:%Y-%m-%d %H:%M:%S} UTC"
        case SeenAfter(time):
            return f"first seen on or after {time:%Y-%m-%d %H:%M:%S} UTC"
        case SeenBefore(time):
            return f"first seen before {time:%Y-%m-%d %H:%M:%S} UTC"
        case Recent(span, seen):
            return f"{'first seen' if seen else 'published'} in the last {_span(span)}"


def _fact_outline(leaf: Leaf) -> str:
    match leaf:
        case SourceIs(source):
            return f"from the source {source}"
        case SourceIn(ids):
            return f"from one of the sources {', '.join(ids)}" if ids else "from no source that there is"
        case SourceFact(name, value):
            return f"from a source whose {'id' if name == 'source' else name} is {value}"
        case LanguageIs(code):
            return f"in the language {code}"
        case SiteIs(domain):
            return f"on the site {domain}"
        case MarkIs(mark):
            return f"marked as {mark}"
        case First():
            return "the first article of its story"
        case _:
            return "every article"


def _leaf_text(leaf: Leaf) -> str:
    match leaf:
        case Words(text, scope):
            return _scoped(scope, _value(text))
        case Exact(text, scope):
            return _scoped(scope, f"={_quoted(text)}")
        case Pattern(text, scope):
            return _scoped(scope, text)
        case Regex(pattern, scope):
            return _scoped(scope, f"/{pattern}/")
        case Entity(name, scope):
            return _scoped(scope, f"@{name}")
        case Author(name):
            return f"author:{_value(name)}"
        case After() | Before() | SeenAfter() | SeenBefore() | Recent():
            return _time_text(leaf)
        case _:
            return _fact_text(leaf)


def _time_text(leaf: After | Before | SeenAfter | SeenBefore | Recent) -> str:
    match leaf:
        case After(time):
            return f"after:{_time(time)}"
        case Before(time):
            return f"before:{_time(time)}"
        case SeenAfter(time):
            return f"seen:{_time(time)}.."
        case SeenBefore(time):
            # A range ends with its last second.
            return f"seen:..{_time(time - timedelta(seconds=1))}"
        case Recent(span, seen):
            return f"{'seen' if seen else 'published'}:{span // timedelta(hours=1)}h"


def _fact_text(leaf: Leaf) -> str:
    match leaf:
        case SourceIs(source):
            return f"source:{_value(source)}"
        case SourceIn(ids):
            return f"({' OR '.join(f'source:{_value(one)}' for one in ids)})" if ids else "-(a OR -a)"
        case SourceFact(name, value):
            return f'{name}:"{value}"'
        case LanguageIs(code):
            return f"lang:{code}"
        case SiteIs(domain):
            return f"site:{domain}"
        case MarkIs(mark):
            return f"is:{mark}"
        case First():
            return "is:first"
        case Starts(heads):
            return " OR ".join(f"{head}*" for head in heads)
        case _:
            return "(a OR -a)"


def _entity(name: str) -> str:
    entity = gazetteer().get(name)
    return f"any {name}" if entity is None else entity.names[0].text


def _scoped(scope: Scope, text: str) -> str:
    return text if scope is Scope.TEXT else f"{scope.value}:{text}"


def _span(span: timedelta) -> str:
    days, hours = span.days, span.seconds // 3600
    return f"{days} days" if not hours else f"{days * 24 + hours} hours"


def _grouped(node: Node) -> str:
    return f"({query_text(node)})" if isinstance(node, And | Or | Near) else query_text(node)


def _value(text: str) -> str:
    return text if _SIMPLE.fullmatch(text) and text not in _OPERATORS else _quoted(text)


def _quoted(text: str) -> str:
    # Quotes separate words like a space does; inside a phrase they could not be written.
    return f'"{_QUOTES.sub(" ", text).strip()}"'


def _time(time: datetime) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")
