"""When a rule may speak: quiet hours, days and digests by the clock of its zone.

A local time that the clock jumps over is meant as if the clock had not been put forward, one that it shows
twice is meant the first time (RFC 5545 §3.3.5). What has two ends is compared as instants: an hour that
comes twice lies wholly inside or outside of it.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.rule import Digest, RuleOptions, Weekday

_DAY = timedelta(days=1)


def speaking_time(options: RuleOptions, now: datetime) -> datetime:
    """When an alert of ``now`` may be told: at once, or at the end of the quiet hours. Aware UTC."""
    if options.quiet_from is None or options.quiet_until is None:
        return now
    zone = ZoneInfo(options.zone)
    nights = options.quiet_until <= options.quiet_from
    today = now.astimezone(zone).date()
    for day in (today - _DAY, today):
        start = instant(day, options.quiet_from, zone)
        end = instant(day + _DAY if nights else day, options.quiet_until, zone)
        if start <= now < end:
            return end
    return now


def day_of(options: RuleOptions, now: datetime) -> tuple[datetime, datetime]:
    """Beginning and end of the rule's day that ``now`` lies in. Aware UTC."""
    zone = ZoneInfo(options.zone)
    today = now.astimezone(zone).date()
    return instant(today, time(0), zone), instant(today + _DAY, time(0), zone)


def next_digest(options: RuleOptions, now: datetime) -> datetime:
    """The first time of a digest after ``now``. Aware UTC; the rule asks for digests."""
    zone = ZoneInfo(options.zone)
    # A day back: a time of yesterday that the clock jumped over may be one of today.
    days = _days(now.astimezone(zone).date() - _DAY)
    wanted = (day for day in days if options.digest is Digest.DAILY or _is(options.digest_day, day))
    return next(at for day in wanted if (at := instant(day, options.digest_at, zone)) > now)


def instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The instant at which the clocks of ``zone`` show this time. Aware UTC."""
    return datetime.combine(day, at, zone).astimezone(UTC)


def _days(first: date) -> Iterator[date]:
    while True:
        yield first
        first += _DAY


def _is(weekday: Weekday, day: date) -> bool:
    return list(Weekday)[day.weekday()] is weekday
