"""What a query says of sources and of now, put as ids and times: the rest of the code knows only those."""

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatchcase

from core.query.nodes import (
    After,
    And,
    Every,
    Leaf,
    Node,
    Not,
    Or,
    Recent,
    SeenAfter,
    SourceFact,
    SourceIn,
    both,
    either,
    leaves,
    positive,
    replace_leaves,
)

TRUST = re.compile(r"(>=|<=|>|<|=|)([1-5])")
_COMPARE: dict[str, Callable[[int, int], bool]] = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
    "=": operator.eq,
    "": operator.eq,
}


@dataclass(frozen=True, slots=True)
class SourceProfile:
    """What the catalogue says of a source; ``country`` is an ISO 3166 code or empty, ``trust`` 1 to 5,
    ``kind`` a value of core.source's SourceKind."""

    country: str = ""
    focus: tuple[str, ...] = ()
    trust: int = 3
    kind: str = "media"


def is_resolved(node: Node) -> bool:
    """Whether nothing of the query depends on the catalogue or on when it is asked."""
    return not any(isinstance(leaf, SourceFact | Recent) for leaf in leaves(node))


def resolve(node: Node, sources: Mapping[str, SourceProfile], now: datetime) -> Node:
    """The same query at the time ``now`` (aware UTC) over these sources, by id."""

    def known(leaf: Leaf) -> Node:
        match leaf:
            case SourceFact():
                return SourceIn(tuple(sorted(_ids(leaf, sources))))
            case Recent(span, seen):
                since = (now - span).replace(microsecond=0)
                return SeenAfter(since) if seen else After(since)
            case _:
                return leaf

    return node if is_resolved(node) else replace_leaves(node, known)


def taken_to_hold(node: Node) -> Node:
    """The query without what depends on the catalogue or on now: for an article that is known to have met
    it when it was asked."""
    match positive(node):
        case And(parts):
            return both([taken_to_hold(part) for part in parts])
        case Or(parts):
            return either([taken_to_hold(part) for part in parts])
        case SourceFact() | Recent() | Not(SourceFact() | Recent()):
            return Every()
        case other:
            return other


def _ids(leaf: SourceFact, sources: Mapping[str, SourceProfile]) -> set[str]:
    return {source.casefold() for source, profile in sources.items() if _holds(leaf, source, profile)}


def _holds(leaf: SourceFact, source: str, profile: SourceProfile) -> bool:
    match leaf.name:
        case "source":
            return fnmatchcase(source.casefold(), leaf.value)
        case "country":
            return profile.country.lower() == leaf.value
        case "focus":
            return leaf.value in profile.focus
        case "kind":
            return profile.kind == leaf.value
        case _:
            found = TRUST.fullmatch(leaf.value)
            return found is not None and _COMPARE[found[1]](profile.trust, int(found[2]))
