"""Whether two articles tell one event: evidence of several kinds, each with its weight, added up.

The weights come from a logistic regression over pairs of articles of the demo newsroom, as they were
published and with all events pressed into one week. One half of the events was fitted, the other half judges
(``benchmarks/stories.py``). They are rounded, and none goes against the sense of its evidence.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import log1p, sqrt
from sys import intern

from core.stories.features import SHORTEST, SKETCH, Features, Kind
from core.stories.rarity import Rarity

# Articles further apart tell two events: a follow-up is news.
WINDOW = timedelta(days=5)
# So many of an article's features of one kind are kept, those that say most.
_KEPT = 36
_COPY = 0.6
# A notice that is issued every month repeats its wording, not its numbers.
_NUMBERS_OF_A_COPY = 0.6
_HOURS = 6
CERTAIN = 20.0

# How much each kind of evidence weighs: between articles in one language, and in two.
_ALIKE: Mapping[Kind, tuple[float, float]] = {
    Kind.ENTITY: (1.5, 1.5),
    Kind.FOCUS: (1, 2.5),
    Kind.NAME: (0, 3),
    Kind.NUMBER: (1, 3.5),
    Kind.ROUGH: (4, 4),
    Kind.CODE: (4.5, 4.5),
    Kind.DAY: (5, 10),
    Kind.MONTH: (0, 0.5),
    Kind.CONCEPT: (2.5, 8),
    Kind.PLACE: (2.5, 4),
    Kind.WORD: (15, 0),
}
# How much it weighs against them that both have something of a kind, and nothing in common.
_DIFFER: Mapping[Kind, tuple[float, float]] = {
    Kind.ENTITY: (1, 1),
    Kind.FOCUS: (3, 2),
    Kind.NAME: (1, 1.5),
    Kind.NUMBER: (1.5, 2),
    Kind.MONTH: (0.5, 0.5),
    Kind.PLACE: (1, 0.5),
}
# Notices of one office are alike but for who and how many: where both differ, they are of two events.
_TELLING = (Kind.FOCUS, Kind.NUMBER, Kind.ROUGH)
_LATE = (1.5, 2)
_NO_EVIDENCE = (-2.5, -1.8)


@dataclass(frozen=True, slots=True)
class Weighed:
    """An article's features with what each says. The vector of each kind is of length 1, an empty one left
    out."""

    article_id: int
    language: str
    time: datetime
    vectors: Mapping[Kind, Mapping[str, float]]
    sketch: tuple[int, ...]
    keeps_apart: bool


def weighed(said: Features, rarity: Rarity) -> Weighed:
    """``said`` with the weights that its features have by now."""
    vectors = {}
    for kind, found in said.said.items():
        weights = rarity.weights(kind, found)
        if len(weights) > _KEPT:
            weights = dict(sorted(weights.items(), key=lambda item: -item[1])[:_KEPT])
        if weights:
            length = sqrt(sum(weight * weight for weight in weights.values()))
            vectors[kind] = {intern(feature): weight / length for feature, weight in weights.items()}
    return Weighed(said.article_id, said.language, said.time, vectors, said.sketch, said.keeps_apart)


def resemblance(one: Weighed, other: Weighed) -> float:
    """How likely the two are to tell one event, as the logarithm of the odds: above 0 rather yes than no."""
    if abs(one.time - other.time) > WINDOW:
        return -CERTAIN
    if is_copy(one, other):
        return CERTAIN
    if one.keeps_apart or other.keeps_apart:
        return -CERTAIN
    across = int(one.language != other.language)
    hours = abs((one.time - other.time).total_seconds()) / 3600
    if all(_differ(one, other, kind) for kind in _TELLING):
        return -CERTAIN
    total = _NO_EVIDENCE[across] - _LATE[across] * log1p(hours / _HOURS)
    for kind, weights in _ALIKE.items():
        mine, theirs = one.vectors.get(kind), other.vectors.get(kind)
        if not mine or not theirs:
            continue
        shared = _cosine(mine, theirs)
        if shared:
            total += weights[across] * shared
        elif kind in _DIFFER:
            total -= _DIFFER[kind][across]
    return total


def _differ(one: Weighed, other: Weighed, kind: Kind) -> bool:
    mine, theirs = one.vectors.get(kind), other.vectors.get(kind)
    return bool(mine and theirs) and not _cosine(mine or {}, theirs or {})


def is_copy(one: Weighed, other: Weighed) -> bool:
    """Whether the two are one text with small edits, and mostly the same numbers."""
    if min(len(one.sketch), len(other.sketch)) < SHORTEST or _common(one.sketch, other.sketch) < _COPY:
        return False
    mine, theirs = one.vectors.get(Kind.NUMBER, {}), other.vectors.get(Kind.NUMBER, {})
    return not mine or not theirs or _cosine(mine, theirs) >= _NUMBERS_OF_A_COPY


def _common(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """The share of runs of words that two texts have in common, estimated from their sketches."""
    both = set(one).intersection(other)
    if not both:
        return 0.0
    smallest = sorted({*one, *other})[:SKETCH]
    return len(both.intersection(smallest)) / len(smallest)


def _cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    if len(one) > len(other):
        one, other = other, one
    shared = one.keys() & other.keys()
    return sum([one[feature] * other[feature] for feature in shared]) if shared else 0.0
