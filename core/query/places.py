"""Where the words of a query stand in one text, counted in its tokens."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol

from core.query.nodes import (
    And,
    Entity,
    Exact,
    Near,
    Node,
    Or,
    Pattern,
    Regex,
    Scope,
    Textual,
    Wording,
    Words,
    leaves,
)
from core.query.patterns import counts, regex, word_pattern
from core.text.analysis import Tokens, analyse_name, phrase_in

# Between two places of an AND: any number of words.
_ANYWHERE = 1 << 60


class Place(NamedTuple):
    """Tokens ``first`` to ``last`` of a text, both included."""

    first: int
    last: int


class Named(Protocol):
    """Where the article names entities."""

    def places(self, name: str, scope: Scope) -> Sequence[Place]: ...


class Part(NamedTuple):
    """The title or the body of an article, as ``scope`` says, and what the article names."""

    scope: Scope
    text: Tokens
    named: Named


def places(node: Node, part: Part) -> Sequence[Place]:
    """Where a node of words (see ``Near``) holds in a part of an article, in order."""
    match node:
        case And(nodes):
            found = places(nodes[0], part)
            for each in nodes[1:]:
                found = _together(found, places(each, part), _ANYWHERE)
            return found
        case Or(nodes):
            return sorted({place for each in nodes for place in places(each, part)})
        case Near(left, right, distance):
            found = places(left, part)
            return _together(found, places(right, part), distance) if found else []
        case Words() | Exact() | Pattern() | Regex():
            return leaf_places(node, part.text) if node.scope in (Scope.TEXT, part.scope) else []
        case Entity():
            return part.named.places(node.name, part.scope) if node.scope in (Scope.TEXT, part.scope) else []
        case _:
            raise AssertionError("the sides of NEAR hold words only")


def leaf_places(leaf: Textual, text: Tokens) -> list[Place]:
    """Where a leaf holds in a text, in order; its scope does not count here."""
    match leaf:
        case Words():
            phrase = phrase_in(leaf.text, text.how)
            return [Place(start, start + len(phrase) - 1) for start in text.starts(phrase)]
        case Exact():
            return _exact_places(leaf.text, text)
        case Pattern():
            pattern = word_pattern(leaf.text)
            found = enumerate(text.tokens)
            return [Place(at, at) for at, each in found if counts(each.surface, each.term, pattern)]
        case Regex():
            return [
                Place(first, last)
                for start, end in regex_ranges(leaf, text)
                if (first := _token_at(text, start)) <= (last := _token_at(text, end) - 1)
            ]


def leaf_holds(leaf: Textual, text: Tokens) -> bool:
    """Whether a leaf holds in a text; quicker than to ask where."""
    match leaf:
        case Words():
            return text.has(phrase_in(leaf.text, text.how))
        case Regex():
            return any(True for _ in regex_ranges(leaf, text))
        case _:
            return bool(leaf_places(leaf, text))


def ranges(node: Wording | Near, part: Part) -> Iterator[tuple[int, int]]:
    """The characters of a part of an article that a leaf is found in; of NEAR, those of its words."""
    match node:
        case Near():
            yield from _near_ranges(node, part)
        case Entity():
            yield from (characters(place, part.text) for place in places(node, part))
        case _:
            if node.scope in (Scope.TEXT, part.scope):
                yield from leaf_ranges(node, part.text)


def leaf_ranges(leaf: Textual, text: Tokens) -> Iterator[tuple[int, int]]:
    """The characters of the text that a leaf is found in."""
    if isinstance(leaf, Regex):
        yield from regex_ranges(leaf, text)
    else:
        yield from (characters(place, text) for place in leaf_places(leaf, text))


def _near_ranges(node: Near, part: Part) -> Iterator[tuple[int, int]]:
    hulls = places(node, part)
    for leaf in leaves(node) if hulls else ():
        for place in places(leaf, part):
            if any(hull.first <= place.first and place.last <= hull.last for hull in hulls):
                yield characters(place, part.text)


def characters(place: Place, text: Tokens) -> tuple[int, int]:
    return text.tokens[place.first].start, text.tokens[place.last].end


def regex_ranges(leaf: Regex, text: Tokens) -> Iterator[tuple[int, int]]:
    """The characters that an expression finds; what is found must not be empty."""
    # RE2 reads UTF-8: half a pair of surrogates, which some pages hold, has none.
    readable = text.text.encode("utf-8", "replace").decode() if not text.text.isascii() else text.text
    for found in regex(leaf.pattern).finditer(readable):
        if found.start() < found.end():
            yield found.start(), found.end()


def _exact_places(wanted: str, text: Tokens) -> list[Place]:
    surfaces = [token.surface for token in analyse_name(wanted).tokens]
    width = len(surfaces)
    return [
        Place(start, start + width - 1)
        for start in text.starts(phrase_in(wanted, text.how))
        if [token.surface for token in text.tokens[start : start + width]] == surfaces
    ]


def _token_at(text: Tokens, offset: int) -> int:
    """The first token that ends after ``offset``; one that begins there or later when used as an end."""
    tokens = text.tokens
    at = bisect_left(tokens, offset, key=lambda token: token.start)
    return at - 1 if at and tokens[at - 1].end > offset else at


def _together(left: Sequence[Place], right: Sequence[Place], distance: int) -> list[Place]:
    """The smallest stretches that hold a place of each side with at most ``distance`` words between."""
    found = set()
    for one, others in ((each, right) for each in left):
        at = bisect_left(others, one)
        for other in others[max(at - 1, 0) : at + 1]:
            if max(one.first, other.first) - min(one.last, other.last) - 1 <= distance:
                found.add(Place(min(one.first, other.first), max(one.last, other.last)))
    return sorted(found)
