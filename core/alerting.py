"""What becomes of a match: whether it is told, why, in which ways, and when."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from core.rule import Per, RuleOptions
from core.timetable import day_of, next_digest, speaking_time


class Reason(StrEnum):
    """Why a story is told: its first match, a further matching article, a regulator that has joined those who
    tell it, or as many sources as the rule asks for."""

    FIRST = "first"
    ARTICLE = "article"
    REGULATOR = "regulator"
    SOURCES = "sources"


class Way(StrEnum):
    """How an alert is told: by a message of its own, or with others: in the rule's digest, in the summary of
    a day's alerts beyond the limit, or in the list of what a new query finds among older articles."""

    OWN = "own"
    DIGEST = "digest"
    SUMMARY = "summary"
    LATE = "late"


class Timing(StrEnum):
    """What an article is to a rule: news; a later version, completed or revised, of one that the rule has
    seen; or one from before the rule's query, found by looking back."""

    NEWS = "news"
    LATE = "late"
    OLD = "old"


@dataclass(frozen=True, slots=True)
class Standing:
    """Who tells a story: how many sources, and whether a regulator is among them."""

    sources: int
    has_regulator: bool


@dataclass(frozen=True, slots=True)
class Alert:
    """An alert that a rule made of a story before: why, and the story's standing then."""

    reason: Reason
    standing: Standing


@dataclass(frozen=True, slots=True)
class Plan:
    """An alert is to be told in this way, when ``due`` (aware UTC) has come."""

    way: Way
    due: datetime


def reason_to_tell(
    options: RuleOptions, before: Iterable[Alert], standing: Standing, *, is_match: bool
) -> Reason | None:
    """Why the story is to be told (again), None when it is not.

    ``before`` are the rule's alerts of the story, ``standing`` is who tells it now; ``is_match`` when an
    article met the rule that had not met it, False when the story has only grown.
    """
    alerts = list(before)
    if not alerts:
        return Reason.FIRST if is_match else None
    told = {alert.reason for alert in alerts}
    # What an alert between has shown needs no alert of its own.
    knows_regulator = any(alert.standing.has_regulator for alert in alerts)
    known_sources = max(alert.standing.sources for alert in alerts)
    if options.again_regulator and standing.has_regulator and not knows_regulator:
        return Reason.REGULATOR
    enough = options.again_sources
    if enough and known_sources < enough <= standing.sources and Reason.SOURCES not in told:
        return Reason.SOURCES
    return Reason.ARTICLE if is_match and options.per is Per.ARTICLE else None


def is_silent(options: RuleOptions, timing: Timing, *, now: datetime) -> bool:
    """Whether matches of ``now`` are only kept: the rule is muted, tells nothing, or not what is late."""
    speaks = options.instant or options.digest is not None
    return not speaks or options.is_muted(now) or (timing is not Timing.NEWS and not options.late)


def plans(options: RuleOptions, own_of: Callable[[datetime, datetime], int], *, now: datetime) -> list[Plan]:
    """In which ways an alert of ``now`` is told.

    ``own_of`` says how many messages of their own the rule's alerts have, or will have, between two instants.
    What is beyond the limit of the day waits for the day's summary, or for the digest where there is one.
    """
    found = []
    if options.instant:
        due = speaking_time(options, now)
        start, end = day_of(options, due)
        if options.daily_limit is None or own_of(start, end) < options.daily_limit:
            found.append(Plan(Way.OWN, due))
        elif options.digest is None:
            found.append(Plan(Way.SUMMARY, speaking_time(options, end)))
    if options.digest is not None:
        found.append(Plan(Way.DIGEST, next_digest(options, now)))
    return found


def plans_of_old(options: RuleOptions, *, now: datetime) -> list[Plan]:
    """In which way the alerts of a new query on older articles are told: all in one message."""
    if options.instant:
        return [Plan(Way.LATE, speaking_time(options, now))]
    return [Plan(Way.DIGEST, next_digest(options, now))] if options.digest is not None else []


def following(options: RuleOptions, way: Way, last: datetime) -> datetime:
    """When something is told together with others after what was due at ``last``. Aware UTC."""
    if way is Way.DIGEST:
        return next_digest(options, last)
    if way is Way.SUMMARY:
        return speaking_time(options, day_of(options, last)[1])
    return last + timedelta(seconds=1)
