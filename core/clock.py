"""The only reader of the clock: everything else is handed the time."""

import time
from datetime import UTC, datetime


def now() -> datetime:
    """The current instant as aware UTC."""
    return datetime.now(UTC)


def monotonic_s() -> float:
    """Seconds on a clock that nobody sets back; only differences mean anything."""
    return time.monotonic()
