from datetime import UTC, datetime, timedelta

import pytest

from scheduler.cadence import LONGEST_BACKOFF, next_check_at

NOON = datetime(2023, 12, 4, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("failures", "interval_s", "expected_s"),
    [
        pytest.param(0, 300, 300, id="all well: the interval"),
        pytest.param(1, 300, 600, id="a failure: twice as long"),
        pytest.param(3, 300, 2400, id="three in a row: eight times"),
        pytest.param(9, 300, 6 * 3600, id="never longer than six hours"),
        pytest.param(10_000, 300, 6 * 3600, id="however often"),
        pytest.param(2, 86_400, 86_400, id="a longer interval stays as it is"),
    ],
)
def test_failures_slow_a_source_down_and_never_stop_it(
    failures: int, interval_s: int, expected_s: int
) -> None:
    due = next_check_at(polled_at=NOON, failures=failures, interval=timedelta(seconds=interval_s))
    assert due - NOON == timedelta(seconds=expected_s)
    assert timedelta(hours=6) == LONGEST_BACKOFF
