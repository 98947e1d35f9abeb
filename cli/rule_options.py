"""How a rule is to tell of its matches, as it is typed."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any

import typer

from core.errors import ConfigError
from core.rule import Digest, Per, Rule, Severity, Weekday, rule_from
from core.wall_clock import hours

OFF = "off"
# What is typed as it is stored, under the same name.
AS_TYPED = ("severity", "instant", "digest_at", "digest_day", "zone", "per", "again_regulator", "late")


class DigestChoice(StrEnum):
    """``Digest``, or none."""

    DAILY = Digest.DAILY
    WEEKLY = Digest.WEEKLY
    OFF = OFF


@dataclass(frozen=True)
class Given:
    """What was said; None where nothing was."""

    channel: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME", help="Speak through this channel; may be repeated. Without one: console."
        ),
    ] = None
    severity: Annotated[Severity | None, typer.Option(help="How much you mind.")] = None
    instant: Annotated[bool | None, typer.Option("--instant/--no-instant", help="Alert at once.")] = None
    digest: Annotated[DigestChoice | None, typer.Option(help="Tell matches together, too.")] = None
    digest_at: Annotated[
        str | None, typer.Option(metavar="HH:MM", help="The time of a digest; default 08:00.")
    ] = None
    digest_day: Annotated[
        Weekday | None, typer.Option(help="The day of a weekly digest; default monday.")
    ] = None
    zone: Annotated[
        str | None, typer.Option(metavar="ZONE", help="IANA zone of all these times; default UTC.")
    ] = None
    quiet: Annotated[
        str | None, typer.Option(metavar="HH:MM-HH:MM|off", help="Hours in which alerts wait, 22:00-07:00.")
    ] = None
    per: Annotated[Per | None, typer.Option(help="What makes an alert: a story, or each article.")] = None
    again_regulator: Annotated[
        bool | None,
        typer.Option(
            "--again-regulator/--no-again-regulator", help="Tell a story again when a regulator has it."
        ),
    ] = None
    again_sources: Annotated[
        int | None,
        typer.Option(metavar="N", min=0, help="Tell a story again when N sources have it; 0: never."),
    ] = None
    daily_limit: Annotated[
        int | None,
        typer.Option(
            metavar="N", min=0, help="At most N alerts a day, the rest in one summary; 0: any number."
        ),
    ] = None
    late: Annotated[
        bool | None,
        typer.Option("--late/--no-late", help="Tell older articles that match only now, too."),
    ] = None


def changed(rule: Rule, given: Given, **more: Any) -> Rule:
    """The rule with what was given, and ``more`` of its keys where they are not None. Raises ConfigError."""
    said = more | {name: getattr(given, name) for name in AS_TYPED}
    said["channels"] = tuple(given.channel) if given.channel else None
    told = {key: value for key, value in said.items() if value is not None}
    return rule_from(rule.name, rule.said() | told | _taken_back(given))


def _taken_back(given: Given) -> dict[str, Any]:
    """What can also be unsaid; then None stands for it."""
    told: dict[str, Any] = {}
    if given.digest is not None:
        told["digest"] = None if given.digest == OFF else str(given.digest)
    if given.quiet is not None:
        told["quiet_from"], told["quiet_until"] = _hours(given.quiet)
    if given.again_sources is not None:
        told["again_sources"] = given.again_sources or None
    if given.daily_limit is not None:
        told["daily_limit"] = given.daily_limit or None
    return told


def _hours(said: str) -> tuple[Any, Any]:
    if said == OFF:
        return None, None
    try:
        return hours(said)
    except ValueError as error:
        raise ConfigError(f"--quiet: {error}") from error
