"""Times as they are typed."""

from datetime import UTC, datetime, time

import pytest

from core.wall_clock import hours, instant

NOW = datetime(2024, 1, 3, 9, 30, 15, 123456, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        pytest.param("2d", datetime(2024, 1, 5, 9, 30, 15, tzinfo=UTC), id="a span is from now"),
        pytest.param("2024-01-05", datetime(2024, 1, 4, 16, tzinfo=UTC), id="a day begins in the zone"),
        pytest.param(
            "2024-01-05T08:00", datetime(2024, 1, 5, tzinfo=UTC), id="a time is of the zone's clock"
        ),
        pytest.param("2024-01-05T08:00Z", datetime(2024, 1, 5, 8, tzinfo=UTC), id="unless it has an offset"),
    ],
)
def test_an_instant_is_meant_by_the_clock_of_the_zone(said: str, meant: datetime) -> None:
    assert instant(said, zone="Asia/Shanghai", now=NOW) == meant


@pytest.mark.parametrize("said", ["", "soon", "2024-13-01", "9999y", "0d", "9999-12-31T23:59", "0001-01-01"])
def test_what_is_no_time_is_refused(said: str) -> None:
    with pytest.raises(ValueError, match="is no time; write it like 2d"):
        instant(said, zone="Asia/Shanghai", now=NOW)


def test_what_is_over_is_refused() -> None:
    with pytest.raises(ValueError, match="is over already"):
        instant("2024-01-03T17:30", zone="Asia/Shanghai", now=NOW)


def test_hours_go_over_midnight_and_have_two_ends() -> None:
    assert hours("22:00-7:30") == (time(22), time(7, 30))
    for said in ("22:00", "22-7", "24:00-07:00", "22:00-", "22:00-07:00-08:00"):
        with pytest.raises(ValueError, match=r"write (it|them) like"):
            hours(said)
