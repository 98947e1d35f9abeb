"""What a list says about how often it wants to be asked."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Hints:
    """Zero and empty stand for "says nothing".

    ``max_age_s`` is the freshness of the answer (RFC 9111 §5.2.2.1), ``every_s`` the interval that the feed
    names (RSS ``ttl``, ``sy:updatePeriod``). ``skip_hours`` (0 to 23) and
    ``skip_days`` (0 is Monday) are in UTC.
    """

    max_age_s: int = 0
    every_s: int = 0
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[int, ...] = ()

    def packed(self) -> dict[str, Any]:
        """For a JSON column: only what is said."""
        return {name: value for name, value in asdict(self).items() if value}


def unpacked(kept: Mapping[str, Any]) -> Hints:
    """What ``Hints.packed`` gave."""
    return Hints(
        max_age_s=int(kept.get("max_age_s", 0)),
        every_s=int(kept.get("every_s", 0)),
        skip_hours=tuple(kept.get("skip_hours", ())),
        skip_days=tuple(kept.get("skip_days", ())),
    )
