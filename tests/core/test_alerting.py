"""What becomes of a match: the reason to tell it, the ways, and when it is only kept."""

from datetime import UTC, datetime, time, timedelta

import pytest

from core.alerting import (
    Alert,
    Plan,
    Reason,
    Standing,
    Timing,
    Way,
    following,
    is_silent,
    plans,
    plans_of_old,
    reason_to_tell,
)
from core.rule import Digest, Per, RuleOptions

USUAL = RuleOptions()
BY_ARTICLE = RuleOptions(per=Per.ARTICLE)
AGAIN = RuleOptions(again_regulator=True, again_sources=5)
PRESS, THREE, FIVE = Standing(1, False), Standing(3, False), Standing(5, False)
REGULATOR, FIVE_AND_REGULATOR = Standing(2, True), Standing(5, True)
TOLD = Alert(Reason.FIRST, PRESS)


@pytest.mark.parametrize(
    ("options", "before", "standing", "is_match", "reason"),
    [
        pytest.param(USUAL, (), PRESS, True, Reason.FIRST, id="the first match of a story"),
        pytest.param(USUAL, (), FIVE, False, None, id="a story that never matched"),
        pytest.param(USUAL, (TOLD,), THREE, True, None, id="a further match of a story"),
        pytest.param(BY_ARTICLE, (), PRESS, True, Reason.FIRST, id="by article, the first"),
        pytest.param(BY_ARTICLE, (TOLD,), THREE, True, Reason.ARTICLE, id="by article, a further one"),
        pytest.param(BY_ARTICLE, (TOLD,), THREE, False, None, id="by article, one that does not match"),
        pytest.param(AGAIN, (TOLD,), REGULATOR, False, Reason.REGULATOR, id="a regulator joins the press"),
        pytest.param(USUAL, (TOLD,), FIVE_AND_REGULATOR, True, None, id="not asked for"),
        pytest.param(
            AGAIN, (Alert(Reason.FIRST, REGULATOR),), REGULATOR, False, None, id="a regulator was there"
        ),
        pytest.param(
            AGAIN, (TOLD, Alert(Reason.REGULATOR, REGULATOR)), REGULATOR, True, None, id="a second regulator"
        ),
        pytest.param(AGAIN, (TOLD,), Standing(4, False), True, None, id="four sources of five"),
        pytest.param(AGAIN, (TOLD,), FIVE, False, Reason.SOURCES, id="five sources"),
        pytest.param(AGAIN, (TOLD,), Standing(7, False), False, Reason.SOURCES, id="seven at once"),
        pytest.param(
            AGAIN, (Alert(Reason.FIRST, FIVE),), Standing(6, False), True, None, id="told with five"
        ),
        pytest.param(
            AGAIN, (TOLD, Alert(Reason.SOURCES, FIVE)), Standing(9, False), True, None, id="told at five"
        ),
        pytest.param(
            RuleOptions(again_sources=9),
            (TOLD, Alert(Reason.SOURCES, FIVE)),
            Standing(9, False),
            True,
            None,
            id="told of its sources",
        ),
        pytest.param(
            AGAIN, (TOLD,), FIVE_AND_REGULATOR, False, Reason.REGULATOR, id="both at once are one reason"
        ),
        pytest.param(
            AGAIN,
            (TOLD, Alert(Reason.REGULATOR, FIVE_AND_REGULATOR)),
            Standing(6, True),
            False,
            None,
            id="and the other was shown with it",
        ),
        pytest.param(
            RuleOptions(per=Per.ARTICLE, again_regulator=True),
            (TOLD, Alert(Reason.ARTICLE, REGULATOR)),
            Standing(3, True),
            False,
            None,
            id="an article between has shown the regulator",
        ),
    ],
)
def test_why_a_story_is_told(
    options: RuleOptions, before: tuple[Alert, ...], standing: Standing, is_match: bool, reason: Reason | None
) -> None:
    assert reason_to_tell(options, before, standing, is_match=is_match) is reason


