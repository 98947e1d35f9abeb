"""A rule: a saved search, and what is to become of its matches."""

from collections.abc import Mapping
from datetime import datetime, time
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from core.closest import did_you_mean
from core.errors import ConfigError
from core.wall_clock import time_of_day
from core.zones import known_zone

TimeOfDay = Annotated[time, BeforeValidator(time_of_day)]
# Written as what it is: "yes" is no yes, and true is no number.
Flag = Annotated[bool, Field(strict=True)]


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
    instant: Flag = True
    digest: Digest | None = None
    digest_at: TimeOfDay = time(8)
    digest_day: Weekday = Weekday.MONDAY
    zone: Annotated[str, AfterValidator(known_zone)] = "UTC"
    quiet_from: TimeOfDay | None = None
    quiet_until: TimeOfDay | None = None
    muted_until: AwareDatetime | None = None
    per: Per = Per.STORY
    again_regulator: Flag = False
    again_sources: int | None = Field(default=None, ge=2, strict=True)
    daily_limit: int | None = Field(default=None, ge=1, strict=True)
    late: Flag = False

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


class Rule(RuleOptions):
    """A rule with all that is said of it, as people write it: the name, and one table.

    ``channels`` are names; a rule that names none speaks on the console.
    """

    name: str
    query: str
    channels: tuple[str, ...] = ()
    enabled: Flag = True

    @property
    def options(self) -> RuleOptions:
        """How it tells of its matches."""
        return RuleOptions.model_construct(**{name: getattr(self, name) for name in RuleOptions.model_fields})

    def said(self) -> dict[str, Any]:
        """The table: the query, and what is not as usual."""
        differs = self.model_dump(exclude={"name", "query"}, exclude_defaults=True)
        return {"query": self.query, **{name: differs[name] for name in KEYS if name in differs}}


# What the table of a rule may say, in the order in which people read it.
KEYS = ("query", "channels", "enabled", *RuleOptions.model_fields)


def rule_from(name: str, said: Mapping[str, Any]) -> Rule:
    """The rule of that name with this table. Raises ConfigError that names the rule and the key."""
    unknown = next((key for key in said if key not in KEYS), None)
    if unknown is not None:
        raise ConfigError(f"rule {name!r}: there is no {unknown!r} in a rule{did_you_mean(unknown, KEYS)}")
    try:
        return Rule.model_validate({"name": name, **said})
    except ValidationError as error:
        first = error.errors()[0]
        key = str(first["loc"][0]) if first["loc"] else ""
        raise ConfigError(f"rule {name!r}: {_reason(key, first['type'], first['msg'])}") from error


def _reason(key: str, kind: str, message: str) -> str:
    if kind == "missing":
        return f"it says no {key}"
    said = message.removeprefix("Value error, ")
    return f"{key}: {said}" if key else said
