"""A rule: a saved search, and what is to become of its matches."""

from datetime import datetime, time
from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from core.zones import known_zone


class Severity(StrEnum):
    """How much the reader minds."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Digest(StrEnum):
    """How often matches are told together."""

    DAILY = "daily"
    WEEKLY = "weekly"


class Weekday(StrEnum):
    """Named as in calendars; ``list(Weekday).index(day)`` is Python's own number of it."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


class Per(StrEnum):
    """What makes an alert: the first matching article of a story, or every matching article."""

    STORY = "story"
    ARTICLE = "article"


class RuleOptions(BaseModel):
    """How a rule tells of its matches.

    ``instant`` alerts at once, ``digest`` together with others at ``digest_at`` of the day (weekly: of
    ``digest_day``) in ``zone``; both may be asked for, or neither: then matches are only kept. From
    ``quiet_from`` to ``quiet_until`` in ``zone``, over midnight too, instant alerts wait for the end of the
    quiet hours; until ``muted_until`` nothing is told, and nothing is made up for.

    A story that was told is told again when a regulator joins it (``again_regulator``) or as many sources
    have it (``again_sources``). Beyond ``daily_limit`` alerts in a day of ``zone`` the rest is told in one
    summary. ``late`` asks for matches of articles that had come in before: completed, revised, or found by a
    rule that is new or was edited.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    severity: Severity = Severity.MEDIUM
    instant: bool = True
    digest: Digest | None = None
    digest_at: time = time(8)
    digest_day: Weekday = Weekday.MONDAY
    zone: Annotated[str, AfterValidator(known_zone)] = "UTC"
    quiet_from: time | None = None
    quiet_until: time | None = None
    muted_until: AwareDatetime | None = None
    per: Per = Per.STORY
    again_regulator: bool = False
    again_sources: int | None = Field(default=None, ge=2)
    daily_limit: int | None = Field(default=None, ge=1)
    late: bool = False

    @model_validator(mode="after")
    def _quiet_has_two_ends(self) -> Self:
        if (self.quiet_from is None) != (self.quiet_until is None):
            raise ValueError("quiet hours need both quiet_from and quiet_until")
        if self.quiet_from is not None and self.quiet_from == self.quiet_until:
            raise ValueError("quiet hours that end when they begin are no hours")
        return self

    def is_muted(self, now: datetime) -> bool:
        """Whether nothing is to be told at ``now`` (aware)."""
        return self.muted_until is not None and now < self.muted_until
