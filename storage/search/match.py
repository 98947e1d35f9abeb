"""Nodes as an expression of SQLite's FTS5, and the parts of a query that are no terms but time or a story."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from core.query.nodes import (
    After,
    And,
    Before,
    First,
    Leaf,
    Near,
    Node,
    Not,
    Or,
    Scope,
    Starts,
    Words,
    both,
    either,
    leaves,
    positive,
)
from storage.search.lines import EVERY, phrases

Pick = Callable[[list[datetime]], datetime]


class Match(NamedTuple):
    """An expression and how far it nests.

    FTS5 and SQLite parse with a stack of 100 entries. What nests deepest is written first: there a level
    takes one entry, behind an operator it would take three.
    """

    text: str
    depth: int


# What every article meets.
_EVERYTHING = Match(f'"{EVERY}"', 0)


def normal(node: Node) -> Node:
    """The same condition with negations only on leaves that are words or facts, never on time, and with
    one range of time at most in an AND or OR."""
    match positive(node):
        case And(parts):
            return both(_one_range(list(map(normal, parts)), latest=max, earliest=min))
        case Or(parts):
            return either(_one_range(list(map(normal, parts)), latest=min, earliest=max))
        case Not(After(time)):
            return Before(time)
        case Not(Before(time)):
            return After(time)
        case other:
            return other


def _one_range(parts: list[Node], *, latest: Pick, earliest: Pick) -> list[Node]:
    """``parts`` with a single After and a single Before: those that ``latest`` and ``earliest`` choose."""
    since = [part.time for part in parts if isinstance(part, After)]
    until = [part.time for part in parts if isinstance(part, Before)]
    rest = [part for part in parts if not isinstance(part, After | Before)]
    return rest + ([After(latest(since))] if since else []) + ([Before(earliest(until))] if until else [])


def beyond_terms(node: Node) -> bool:
    """Whether time or the story plays a part, so that an FTS5 expression alone cannot say it."""
    return any(isinstance(leaf, After | Before | First) for leaf in leaves(node))


def match_one(node: Node) -> Match:
    """A normal node of terms as an FTS5 expression."""
    match node:
        case And(parts):
            return match_all(parts)
        case Or(parts):
            return _match_any(parts)
        case Not(part):
            return match_all((Not(part),))
        case After() | Before() | First():
            raise AssertionError("neither time nor a story is a term")
        case Near():
            raise AssertionError("the index is asked for what is widened")
        case Starts(heads):
            return _joined([Match(f'"{head}" *', 0) for head in heads], "OR")
        case _:
            return _leaf(node)


def match_all(parts: Sequence[Node]) -> Match:
    """Every part as one expression; no parts are everything."""
    wanted = [match_one(part) for part in parts if not isinstance(part, Not)]
    unwanted = [match_one(part.part) for part in parts if isinstance(part, Not)]
    found = _joined(wanted, "AND") if wanted else _EVERYTHING
    return _without(found, _joined(unwanted, "OR")) if unwanted else found


def _joined(parts: Iterable[Match], operator: str) -> Match:
    """One expression, in parentheses unless it is a single part."""
    ordered = sorted(parts, key=lambda part: -part.depth)
    if len(ordered) == 1:
        return ordered[0]
    text = f" {operator} ".join(part.text for part in ordered)
    return Match(f"({text})", ordered[0].depth + 1)


def _match_any(parts: Sequence[Node]) -> Match:
    wanted = [match_one(part) for part in parts if not isinstance(part, Not)]
    unwanted = [match_one(part.part) for part in parts if isinstance(part, Not)]
    if unwanted:
        wanted.append(_without(_EVERYTHING, _joined(unwanted, "AND")))
    return _joined(wanted, "OR")


def _without(found: Match, unwanted: Match) -> Match:
    return Match(f"({found.text} NOT {unwanted.text})", max(found.depth, unwanted.depth) + 1)


def _leaf(leaf: Leaf) -> Match:
    # Terms hold no quote and no space, so quoting them is enough (see core.text.analysis).
    written = [Match(f'"{" ".join(phrase)}"', 0) for phrase in phrases(leaf)]
    found = _joined(written, "OR")
    if isinstance(leaf, Words) and leaf.scope is Scope.TITLE:
        return Match(f"(title : {found.text})", 1)
    return Match(found.text, 1)
