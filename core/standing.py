"""From verdicts to alarms: one when a source falls, one when it is back, none for flapping. Pure."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from core.health import State, Verdict

# A source that keeps falling must be well for longer each time before it is believed.
FIRST_WAIT, LONGEST_WAIT = timedelta(hours=1), timedelta(days=2)
FLAPS_FORGOTTEN_AFTER = timedelta(days=7)


class Alarm(StrEnum):
    """What to tell the operator."""

    FALLEN = "fallen"
    RECOVERED = "recovered"


@dataclass(frozen=True, slots=True)
class Standing:
    """What we think of a source, ``since`` when.

    ``good_since`` is when an ailing one first looked well again;
    ``recoveries`` counts those of the last days, the latest ``recovered_at``."""

    verdict: Verdict
    since: datetime
    good_since: datetime | None = None
    recoveries: int = 0
    recovered_at: datetime | None = None


def step(before: Standing | None, verdict: Verdict, *, now: datetime) -> tuple[Standing, Alarm | None]:
    """The next standing, and what to tell. An ailing source that ails in another way tells nothing new."""
    if before is None:
        before = Standing(Verdict(State.NEW), now)
    was_well, is_well = before.verdict.state.is_well, verdict.state.is_well
    if was_well and is_well:
        same = before.verdict.state == verdict.state
        return replace(before, verdict=verdict, since=before.since if same else now), None
    if was_well:
        return replace(before, verdict=verdict, since=now, good_since=None), Alarm.FALLEN
    if not is_well:
        return replace(before, verdict=verdict, good_since=None), None
    good_since = before.good_since or now
    flaps = before.recoveries if _is_of_late(before, now) else 0
    if now - good_since < _wait(flaps):
        return replace(before, good_since=good_since), None
    return Standing(verdict, now, None, flaps + 1, now), Alarm.RECOVERED


def _is_of_late(before: Standing, now: datetime) -> bool:
    return before.recovered_at is not None and now - before.recovered_at < FLAPS_FORGOTTEN_AFTER


def _wait(flaps: int) -> timedelta:
    """How long a source must look well: not at all the first time, then twice as long each time."""
    return min(FIRST_WAIT * (1 << min(flaps - 1, 10)), LONGEST_WAIT) if flaps else timedelta(0)
