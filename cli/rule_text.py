"""What a rule asks for, in words."""

from datetime import datetime
from zoneinfo import ZoneInfo

from core.rule import Digest, Per, Rule, RuleOptions


def state(rule: Rule, now: datetime) -> str:
    """``on``, ``off``, or until when it is muted."""
    if not rule.enabled:
        return "off"
    if rule.muted_until is not None and rule.is_muted(now):
        return f"muted until {by_the_clock(rule.muted_until, rule.zone)}"
    return "on"


def telling(options: RuleOptions) -> str:
    """When it tells: at once, in a digest, both, or never."""
    ways = ["at once"] if options.instant else []
    if options.digest is not None:
        day = f" {options.digest_day}" if options.digest is Digest.WEEKLY else ""
        ways.append(f"{options.digest}{day} {options.digest_at:%H:%M} {options.zone}")
    return ", ".join(ways) or "nothing, matches are kept"


def occasions(options: RuleOptions) -> str:
    """What makes an alert."""
    said = ["each story, once" if options.per is Per.STORY else "each article"]
    if options.again_regulator:
        said.append("again when a regulator has it")
    if options.again_sources is not None:
        said.append(f"again when {options.again_sources} sources have it")
    if options.daily_limit is not None:
        said.append(f"at most {options.daily_limit} a day, the rest in one summary")
    if options.late:
        said.append("also articles that match late")
    return "; ".join(said)


def quiet(options: RuleOptions) -> str:
    """The hours in which alerts wait; empty without."""
    if options.quiet_from is None or options.quiet_until is None:
        return ""
    return f"{options.quiet_from:%H:%M}-{options.quiet_until:%H:%M} {options.zone}"


def by_the_clock(time: datetime, zone: str) -> str:
    """An instant to the minute, as a clock in ``zone`` shows it."""
    return f"{time.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M} {zone}"
