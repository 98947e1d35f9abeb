"""The parsed query: a tree of values. Nothing here knows how to parse, match or search.

A new kind of node joins ``Node`` below; mypy then names every place that has to learn it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Scope(StrEnum):
    """Where words may stand."""

    TEXT = "text"  # title or body, never across their border
    TITLE = "title"


@dataclass(frozen=True, slots=True)
class Words:
    """Words that stand one after the other, each in any inflection."""

    text: str
    scope: Scope = Scope.TEXT


@dataclass(frozen=True, slots=True)
class Author:
    """Words that stand one after the other in the name of one author, as written."""

    name: str


@dataclass(frozen=True, slots=True)
class SourceIs:
    """The id of the source, exactly; its case does not count."""

    id: str


@dataclass(frozen=True, slots=True)
class LanguageIs:
    """The ISO 639-1 code of the article."""

    code: str


@dataclass(frozen=True, slots=True)
class After:
    """Published at ``time`` or later. Aware UTC in whole seconds."""

    time: datetime


@dataclass(frozen=True, slots=True)
class Before:
    """Published earlier than ``time``. Aware UTC in whole seconds."""

    time: datetime


@dataclass(frozen=True, slots=True)
class And:
    """Every part holds; at least two parts."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one part holds; at least two parts."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: "Node"


Leaf = Words | Author | SourceIs | LanguageIs | After | Before
Node = Leaf | And | Or | Not


def both(parts: Iterator[Node] | list[Node]) -> Node:
    """All of ``parts`` as one flat node."""
    flat = [each for part in parts for each in (part.parts if isinstance(part, And) else (part,))]
    return flat[0] if len(flat) == 1 else And(tuple(flat))


def either(parts: Iterator[Node] | list[Node]) -> Node:
    """Any of ``parts`` as one flat node."""
    flat = [each for part in parts for each in (part.parts if isinstance(part, Or) else (part,))]
    return flat[0] if len(flat) == 1 else Or(tuple(flat))


def negation(part: Node) -> Node:
    """The opposite of ``part``; two negations are none."""
    return part.part if isinstance(part, Not) else Not(part)


def leaves(node: Node) -> Iterator[Leaf]:
    """Every leaf, from left to right."""
    match node:
        case And(parts) | Or(parts):
            for part in parts:
                yield from leaves(part)
        case Not(part):
            yield from leaves(part)
        case _:
            yield node


def depth(node: Node) -> int:
    """How far the tree nests; 0 for a leaf."""
    match node:
        case And(parts) | Or(parts):
            return 1 + max(depth(part) for part in parts)
        case Not(part):
            return 1 + depth(part)
        case _:
            return 0


def replace_leaves(node: Node, change: Callable[[Leaf], Node]) -> Node:
    """The same tree with every leaf changed."""
    match node:
        case And(parts):
            return both([replace_leaves(part, change) for part in parts])
        case Or(parts):
            return either([replace_leaves(part, change) for part in parts])
        case Not(part):
            return negation(replace_leaves(part, change))
        case _:
            return change(node)


def positive(node: Node) -> Node:
    """The same condition with negations only on leaves (De Morgan)."""
    match node:
        case And(parts):
            return both([positive(part) for part in parts])
        case Or(parts):
            return either([positive(part) for part in parts])
        case Not(And(parts)):
            return either([positive(negation(part)) for part in parts])
        case Not(Or(parts)):
            return both([positive(negation(part)) for part in parts])
        case Not(Not(part)):
            return positive(part)
        case _:
            return node
