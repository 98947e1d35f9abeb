"""What a failure means: for good, or for now and until when."""

from datetime import UTC, datetime, timedelta

import pytest
from scrapy.exceptions import DownloadTimeoutError, IgnoreRequest

from core.errors import SkipReason
from core.health import Kind
from crawler import failures
from crawler.refusals import AddressRefused, RobotsRefused, RobotsUnreachable

NOW = datetime(2023, 12, 4, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (200, None),
        (301, None),
        (404, (SkipReason.NOT_FOUND, True)),
        (410, (SkipReason.NOT_FOUND, True)),
        (401, (SkipReason.HTTP_ERROR, False)),
        (403, (SkipReason.HTTP_ERROR, False)),
        (429, (SkipReason.HTTP_ERROR, False)),
        (451, (SkipReason.HTTP_ERROR, True)),
        (500, (SkipReason.HTTP_ERROR, False)),
        (503, (SkipReason.HTTP_ERROR, False)),
    ],
)
def test_a_status_is_a_success_or_a_loss_for_now_or_for_good(
    status: int, expected: tuple[SkipReason, bool] | None
) -> None:
    failure = failures.of_status(status)
    assert (failure and (failure.reason, failure.final)) == expected


@pytest.mark.parametrize(
    ("error", "reason", "final"),
    [
        pytest.param(RobotsRefused("no"), SkipReason.ROBOTS, True, id="the site's rules"),
        pytest.param(
            RobotsUnreachable("?", kind=Kind.DNS), SkipReason.UNREACHABLE, False, id="rules out of reach"
        ),
        pytest.param(AddressRefused("no"), SkipReason.ADDRESS_REFUSED, True, id="an inner address"),
        pytest.param(DownloadTimeoutError("late"), SkipReason.TIMEOUT, False, id="time-out"),
        pytest.param(IgnoreRequest("big"), SkipReason.TOO_LARGE, True, id="too much after decompression"),
        pytest.param(OSError("reset"), SkipReason.UNREACHABLE, False, id="anything else"),
        pytest.param(None, SkipReason.UNREACHABLE, False, id="no error at all"),
    ],
)
def test_an_error_is_a_loss_for_now_or_for_good(
    error: BaseException | None, reason: SkipReason, final: bool
) -> None:
    failure = failures.of_error(error)
    assert (failure.reason, failure.final) == (reason, final)
    assert "\n" not in failure.detail


@pytest.mark.parametrize(
    ("status", "value", "wait"),
    [
        pytest.param(503, "120", timedelta(seconds=120), id="seconds"),
        pytest.param(503, "9" * 5000, timedelta(hours=24), id="digits without end"),
        pytest.param(503, "²", failures.DEFAULT_PAUSE, id="a digit that is no number"),
        pytest.param(429, "36000", timedelta(hours=10), id="hours"),
        pytest.param(429, "99999999999", timedelta(hours=24), id="a day at most"),
        pytest.param(503, "Mon, 04 Dec 2023 12:05:00 GMT", timedelta(minutes=5), id="a date"),
        pytest.param(503, "Mon, 04 Dec 2023 11:00:00 GMT", timedelta(0), id="a date gone by"),
        pytest.param(503, "", timedelta(minutes=10), id="not said"),
        pytest.param(429, "soon", timedelta(minutes=10), id="nonsense"),
        pytest.param(500, "120", None, id="another status asks for nothing"),
        pytest.param(200, "120", None, id="neither does a success"),
    ],
)
def test_a_pause_is_as_long_as_the_host_asks(status: int, value: str, wait: timedelta | None) -> None:
    until = failures.pause_until(status, value, now=NOW)
    assert until == (NOW + wait if wait is not None else None)


def test_attempts_grow_apart_up_to_six_hours() -> None:
    waits = [failures.retry_at(attempts, now=NOW) - NOW for attempts in range(1, 8)]
    minutes = [wait.total_seconds() / 60 for wait in waits]
    assert minutes == [1, 4, 16, 64, 256, 360, 360]
    assert failures.retry_at(10_000, now=NOW) - NOW == timedelta(hours=6)
