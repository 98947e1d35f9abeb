"""Many queries against one article: only those are asked whose rarest required word stands in it.

Every query gets an anchor: leaves of which at least one holds wherever the query does, chosen to be rare. A
leaf is found by one key, its rarest term or pair of terms; so an article costs what its own words bring up,
not what there is of queries. What has to hold besides, the next rare part of an AND, is the leaf's guard: a
look at the article's words, before the query itself is touched. Queries without an anchor (negations,
expressions, times alone) are asked every time.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from itertools import chain, pairwise
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
Guard = tuple[Words | Exact, ...]


class _Kind(Enum):
    """What an article has to be taken apart into to be found by a key."""

    TERM = auto()
    PAIR = auto()
    FACT = auto()
    ENTITY = auto()
    HEAD = auto()


@dataclass(slots=True, eq=False)
class _Way:
    """A way for queries to hold: the leaf does, and any of ``guard``, which is empty where none is known."""

    leaf: Leaf
    guard: Guard
    ids: Ids


class _Hook(NamedTuple):
    """A way as the articles of a language are asked: any of the terms ``guard`` must stand in them.
    ``is_certain`` when the leaf holds wherever the key is found."""

    way: _Way
    guard: tuple[str, ...]
    is_certain: bool


class _Index(NamedTuple):
    """The hooks by their keys, which kinds of keys there are, and the terms that pairs begin with."""

    hooks: dict[Key, tuple[_Hook, ...]]
    kinds: set[_Kind]
    firsts: set[str]


class Presearcher:
    """Queries by number, which may come, change and go between two articles.

    ``sample`` are articles like those to come; without them longer words count as rarer.
    """

    def __init__(self, sample: Sequence[Document] = ()) -> None:
        self._common = _frequencies(sample[:SAMPLE])
        self._nodes: dict[int, Node] = {}
        self._leaves: dict[Leaf, Leaf] = {}
        self._ways: dict[tuple[Leaf, Guard], _Way] = {}
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
        wanted = positive(node)
        if self._anchor(wanted) is None:
            self._always.add(number)
        else:
            for leaf, guard in self._ways_of(wanted):
                self._hang(leaf, guard, number)

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
        words = asked.words
        for key in _shared(index, document, asked):
            for way, guard, is_certain in index.hooks[key]:
                if guard and words.isdisjoint(guard):
                    continue
                if is_certain:
                    asked.take_as_met(way.leaf)
                if is_certain or asked.meets(way.leaf):
                    if isinstance(way.ids, int):
                        yield way.ids
                    else:
                        yield from way.ids

    def _hang(self, leaf: Leaf, guard: Guard, number: int) -> None:
        way = self._ways.get((leaf, guard))
        if way is None:
            way = self._ways[leaf, guard] = _Way(leaf, guard, number)
            for how, index in self._indexes.items():
                self._put_way(index, way, how)
        elif isinstance(way.ids, int):
            if way.ids != number:
                way.ids = [way.ids, number]
        elif number not in way.ids[-1:]:
            way.ids.append(number)

    def _index(self, how: Profile) -> _Index:
        """The anchors by their keys in a language; made when its first article comes."""
        index = self._indexes.get(how)
        if index is None:
            index = self._indexes[how] = _Index({}, set(), set())
            for way in self._ways.values():
                self._put_way(index, way, how)
        return index

    def _put_way(self, index: _Index, way: _Way, how: Profile) -> None:
        terms = (min(phrase_in(leaf.text, how), key=self._rarity) for leaf in way.guard)
        guard, leaf = tuple(terms), way.leaf
        for kind, key in self._leaf_keys(leaf, how):
            is_word = isinstance(leaf, Words) and leaf.scope is Scope.TEXT and kind is _Kind.TERM
            hook = _Hook(way, guard, is_certain=is_word)
            index.kinds.add(kind)
            index.hooks[key] = (*index.hooks.get(key, ()), hook)
            if kind is _Kind.PAIR:
                index.firsts.add(key[0])

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

    def _ways_of(self, node: Node) -> Iterator[tuple[Leaf, Guard]]:
        """The leaves of the anchor of a node, which has one, each with its guard."""
        match node:
            case And(parts):
                yield from self._guarded(parts)
            case Near(left, right):
                yield from self._guarded((left, right))
            case Or(parts):
                for part in parts:
                    yield from self._ways_of(part)
            case Not():
                raise AssertionError("a negation has no anchor")
            case _:
                yield self._interned_leaf(node), ()

    def _guarded(self, parts: Sequence[Node]) -> Iterator[tuple[Leaf, Guard]]:
        """The ways of the cheapest part, with the leaves of the next one as their guard."""
        anchors = [(anchor, part) for part in parts if (anchor := self._anchor(part)) is not None]
        (_, cheapest), *others = sorted(anchors, key=lambda each: each[0][0])
        guard = _guard(others[0][0]) if others else ()
        for leaf, own in self._ways_of(cheapest):
            yield leaf, own or guard

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


def _guard(anchor: Anchor) -> Guard:
    """The leaves of ``anchor`` where each of them needs a word; else none."""
    leaves = tuple(leaf for leaf in anchor[1] if isinstance(leaf, Words | Exact))
    return leaves if len(leaves) == len(anchor[1]) else ()


class _Asked:
    """One article and the leaves that it was asked for: queries share theirs."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._how = document.title.how
        self.words = document.title.vocabulary | document.body.vocabulary
        self._known: dict[int, bool] = {}

    def meets(self, node: Node) -> bool:
        """As ``matcher.matches``; nodes are known by identity, for their leaves are interned."""
        known = self._known.get(id(node))
        if known is None:
            known = self._known[id(node)] = self._holds(node)
        return known

    def take_as_met(self, leaf: Leaf) -> None:
        """The leaf is known to hold."""
        self._known[id(leaf)] = True

    def _holds(self, node: Node) -> bool:
        """Most phrases lack a word, most pairs of NEAR a side: what cannot hold is not looked for."""
        if isinstance(node, Words):
            phrase = phrase_in(node.text, self._how)
            if len(phrase) == 1 and node.scope is Scope.TEXT:
                return phrase[0] in self.words
            return self.words.issuperset(phrase) and matches(node, self._document)
        if isinstance(node, And):
            return all(map(self.meets, node.parts))
        if isinstance(node, Or):
            return any(map(self.meets, node.parts))
        if isinstance(node, Not):
            return not self.meets(node.part)
        if isinstance(node, Near) and not (self.meets(node.left) and self.meets(node.right)):
            return False
        if isinstance(node, Exact) and not self.words.issuperset(phrase_in(node.text, self._how)):
            return False
        return matches(node, self._document)


def _shared(index: _Index, document: Document, asked: _Asked) -> Iterator[Key]:
    """The keys of the index that the article has."""
    title, body, keys = document.title, document.body, index.hooks.keys()
    if _Kind.TERM in index.kinds:
        yield from keys & asked.words
    if _Kind.PAIR in index.kinds:
        firsts = index.firsts & asked.words
        pairs = chain(pairwise(title.terms), pairwise(body.terms))
        yield from keys & {pair for pair in pairs if pair[0] in firsts}
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
