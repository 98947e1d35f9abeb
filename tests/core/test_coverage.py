"""What capture and recapture say of lists whose truth is known."""

import random

import pytest

from core.coverage import coverage

TRUE = 400


def sightings(chances: dict[str, float], seed: int) -> list[frozenset[str]]:
    dice = random.Random(seed)
    seen = (frozenset(kind for kind, p in chances.items() if dice.random() < p) for _ in range(TRUE))
    return [kinds for kinds in seen if kinds]


@pytest.mark.parametrize(
    "chances",
    [
        pytest.param({"feed": 0.8, "sitemap": 0.7}, id="two kinds"),
        pytest.param({"feed": 0.95, "section": 0.3}, id="one good, one poor"),
        pytest.param({"feed": 0.6, "sitemap": 0.5, "section": 0.4}, id="three kinds"),
    ],
)
def test_the_interval_holds_the_truth_nineteen_times_of_twenty(chances: dict[str, float]) -> None:
    held = 0
    for seed in range(100):
        seen = sightings(chances, seed)
        found = coverage(seen)
        assert found.missed is not None
        assert found.most_missed is not None
        held += TRUE - len(seen) <= found.most_missed
    assert held >= 93


def test_the_estimate_is_near_the_truth() -> None:
    errors = []
    for seed in range(50):
        seen = sightings({"feed": 0.7, "sitemap": 0.6}, seed)
        missed = coverage(seen).missed
        assert missed is not None
        errors.append(missed - (TRUE - len(seen)))
    assert abs(sum(errors) / len(errors)) < 5


def test_what_each_kind_found_alone_is_counted() -> None:
    both, feed, page = frozenset({"feed", "section"}), frozenset({"feed"}), frozenset({"section"})
    found = coverage([both] * 6 + [feed] * 2 + [page])
    assert (found.found, found.by_kind, found.only) == (
        9,
        {"feed": 8, "section": 7},
        {"feed": 2, "section": 1},
    )


def test_lists_that_agree_on_all_miss_nothing() -> None:
    found = coverage([frozenset({"feed", "sitemap"})] * 30)
    assert (found.missed, found.most_missed) == (0, 0)


@pytest.mark.parametrize(
    ("seen", "why"),
    [
        pytest.param([], "one kind of list alone", id="nothing"),
        pytest.param([frozenset({"feed"})] * 90, "one kind of list alone", id="one kind"),
        pytest.param(
            [frozenset({"feed"})] * 90 + [frozenset({"section", "feed"})] * 2, "only 2 articles", id="too few"
        ),
    ],
)
def test_where_nothing_can_be_said_it_is_said(seen: list[frozenset[str]], why: str) -> None:
    found = coverage(seen)
    assert found.missed is None
    assert why in found.why_not
