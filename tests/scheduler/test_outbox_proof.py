"""The proof of the outbox, in small, and that it would tell when a promise is broken."""

import sys
from pathlib import Path

import pytest

from benchmarks.outbox import judge
from tests.support.child import environment, run_child

CHECKOUT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("accepted", "repeats", "broken"),
    [
        pytest.param("ABC", 0, (), id="all in order"),
        pytest.param("AABBBC", 3, (), id="repeats that follow at once"),
        pytest.param("AC", 0, ("1 lost",), id="one lost"),
        pytest.param("ACB", 0, ("out of order",), id="one overtaken"),
        pytest.param("ABAC", 1, ("out of order",), id="a repeat that came late"),
        pytest.param("ABXC", 0, ("1 keys that nobody queued",), id="a message under a new key"),
    ],
)
def test_a_broken_promise_is_seen(accepted: str, repeats: int, broken: tuple[str, ...]) -> None:
    judged = judge("ABC", accepted)

    assert (judged.messages, judged.repeats, judged.broken) == (3, repeats, broken)


def test_messages_survive_kills_a_flapping_destination_and_an_outage() -> None:
    command = [sys.executable, "-m", "benchmarks.outbox", "--alerts", "50", "--kills", "3", "--queued", "48"]
    done = run_child(command, env=environment(), cwd=CHECKOUT, timeout_s=110.0)

    assert done.status == 0, done.out + done.err
    assert "50 alerts, 2 destinations, 3 kills" in done.out
    assert done.out.count("0 lost, in order") == 4
