"""Many queries against one article: only those are asked whose rarest required word stands in it.

Every query gets an anchor: leaves of which at least one holds wherever the query does, chosen to be rare. A
leaf is found by one key, its rarest term or pair of terms; so an article costs what its own words bring up,
not what there is of queries. Queries without an anchor (negations, expressions, times alone) are asked every
time.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from enum import Enum, auto
from itertools import pairwise
from typing import NamedTuple

from core.query.entities import is_type
from core.query.matcher import Document, matches
from core.query.nodes import (
    And,
    Author,
    Entity,
    Exact,
    LanguageIs,
    Leaf,
    Near,
    Node,
    Not,
    Or,
    Pattern,
    Scope,
    SourceIs,
    Words,
    positive,
)
from core.query.patterns import word_pattern
from core.query.resolve import SourceProfile, is_resolved, resolve
from core.text.analysis import phrase_in
from core.text.languages import AS_WRITTEN, Profile, profile

# Articles from which it is learnt how common words are.
SAMPLE = 500
# What a source or a language costs as an anchor, in articles of a thousand.
_FACT_COST = 300
_LANGUAGE_COST = 800
_HEAD_COST = 30
# Articles about electric cars name few authorities, and nearly all of them a maker.
_ENTITY_COST = 50
_TYPE_COST = 700

# A term, two terms side by side, a fact, or the beginning of a stem.
Key = str | tuple[str, str]
Anchor = tuple[float, tuple[Leaf, ...]]
# Most leaves anchor one query: a number takes a third of the room of a list.
Ids = int | list[int]


class _Kind(Enum):
    """What an article has to be taken apart into to be found by a key."""

    TERM = auto()
    PAIR = auto()
    FACT = auto()
    ENTITY = auto()
    HEAD = auto()


class _Index(NamedTuple):
    """The anchors by their keys, and which kinds of keys there are."""

    leaves: dict[Key, tuple[Leaf, ...]]
    kinds: set[_Kind]


class Presearcher:
    """Queries by number, which may come, change and go between two articles.

    ``sample`` are articles like those to come; without them longer words count as rarer.
    """

    def __init__(self, sample: Sequence[Document] = ()) -> None:
        self._common = _frequencies(sample[:SAMPLE])
        self._nodes: dict[int, Node] = {}
        self._leaves: dict[Leaf, Leaf] = {}
        self._anchored: dict[Leaf, Ids] = {}
        self._always: set[int] = set()
        self._changing: dict[int, Node] = {}
        self._indexes: dict[Profile, _Index] = {}

    def put(self, number: int, node: Node) -> None:
        """Add a query, or put another in its place."""
        self.remove(number)
        node = self._interned(node)
        self._nodes[number] = node
        if not is_resolved(node):
            self._changing[number] = node
        anchor = self._anchor(positive(node))
        if anchor is None:
            self._always.add(number)
        else:
            for leaf in anchor[1]:
                self._hang(self._interned_leaf(leaf), number)

    def remove(self, number: int) -> None:
        """Take a query out; unknown numbers are ignored. Its anchors stay, and bring up nothing."""
        self._nodes.pop(number, None)
        self._changing.pop(number, None)
        self._always.discard(number)

    def resolve(self, sources: Mapping[str, SourceProfile], now: datetime) -> None:
        """Put in what the queries ask of the sources, and the time. Needed before the first ``matching``."""
        for number, node in self._changing.items():
            self._nodes[number] = resolve(node, sources, now)

    def matching(self, document: Document) -> list[int]:
        """The numbers of the queries that the article meets, in order."""
        nodes, asked = self._nodes, _Asked(document)
        found = {number for number in self._candidates(document, asked) if number in nodes}
        return sorted(number for number in found if asked.meets(nodes[number]))

    def _candidates(self, document: Document, asked: "_Asked") -> Iterator[int]:
        yield from self._always
        index = self._index(document.title.how)
        for key in _shared(index, document, asked):
            for leaf in index.leaves[key]:
                if asked.meets(leaf):
                    ids = self._anchored[leaf]
                    if isinstance(ids, int):
                        yield ids
                    else:
                        yield from ids

    def _hang(self, leaf: Leaf, number: int) -> None:
        ids = self._anchored.get(leaf)
        if ids is None:
            self._anchored[leaf] = number
            for how, index in self._indexes.items():
                self._put_leaf(index, leaf, how)
        elif isinstance(ids, int):
            if ids != number:
                self._anchored[leaf] = [ids, number]
        elif number not in ids[-1:]:
            ids.append(number)

    def _index(self, how: Profile) -> _Index:
        """The anchors by their keys in a language; made when its first article comes."""
        index = self._indexes.get(how)
        if index is None:
            index = self._indexes[how] = _Index({}, set())
            for leaf in self._anchored:
                self._put_leaf(index, leaf, how)
        return index

    def _put_leaf(self, index: _Index, leaf: Leaf, how: Profile) -> None:
        for kind, key in self._leaf_keys(leaf, how):
            index.kinds.add(kind)
            index.leaves[key] = (*index.leaves.get(key, ()), leaf)

    def _leaf_keys(self, leaf: Leaf, how: Profile) -> Iterable[tuple[_Kind, Key]]:
        match leaf:
            case Words(text) | Exact(text):
                phrase = phrase_in(text, how)
                if len(phrase) == 1:
                    return ((_Kind.TERM, phrase[0]),)
                return ((_Kind.PAIR, min(pairwise(phrase), key=self._pair_rarity)),)
            case Author(name):
                return ((_Kind.FACT, f"by~{min(phrase_in(name, AS_WRITTEN), key=self._rarity)}"),)
            case Entity(name):
                return ((_Kind.ENTITY, f"entity~{name}"),)
            case Pattern(text):
                return [(_Kind.HEAD, f"^{head}") for head in word_pattern(text).heads]
            case SourceIs(source):
                return ((_Kind.FACT, f"source~{source}"),)
            case LanguageIs(code):
                return ((_Kind.FACT, f"lang~{code}"),)
            case _:
                raise AssertionError(f"no anchor: {leaf!r}")

    def _anchor(self, node: Node) -> Anchor | None:
        """The cheapest leaves of which one must hold; None where there are none."""
        match node:
            case And(parts):
                return _cheapest(map(self._anchor, parts))
            case Near(left, right):
                return _cheapest(map(self._anchor, (left, right)))
            case Or(parts):
                found = [self._anchor(part) for part in parts]
                known = [anchor for anchor in found if anchor is not None]
                if len(known) < len(found):
                    return None
                return sum(cost for cost, _ in known), tuple(leaf for _, each in known for leaf in each)
            case Words(text) | Exact(text):
                terms = phrase_in(text, profile(""))
                return self._rarity(min(terms, key=self._rarity))[0] / len(terms), (node,)
            case Author():
                return 1.0, (node,)
            case Entity(name):
                return _TYPE_COST if is_type(name) else _ENTITY_COST, (node,)
            case Pattern():
                return _HEAD_COST, (node,)
            case SourceIs() | LanguageIs():
                return _FACT_COST if isinstance(node, SourceIs) else _LANGUAGE_COST, (node,)
            case _:
                return None

    def _rarity(self, term: str) -> tuple[float, int]:
        """Sorts rare terms first: in how many of a thousand articles it stands, then the longer one."""
        return self._common.get(_stem(term), 0.0) + 1 / len(term), -len(term)

    def _pair_rarity(self, pair: tuple[str, str]) -> tuple[float, int]:
        return min(map(self._rarity, pair))

    def _interned(self, node: Node) -> Node:
        """The same tree over the leaves that other queries have, too."""
        match node:
            case And(parts):
                return And(tuple(map(self._interned, parts)))
            case Or(parts):
                return Or(tuple(map(self._interned, parts)))
            case Not(part):
                return Not(self._interned(part))
            case Near(left, right, distance):
                return Near(self._interned(left), self._interned(right), distance)
            case _:
                return self._interned_leaf(node)

    def _interned_leaf(self, leaf: Leaf) -> Leaf:
        return self._leaves.setdefault(leaf, leaf)


def _cheapest(anchors: Iterable[Anchor | None]) -> Anchor | None:
    return min((each for each in anchors if each is not None), key=lambda each: each[0], default=None)


class _Asked:
    """One article and the leaves that it was asked for: queries share theirs."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self.words = document.title.vocabulary | document.body.vocabulary
        self._known: dict[int, bool] = {}

    def meets(self, node: Node) -> bool:
        """As ``matcher.matches``; leaves are known by identity, for they are interned."""
        if isinstance(node, And):
            return all(map(self.meets, node.parts))
        if isinstance(node, Or):
            return any(map(self.meets, node.parts))
        if isinstance(node, Not):
            return not self.meets(node.part)
        known = self._known.get(id(node))
        if known is None:
            known = self._known[id(node)] = self._may_hold(node) and matches(node, self._document)
        return known

    def _may_hold(self, node: Node) -> bool:
        """False only for what cannot hold: most phrases lack a word, most pairs of NEAR a side."""
        if isinstance(node, Words | Exact):
            return self.words.issuperset(phrase_in(node.text, self._document.title.how))
        return not isinstance(node, Near) or (self.meets(node.left) and self.meets(node.right))


