"""The ready rules keep the quality that they have on the labelled articles."""

from collections.abc import Iterator, Sequence

import pytest

from benchmarks.labelled import PARTS, Told, half, read_labelled
from benchmarks.rules import KINDS, Found, matched, score
from demo.model import LABELLED_RULES
from demo.world import load_world
from storage.migrate import open_database

# Precision and recall over all labelled articles, a little under what was measured; they rise with the rules.
FLOORS = {
    "cn-licence": (0.82, 0.91),
    "contract-end": (0.82, 0.68),
    "factory": (0.85, 0.87),
    "layoffs": (0.86, 0.92),
    "monthly-deliveries": (0.94, 0.94),
    "recall-cn": (0.93, 0.85),
    "recall-west": (0.90, 0.78),
    "tariff": (0.90, 0.93),
}


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Sequence[Told], Found]]:
    """The labelled articles, and which of them every rule has found."""
    world = load_world(events=True)
    told = read_labelled(world)
    database = open_database(f"sqlite:///{tmp_path_factory.mktemp('rules')}/evwatch.db")
    yield told, matched(database, world, told)
    database.close()


def test_every_labelled_rule_has_floors() -> None:
    assert FLOORS.keys() == LABELLED_RULES


@pytest.mark.timeout(120)
@pytest.mark.parametrize("preset", sorted(LABELLED_RULES))
def test_a_ready_rule_is_as_good_as_it_was(measured: tuple[Sequence[Told], Found], preset: str) -> None:
    told, found = measured
    ours = score(found[preset, KINDS[0]], preset, told)
    precision, recall = FLOORS[preset]
    assert ours.precision >= precision, ours
    assert ours.recall >= recall, ours


@pytest.mark.parametrize("preset", sorted(LABELLED_RULES))
def test_a_ready_rule_finds_more_than_the_words_that_one_would_type(
    measured: tuple[Sequence[Told], Found], preset: str
) -> None:
    told, found = measured
    ours, typed = (score(found[preset, kind], preset, told) for kind in (KINDS[0], KINDS[2]))
    assert ours.recall > typed.recall


def test_the_halves_are_apart_and_of_like_size(measured: tuple[Sequence[Told], Found]) -> None:
    told, _ = measured
    tune, held = ([each for each in told if each.is_in(part)] for part in PARTS[:2])
    assert len(tune) + len(held) == len(told)
    assert min(len(tune), len(held)) > 0.4 * len(told)
    assert all(half(each.label) == "tune" for each in tune)
