"""When an endpoint is asked next. Pure: facts in, an instant out."""

from datetime import datetime, timedelta

LONGEST_BACKOFF = timedelta(hours=6)


def next_check_at(*, polled_at: datetime, failures: int, interval: timedelta) -> datetime:
    """The instant of the next poll: after ``interval``, twice as long for each failure in a row, but a
    source is never given up: at most ``LONGEST_BACKOFF`` (or ``interval`` where that is longer)."""
    factor: int = 2 ** min(failures, 20)
    return polled_at + max(interval, min(interval * factor, LONGEST_BACKOFF))
