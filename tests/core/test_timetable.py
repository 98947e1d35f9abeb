"""Quiet hours, days and digests by the clock of a zone, also on the days on which it is put on or back."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.rule import Digest, RuleOptions, Weekday
from core.timetable import day_of, next_digest, speaking_time

BERLIN = "Europe/Berlin"
NIGHT = RuleOptions(zone=BERLIN, quiet_from=time(22), quiet_until=time(7))
NOON = RuleOptions(zone=BERLIN, quiet_from=time(12), quiet_until=time(13, 30))
# Berlin's clock jumps from 2:00 to 3:00 on 26 March 2023, and shows 2:00 to 3:00 twice on 29 October.
GAP = RuleOptions(zone=BERLIN, quiet_from=time(23), quiet_until=time(2, 30))
TWICE = RuleOptions(zone=BERLIN, quiet_from=time(2, 15), quiet_until=time(2, 45))


def utc(said: str) -> datetime:
    return datetime.fromisoformat(said).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("options", "now", "told"),
    [
        pytest.param(RuleOptions(), "2023-12-01 03:00", "2023-12-01 03:00", id="no quiet hours"),
        pytest.param(NIGHT, "2023-12-01 20:59:59", "2023-12-01 20:59:59", id="before the night"),
        pytest.param(NIGHT, "2023-12-01 21:00", "2023-12-02 06:00", id="the night's first instant"),
        pytest.param(NIGHT, "2023-12-01 23:30", "2023-12-02 06:00", id="after midnight by the zone's clock"),
        pytest.param(NIGHT, "2023-12-02 05:59:59", "2023-12-02 06:00", id="its last second"),
        pytest.param(NIGHT, "2023-12-02 06:00", "2023-12-02 06:00", id="its end"),
        pytest.param(NOON, "2023-12-01 11:30", "2023-12-01 12:30", id="hours within a day"),
        pytest.param(NOON, "2023-12-01 12:30", "2023-12-01 12:30", id="after them"),
        pytest.param(NIGHT, "2023-03-25 21:30", "2023-03-26 05:00", id="a night of eight hours"),
        pytest.param(NIGHT, "2023-10-28 20:30", "2023-10-29 06:00", id="a night of ten hours"),
        pytest.param(GAP, "2023-03-26 00:30", "2023-03-26 01:30", id="an end that is jumped over"),
        pytest.param(GAP, "2023-03-26 01:29", "2023-03-26 01:30", id="after the jump, still quiet"),
        pytest.param(GAP, "2023-10-28 23:00", "2023-10-29 00:30", id="an end that comes twice: the first"),
        pytest.param(GAP, "2023-10-29 01:15", "2023-10-29 01:15", id="the second time round is not quiet"),
        pytest.param(TWICE, "2023-10-29 00:20", "2023-10-29 00:45", id="hours that come twice: the first"),
        pytest.param(TWICE, "2023-10-29 01:20", "2023-10-29 01:20", id="not the second"),
    ],
)
def test_an_alert_in_the_quiet_hours_is_told_at_their_end(options: RuleOptions, now: str, told: str) -> None:
    assert speaking_time(options, utc(now)) == utc(told)


@pytest.mark.parametrize(
    ("zone", "now", "start", "end"),
    [
        pytest.param("UTC", "2023-12-01 23:59:59", "2023-12-01 00:00", "2023-12-02 00:00", id="UTC"),
        pytest.param(BERLIN, "2023-12-01 23:30", "2023-12-01 23:00", "2023-12-02 23:00", id="tomorrow there"),
        pytest.param(BERLIN, "2023-03-26 12:00", "2023-03-25 23:00", "2023-03-26 22:00", id="23 hours"),
        pytest.param(BERLIN, "2023-10-29 12:00", "2023-10-28 22:00", "2023-10-29 23:00", id="25 hours"),
        pytest.param(
            "Asia/Beirut", "2022-03-27 05:00", "2022-03-26 22:00", "2022-03-27 21:00", id="without a midnight"
        ),
        pytest.param(
            "America/Havana", "2023-11-05 05:30", "2023-11-05 04:00", "2023-11-06 05:00", id="two midnights"
        ),
        pytest.param(
            "Asia/Kathmandu", "2023-12-01 18:20", "2023-12-01 18:15", "2023-12-02 18:15", id="three quarters"
        ),
    ],
)
def test_a_day_is_that_of_the_zone(zone: str, now: str, start: str, end: str) -> None:
    assert day_of(RuleOptions(zone=zone), utc(now)) == (utc(start), utc(end))


DAILY = RuleOptions(digest=Digest.DAILY, zone=BERLIN)
WEEKLY = RuleOptions(digest=Digest.WEEKLY, digest_day=Weekday.FRIDAY, zone=BERLIN)
AT_GAP = RuleOptions(digest=Digest.DAILY, digest_at=time(2, 30), zone=BERLIN)


@pytest.mark.parametrize(
    ("options", "now", "digest"),
    [
        pytest.param(DAILY, "2023-12-01 06:59", "2023-12-01 07:00", id="today"),
        pytest.param(DAILY, "2023-12-01 07:00", "2023-12-02 07:00", id="the time itself is over"),
        pytest.param(WEEKLY, "2023-12-01 06:59", "2023-12-01 07:00", id="Friday before eight"),
        pytest.param(WEEKLY, "2023-12-01 07:00", "2023-12-08 07:00", id="Friday after eight"),
        pytest.param(DAILY, "2023-03-25 12:00", "2023-03-26 06:00", id="eight o'clock of summer"),
        pytest.param(AT_GAP, "2023-03-25 12:00", "2023-03-26 01:30", id="a time that is jumped over"),
        pytest.param(AT_GAP, "2023-10-28 12:00", "2023-10-29 00:30", id="a time that comes twice"),
        pytest.param(AT_GAP, "2023-10-29 00:30", "2023-10-30 01:30", id="comes once for the digest"),
    ],
)
def test_the_next_digest(options: RuleOptions, now: str, digest: str) -> None:
    assert next_digest(options, utc(now)) == utc(digest)


def test_a_year_of_digests_has_one_on_each_day_of_the_zone() -> None:
    at = utc("2022-12-31 12:00")
    days: list[date] = []
    while len(days) < 365:
        at = next_digest(AT_GAP, at)
        days.append(at.astimezone(ZoneInfo(BERLIN)).date())

    assert days == [days[0] + timedelta(days=n) for n in range(365)]
