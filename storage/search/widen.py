"""What an index is asked for when it cannot decide a query: a query that finds all of it, and more."""

from core.query.nodes import (
    And,
    Entity,
    Every,
    Exact,
    Near,
    Node,
    Not,
    Or,
    Pattern,
    Regex,
    Scope,
    SeenAfter,
    SeenBefore,
    Starts,
    Words,
    both,
    either,
    positive,
    subtrees,
)
from core.query.patterns import first_terms


def is_exact(node: Node) -> bool:
    """Whether the index alone decides the query."""
    return not any(isinstance(each, Near) or _wide_leaf(each) is not each for each in subtrees(node))


def widened(node: Node) -> Node:
    """A query that the index decides; it finds every article that ``node`` does."""
    return _widened(positive(node))


def _widened(node: Node) -> Node:
    match node:
        case And(parts):
            wide = [part for part in map(_widened, parts) if part != Every()]
            return both(wide) if wide else Every()
        case Or(parts):
            wide = [_widened(part) for part in parts]
            return Every() if Every() in wide else either(wide)
        case Not(part):
            return node if is_exact(part) else Every()
        case Near(left, right):
            return _widened(And((left, right)))
        case _:
            return _wide_leaf(node)


def _wide_leaf(node: Node) -> Node:
    match node:
        case Words(text, Scope.BODY):
            return Words(text)
        case Entity(name, Scope.BODY):
            return Entity(name)
        case Exact(text, scope):
            return Words(text, Scope.TITLE if scope is Scope.TITLE else Scope.TEXT)
        case Pattern(text):
            return Starts(first_terms(text))
        case Regex() | SeenAfter() | SeenBefore():
            return Every()
        case _:
            return node
