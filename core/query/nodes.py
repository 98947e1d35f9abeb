"""The parsed query: a tree of values. Nothing here knows how to parse, match or search.

A new kind of node joins ``Node`` below; mypy then names every place that has to learn it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from core.article import Flag


class Scope(StrEnum):
    """Where words may stand."""

    TEXT = "text"  # title or body, never across their border
    TITLE = "title"
    BODY = "body"


@dataclass(frozen=True, slots=True)
class Words:
    """Words that stand one after the other, each in any inflection."""

    text: str
    scope: Scope = Scope.TEXT


@dataclass(frozen=True, slots=True)
class Exact:
    """Words that stand one after the other in just this form: neither inflection nor another spelling."""

    text: str
    scope: Scope = Scope.TEXT


@dataclass(frozen=True, slots=True)
class Pattern:
    """One word: ``?`` is any one letter, a ``*`` at the end is any letters. See core.query.patterns."""

    text: str
    scope: Scope = Scope.TEXT


@dataclass(frozen=True, slots=True)
class Regex:
    """An expression of RE2 that is found in the text as it is printed."""

    pattern: str
    scope: Scope = Scope.TEXT


@dataclass(frozen=True, slots=True)
class Entity:
    """An entity of the gazetteer by its id, or any of a type: one of its names counts as one there.

    See core.gazetteer.spotting for what counts.
    """

    name: str
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
class SeenAfter:
    """First seen by evwatch at ``time`` or later. Aware UTC in whole seconds."""

    time: datetime


@dataclass(frozen=True, slots=True)
class SeenBefore:
    """First seen by evwatch earlier than ``time``. Aware UTC in whole seconds."""

    time: datetime


@dataclass(frozen=True, slots=True)
class SiteIs:
    """The article's address lies under this domain, in lower case."""

    domain: str


@dataclass(frozen=True, slots=True)
class MarkIs:
    """What is known of the article: one of ``MARKS``."""

    mark: str


@dataclass(frozen=True, slots=True)
class First:
    """No other article of the story has an earlier time."""


@dataclass(frozen=True, slots=True)
class SourceIn:
    """From one of these sources; their ids in lower case, in order."""

    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SourceFact:
    """What the catalogue says of the source: ``name`` is source (a glob), country, focus, kind or trust.

    Becomes SourceIn when it is resolved.
    """

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Recent:
    """Published (or first ``seen``) within ``span`` before now. Becomes After or SeenAfter when resolved."""

    span: timedelta
    seen: bool = False


@dataclass(frozen=True, slots=True)
class Every:
    """Every article. No query says it; the index is asked for it where it cannot decide."""


@dataclass(frozen=True, slots=True)
class Starts:
    """A term that begins with one of ``heads``. No query says it; stands for a Pattern in the index."""

    heads: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Near:
    """Both sides in one text, at most ``distance`` words between them, in either order.

    The sides hold words only: no negation and nothing about the source or the time.
    """

    left: "Node"
    right: "Node"
    distance: int


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


# What a text alone decides; and with it what stands in a text.
Textual = Words | Exact | Pattern | Regex
Wording = Textual | Entity
Fact = SourceIs | SourceIn | LanguageIs | SiteIs | MarkIs
Leaf = (
    Wording
    | Author
    | Fact
    | First
    | After
    | Before
    | SeenAfter
    | SeenBefore
    | SourceFact
    | Recent
    | Every
    | Starts
)
Node = Leaf | And | Or | Not | Near

# What `is:` takes: the flags of an article by the names that people use, and what evwatch saw of it.
MARKS = {
    **{flag.value: flag.value for flag in Flag},
    "live": Flag.LIVE_BLOG.value,
    "roundup": Flag.ROUND_UP.value,
    "wire": Flag.WIRE_COPY.value,
    "revised": "revised",
}


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
        case Near(left, right):
            yield from leaves(left)
            yield from leaves(right)
        case _:
            yield node


def subtrees(node: Node) -> Iterator[Node]:
    """The node and every node below it."""
    yield node
    match node:
        case And(parts) | Or(parts):
            for part in parts:
                yield from subtrees(part)
        case Not(part):
            yield from subtrees(part)
        case Near(left, right):
            yield from subtrees(left)
            yield from subtrees(right)


def depth(node: Node) -> int:
    """How far the tree nests; 0 for a leaf."""
    match node:
        case And(parts) | Or(parts):
            return 1 + max(depth(part) for part in parts)
        case Not(part):
            return 1 + depth(part)
        case Near(left, right):
            return 1 + max(depth(left), depth(right))
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
        case Near(left, right, distance):
            return Near(replace_leaves(left, change), replace_leaves(right, change), distance)
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
