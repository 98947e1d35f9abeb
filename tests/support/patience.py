"""Waiting for something to come true, with a deadline."""

import time
from collections.abc import Callable


def wait_until(holds: Callable[[], object], *, within_s: float, what: str = "it") -> None:
    """Wait until ``holds()`` is true. Fails with ``what`` when it does not come true in time."""
    deadline = time.monotonic() + within_s
    while not holds():
        assert time.monotonic() < deadline, f"{what} did not happen within {within_s:g} s"
        time.sleep(0.02)
