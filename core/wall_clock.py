"""Times of day, hours and instants as people write them, by the clock of a zone."""

import re
from datetime import MAXYEAR, MINYEAR, UTC, datetime, time
from zoneinfo import ZoneInfo

from core.query.dates import parse_span

_TIME = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])(?::00)?")


def time_of_day(said: object) -> time:
    """``08:00``, or a time of whole minutes without a zone. Raises ValueError for anything else: a number
    might be meant as hours or as seconds."""
    if isinstance(said, str) and (found := _TIME.fullmatch(said.strip())):
        return time(int(found[1]), int(found[2]))
    if isinstance(said, time) and not (said.second or said.microsecond or said.tzinfo):
        return said
    raise ValueError(f"{said} is no time of day; write it like 08:00")


def hours(said: str) -> tuple[time, time]:
    """From when until when ``22:00-07:00`` is, over midnight too. Raises ValueError for anything else."""
    first, dash, last = said.partition("-")
    if not dash:
        raise ValueError(f"{said} are no hours; write them like 22:00-07:00")
    return time_of_day(first), time_of_day(last)


def instant(said: str, *, zone: str, now: datetime) -> datetime:
    """A time to come: a span from ``now`` (``2d``, ``36h``), a day, or a day with a time, by the clock of
    ``zone`` unless it has an offset. Aware UTC in whole seconds. Raises ValueError for anything else, and for
    what is over."""
    try:
        meant = now + span if (span := parse_span(said)) else _on_the_clock(said, zone)
    except (ValueError, OverflowError) as error:
        raise ValueError(f"{said} is no time; write it like 2d, 2024-01-05 or 2024-01-05T08:00") from error
    if meant <= now:
        raise ValueError(f"{said} is over already")
    return meant.replace(microsecond=0)


def _on_the_clock(said: str, zone: str) -> datetime:
    time = datetime.fromisoformat(said)
    # Any zone's clock can still show it.
    if not MINYEAR < time.year < MAXYEAR:
        raise ValueError(said)
    return (time if time.tzinfo else time.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)
