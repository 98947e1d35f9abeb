"""Whether two articles tell one event: evidence of several kinds, each with its weight, added up.

The weights are those of a logistic regression over pairs of articles of the demo newsroom that were published
within some days of each other (half of its events; the other half judges: ``benchmarks/stories.py``), rounded,
and none of them against the sense of its evidence.
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
# So many of an article's rarest words are kept: what it says is said by then.
_WORDS_KEPT = 48
_COPY = 0.55
# A notice that is issued every month repeats its wording, not its numbers.
_NUMBERS_OF_A_COPY = 0.6
_HOURS = 6
CERTAIN = 20.0

# How much each kind of evidence weighs: between articles in one language, and in two.
_ALIKE: Mapping[Kind, tuple[float, float]] = {
    Kind.ENTITY: (2.5, 1.5),
    Kind.FOCUS: (0, 0.5),
    Kind.NAME: (0.5, 2.5),
    Kind.NUMBER: (2, 5),
    Kind.ROUGH: (4.5, 5),
    Kind.CODE: (2, 2),
    Kind.DAY: (5, 7),
    Kind.MONTH: (0, 0.5),
    Kind.CONCEPT: (3, 11),
    Kind.PLACE: (4, 6),
    Kind.WORD: (20, 0),
}
# How much it weighs against them that both have something of a kind, and nothing in common.
_DIFFER: Mapping[Kind, tuple[float, float]] = {
    Kind.ENTITY: (1, 0.5),
    Kind.FOCUS: (1.5, 2.5),
    Kind.NAME: (0, 1),
    Kind.NUMBER: (0.5, 2),
    Kind.MONTH: (0, 0.5),
    Kind.PLACE: (0.5, 0),
}
_LATE = (1.2, 1.6)
_NO_EVIDENCE = (-4.8, -2.7)


@dataclass(frozen=True, slots=True)
class Weighed:
    """An article's features with what each says; the vectors of each kind are of length 1, empty ones left out."""

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
        if len(weights) > _WORDS_KEPT:
            weights = dict(sorted(weights.items(), key=lambda item: -item[1])[:_WORDS_KEPT])
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


def is_copy(one: Weighed, other: Weighed) -> bool:
    """Whether the two are one text with small edits, and mostly the same numbers."""
    if min(len(one.sketch), len(other.sketch)) < SHORTEST or _common(one.sketch, other.sketch) < _COPY:
        return False
    mine, theirs = one.vectors.get(Kind.NUMBER, {}), other.vectors.get(Kind.NUMBER, {})
    return not mine or not theirs or _cosine(mine, theirs) >= _NUMBERS_OF_A_COPY


def _common(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """The share of runs of words that two texts have in common, estimated from their sketches."""
    mine, theirs = set(one), set(other)
    if mine.isdisjoint(theirs):
        return 0.0
    smallest = sorted(mine | theirs)[:SKETCH]
    return sum(run in mine and run in theirs for run in smallest) / len(smallest)


def _cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    if len(one) > len(other):
        one, other = other, one
    return sum(weight * other[feature] for feature, weight in one.items() if feature in other)
