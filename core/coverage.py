"""How many of a source's articles no list has told us of: capture and recapture over its kinds of lists."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from math import exp, log, sqrt

# Fewer articles that two kinds agree on say nothing about those that none has.
LEAST_SHARED = 5
_Z = 1.96  # 95 of 100 intervals hold the true number


@dataclass(frozen=True, slots=True)
class Coverage:
    """``found`` articles in all; ``by_kind`` of them by each kind of list, ``only`` by no other.

    ``missed`` is the estimate of those that none found, ``most_missed`` the end of its 95 % interval; None
    where ``why_not`` says why there is no estimate.
    """

    found: int
    by_kind: Mapping[str, int]
    only: Mapping[str, int]
    missed: float | None = None
    most_missed: float | None = None
    why_not: str = ""


def coverage(sightings: Collection[frozenset[str]]) -> Coverage:
    """What the kinds of lists found, one set of kinds for each article.

    Two kinds: Chapman's estimator (1951), which holds where one kind's chance of an article does not hang
    on the other's. Three or more: Chao's lower bound (1987), which holds where articles differ in how easily
    they are found. Both take it that an article that one kind misses is not missed by the others for the same
    reason; a site that hides something from all its lists hides it from this number, too.
    """
    by_kind = Counter(kind for kinds in sightings for kind in kinds)
    only = Counter(next(iter(kinds)) for kinds in sightings if len(kinds) == 1)
    known = Coverage(len(sightings), dict(by_kind), {kind: only[kind] for kind in by_kind})
    if len(by_kind) < 2:
        return _without(known, "one kind of list alone cannot be checked against another")
    shared = sum(len(kinds) > 1 for kinds in sightings)
    if shared < LEAST_SHARED:
        return _without(known, f"only {shared} articles were found by more than one kind")
    if len(by_kind) == 2:
        one, other = by_kind.values()
        missed, deviation = _chapman(one, other, shared)
    else:
        missed, deviation = _chao(Counter(map(len, sightings)))
    return Coverage(known.found, known.by_kind, known.only, missed, _upper(missed, deviation))


def _without(known: Coverage, why_not: str) -> Coverage:
    return Coverage(known.found, known.by_kind, known.only, why_not=why_not)


def _chapman(one: int, other: int, shared: int) -> tuple[float, float]:
    """The articles that neither found, and the standard deviation of that."""
    total = (one + 1) * (other + 1) / (shared + 1) - 1
    spread = (one + 1) * (other + 1) * (one - shared) * (other - shared)
    return total - (one + other - shared), sqrt(spread / ((shared + 1) ** 2 * (shared + 2)))


def _chao(times: Mapping[int, int]) -> tuple[float, float]:
    """The same, from how many articles were found by one kind, by two."""
    once, twice = times.get(1, 0), times.get(2, 0)
    missed = once * (once - 1) / (2 * (twice + 1))
    ratio = once / (twice + 1)
    return missed, sqrt(missed + (twice + 1) * (ratio**4 / 4 + ratio**3))


def _upper(missed: float, deviation: float) -> float:
    """The end of the interval of the logarithm, which no number of articles below zero is part of."""
    if missed <= 0:
        return deviation * _Z
    return missed * exp(_Z * sqrt(log(1 + (deviation / missed) ** 2)))
