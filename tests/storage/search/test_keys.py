"""The key of an article sorts like its time."""

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from storage.search.keys import first_key, time_key

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TIMES = st.timedeltas(timedelta(days=-390_000), timedelta(days=376_000)).map(EPOCH.__add__)
IDS = st.integers(1, 2**28 - 1)


@given(TIMES, IDS, TIMES, IDS)
def test_an_earlier_second_has_the_smaller_key(one: datetime, a: int, other: datetime, b: int) -> None:
    if one.replace(microsecond=0) < other.replace(microsecond=0):
        assert time_key(one, a) < time_key(other, b)


@given(TIMES, IDS)
def test_a_key_lies_in_its_second_and_in_64_bits(time: datetime, id: int) -> None:
    second = time.replace(microsecond=0)
    assert first_key(second) < time_key(time, id) < first_key(second + timedelta(seconds=1))
    assert -(2**63) <= time_key(time, id) < 2**63


def test_the_zone_of_a_time_does_not_count() -> None:
    utc = datetime(2023, 12, 4, 1, 30, tzinfo=UTC)
    assert time_key(utc.astimezone(timezone(timedelta(hours=8))), 7) == time_key(utc, 7)


def test_the_ends_of_time_have_keys_in_64_bits() -> None:
    for time in (datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)):
        assert -(2**63) <= time_key(time, 1) < 2**63