NOW = datetime(2023, 12, 1, 9, 0, tzinfo=UTC)
NIGHT = datetime(2023, 12, 1, 23, 30, tzinfo=UTC)
MORNING = datetime(2023, 12, 2, 7, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("options", "timing", "silent"),
    [
        pytest.param(USUAL, Timing.NEWS, False, id="news"),
        pytest.param(USUAL, Timing.LATE, True, id="late, not asked for"),
        pytest.param(USUAL, Timing.OLD, True, id="old, not asked for"),
        pytest.param(RuleOptions(late=True), Timing.LATE, False, id="late, asked for"),
        pytest.param(RuleOptions(muted_until=NOW + timedelta(hours=1)), Timing.NEWS, True, id="muted"),
        pytest.param(RuleOptions(muted_until=NOW), Timing.NEWS, False, id="muted until now"),
        pytest.param(RuleOptions(instant=False), Timing.NEWS, True, id="neither instant nor digest"),
        pytest.param(RuleOptions(instant=False, digest=Digest.DAILY), Timing.NEWS, False, id="digest only"),
    ],
)
def test_when_a_match_is_only_kept(options: RuleOptions, timing: Timing, silent: bool) -> None:
    assert is_silent(options, timing, now=NOW) is silent


QUIET = {"quiet_from": time(22), "quiet_until": time(7)}
LIMITED = RuleOptions(daily_limit=2)
EIGHT = datetime(2023, 12, 2, 8, 0, tzinfo=UTC)
MIDNIGHT = datetime(2023, 12, 2, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("options", "told_already", "now", "expected"),
    [
        pytest.param(USUAL, 99, NOW, [Plan(Way.OWN, NOW)], id="at once"),
        pytest.param(RuleOptions.model_validate(QUIET), 0, NIGHT, [Plan(Way.OWN, MORNING)], id="at night"),
        pytest.param(LIMITED, 1, NOW, [Plan(Way.OWN, NOW)], id="within the limit"),
        pytest.param(LIMITED, 2, NOW, [Plan(Way.SUMMARY, MIDNIGHT)], id="beyond it, after the day"),
        pytest.param(
            RuleOptions.model_validate({**QUIET, "daily_limit": 2}),
            2,
            NOW,
            [Plan(Way.SUMMARY, MORNING)],
            id="the summary is no noise at night",
        ),
        pytest.param(
            RuleOptions(instant=False, digest=Digest.DAILY), 0, NOW, [Plan(Way.DIGEST, EIGHT)], id="digest"
        ),
        pytest.param(
            RuleOptions(digest=Digest.DAILY),
            0,
            NOW,
            [Plan(Way.OWN, NOW), Plan(Way.DIGEST, EIGHT)],
            id="at once and in the digest",
        ),
        pytest.param(
            RuleOptions(digest=Digest.DAILY, daily_limit=2),
            2,
            NOW,
            [Plan(Way.DIGEST, EIGHT)],
            id="beyond the limit the digest is enough",
        ),
    ],
)
def test_in_which_ways_an_alert_is_told(
    options: RuleOptions, told_already: int, now: datetime, expected: list[Plan]
) -> None:
    assert plans(options, lambda start, end: told_already, now=now) == expected


def test_what_is_held_counts_on_the_day_on_which_it_is_told() -> None:
    asked: list[tuple[datetime, datetime]] = []

    def own_of(start: datetime, end: datetime) -> int:
        asked.append((start, end))
        return 0

    plans(RuleOptions.model_validate({**QUIET, "daily_limit": 2}), own_of, now=NIGHT)

    assert asked == [(MIDNIGHT, MIDNIGHT + timedelta(days=1))]


def test_old_finds_are_told_together() -> None:
    assert plans_of_old(RuleOptions(late=True), now=NOW) == [Plan(Way.LATE, NOW)]
    assert plans_of_old(RuleOptions.model_validate(QUIET), now=NIGHT) == [Plan(Way.LATE, MORNING)]
    assert plans_of_old(RuleOptions(instant=False, digest=Digest.DAILY), now=NOW) == [Plan(Way.DIGEST, EIGHT)]
    assert plans_of_old(RuleOptions(instant=False), now=NOW) == []


def test_what_comes_too_late_for_a_bulletin_goes_into_the_next() -> None:
    daily = RuleOptions.model_validate({**QUIET, "digest": "daily"})

    assert following(daily, Way.DIGEST, EIGHT) == EIGHT + timedelta(days=1)
    assert following(daily, Way.SUMMARY, MORNING) == MORNING + timedelta(days=1)
    assert following(daily, Way.LATE, MORNING) > MORNING
