"""What a feed says about its own rhythm: RSS ``ttl``, ``skipHours``, ``skipDays``; ``sy:`` of RSS 1.0."""

import re

from core.hints import Hints

# The channel's own elements stand before its entries.
_ENTRY = re.compile(rb"<(?:[\w.-]+:)?(?:item|entry)\b")
LONGEST_HEAD_BYTES = 20_000
_TTL = re.compile(rb"<ttl>\s{0,20}(\d{1,6})\s{0,20}</ttl>", re.I)
_PERIOD = re.compile(rb"<sy:updatePeriod>\s{0,20}(\w{1,10})\s{0,20}</sy:updatePeriod>", re.I)
_FREQUENCY = re.compile(rb"<sy:updateFrequency>\s{0,20}(\d{1,4})\s{0,20}</sy:updateFrequency>", re.I)
_HOUR = re.compile(rb"<hour>\s{0,20}(\d{1,2})\s{0,20}</hour>", re.I)
_DAY = re.compile(rb"<day>\s{0,20}(\w{6,9})\s{0,20}</day>", re.I)
_DAYS = (b"monday", b"tuesday", b"wednesday", b"thursday", b"friday", b"saturday", b"sunday")
_PERIODS_S = {
    b"hourly": 3600,
    b"daily": 86_400,
    b"weekly": 7 * 86_400,
    b"monthly": 30 * 86_400,
    b"yearly": 365 * 86_400,
}


def hints_of(feed: bytes) -> Hints:
    """The hints of an XML feed; what is absent or senseless says nothing."""
    entry = _ENTRY.search(feed[:LONGEST_HEAD_BYTES])
    head = feed[: entry.start() if entry else LONGEST_HEAD_BYTES]
    hours = {int(hour) % 24 for hour in _HOUR.findall(head) if int(hour) <= 24}
    days = {_DAYS.index(day.lower()) for day in _DAY.findall(head) if day.lower() in _DAYS}
    return Hints(
        every_s=_every_s(head),
        # A feed that skips all of its time means none of it.
        skip_hours=tuple(sorted(hours)) if len(hours) < 24 else (),
        skip_days=tuple(sorted(days)) if len(days) < 7 else (),
    )


def _every_s(head: bytes) -> int:
    if found := _TTL.search(head):
        return int(found[1]) * 60
    period = _PERIOD.search(head)
    frequency = _FREQUENCY.search(head)
    times = max(int(frequency[1]), 1) if frequency else 1
    return _PERIODS_S.get(period[1].lower(), 0) // times if period else 0