def _shared(index: _Index, document: Document, asked: _Asked) -> Iterator[Key]:
    """The keys of the index that the article has."""
    title, body, keys = document.title, document.body, index.leaves.keys()
    if _Kind.TERM in index.kinds:
        yield from keys & asked.words
    if _Kind.PAIR in index.kinds:
        yield from keys & {*pairwise(title.terms), *pairwise(body.terms)}
    if _Kind.FACT in index.kinds:
        names = {f"by~{term}" for author in document.authors for term in author.terms}
        yield from keys & {*names, f"source~{document.source}", f"lang~{document.language}"}
    if _Kind.ENTITY in index.kinds:
        yield from keys & {f"entity~{name}" for name in document.mentions.names(Scope.TEXT)}
    if _Kind.HEAD in index.kinds:
        stems = set(map(_stem, asked.words))
        yield from keys & {f"^{stem[:length]}" for stem in stems for length in (3, 4)}


def _stem(term: str) -> str:
    return term.rpartition("~")[2]


def _frequencies(sample: Sequence[Document]) -> dict[str, float]:
    """In how many of a thousand articles a stem stands."""
    counts = Counter(stem for each in sample for stem in {*map(_stem, (*each.title.terms, *each.body.terms))})
    return {stem: 1000 * count / len(sample) for stem, count in counts.items()}
