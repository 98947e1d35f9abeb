"""When and how alerts are told: what is held, limited, gathered, told again; with the time passed in."""

import multiprocessing
import random
import signal
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from core.alerting import Way
from scheduler.jobs.digest import tell
from scheduler.jobs.match import match
from storage.migrate import open_database
from storage.schema import PlanRow, RuleRow
from tests.scheduler.world import START, WIRE, World

NIGHT = {"quiet_from": "22:00", "quiet_until": "07:00"}
DIGEST = {"instant": False, "digest": "daily"}


@pytest.fixture(autouse=True)
def crowd(world: World) -> None:
    world.crowd()


def rule(world: World, **options: object) -> None:
    world.rule("licenses", "license", "one", **options)


def test_what_is_held_is_told_when_no_news_come(world: World) -> None:
    rule(world, **NIGHT)
    world.later(hours=14)
    world.story("volt")

    world.later(hours=7, minutes=59)
    assert world.tell() is None
    world.later(minutes=1)
    assert world.tell() == "told 1 messages that had waited"
    assert world.tell() is None
    assert world.told() == ["License, says volt"]


def test_a_held_alert_keeps_no_other_rule_waiting(world: World) -> None:
    rule(world, **NIGHT)
    world.rule("day and night", "license", "one")
    world.later(hours=14)
    world.story("volt")

    assert [message.rule for message in world.messages()] == ["day and night"]


def test_a_muted_rule_keeps_its_matches_and_makes_up_for_nothing(world: World) -> None:
    rule(world, muted_until=(START + timedelta(hours=2)).isoformat())
    world.story("volt")
    world.later(hours=2)
    world.tick()
    assert world.counts() == (1, 0, 0)

    world.story("amp")
    assert world.told() == ["License, says amp"], "the story goes on, and nobody has told it"


def test_what_waited_before_a_rule_was_muted_waits_until_it_speaks_again(world: World) -> None:
    rule(world, **NIGHT)
    world.later(hours=14)
    world.story("volt")
    world.change(**NIGHT, muted_until=(START + timedelta(days=2)).isoformat())
    world.later(hours=20)
    assert world.tell() is None

    world.later(hours=15)
    world.tick()
    assert world.told() == ["License, says volt"]


def test_a_rule_that_is_switched_off_tells_nothing_that_waits(world: World) -> None:
    rule(world, **DIGEST)
    world.story("volt")
    with world.database.writing() as session:
        session.execute(update(RuleRow).values(enabled=False))
    world.later(days=1)

    assert world.tell() is None


def test_a_rule_that_neither_alerts_nor_digests_only_keeps_matches(world: World) -> None:
    rule(world, instant=False)
    world.story("volt")
    world.later(days=2)
    world.tick()

    assert world.counts() == (1, 0, 0)


def test_an_alert_that_is_a_moment_too_late_for_its_summary_goes_into_the_next(world: World) -> None:
    rule(world, daily_limit=1)
    for name in "AB":
        world.publish(f"License {name}")
    world.match()
    world.now = datetime(2023, 12, 2, 0, 0, tzinfo=UTC)
    world.tell()
    world.publish("License C")
    world.now -= timedelta(milliseconds=1)  # the match job read its clock before
    world.match()
    world.now += timedelta(seconds=1)
    assert world.tell() is None

    world.later(days=1)
    world.tell()
    assert world.told() == [
        *("License A", "1 story beyond the day's limit / License B"),
        "1 story beyond the day's limit / License C",
    ]


def test_a_weekly_digest_comes_on_its_day(world: World) -> None:
    rule(world, instant=False, digest="weekly", digest_day="wednesday", digest_at="18:30", zone="Asia/Tokyo")
    world.story("volt")
    world.now = datetime(2023, 12, 6, 9, 29, tzinfo=UTC)
    assert world.tell() is None
    world.later(minutes=1)
    world.tell()

    assert world.told() == ["Digest: 1 story / License, says volt"]


def test_a_rule_may_tell_at_once_and_again_in_the_digest(world: World) -> None:
    rule(world, digest="daily")
    world.story("volt")
    world.later(days=1)
    world.tell()

    assert world.told() == ["License, says volt", "Digest: 1 story / License, says volt"]


def test_after_days_switched_off_one_digest_covers_the_gap(world: World) -> None:
    rule(world, **DIGEST)
    for name in "ABC":
        world.publish(f"License {name}")
        world.match()
        world.later(days=1)
    world.later(days=5)
    world.tell()
    world.later(days=1)
    world.tell()

    assert world.told() == ["Digest: 3 stories / License A / License B / License C"]


def test_a_story_that_was_alerted_twice_stands_in_the_digest_once(world: World) -> None:
    rule(world, **DIGEST, again_regulator=True)
    world.story("volt")
    world.story("ministry")
    world.later(days=1)
    world.tell()

    (message,) = world.messages()
    assert [item.note for item in message.items] == ["a regulator has joined"]


def test_by_article_the_first_to_come_with_a_regulator_says_so(world: World) -> None:
    rule(world, per="article", again_regulator=True)
    world.story("volt")
    world.story("amp", "ministry")

    assert [(message.source, message.reason) for message in world.messages()] == [
        ("volt", ""),
        ("amp", "a regulator has joined"),
        ("ministry", "a further article of the story"),
    ]


def test_a_story_that_many_told_from_the_start_is_told_once(world: World) -> None:
    rule(world, again_sources=3, again_regulator=True)
    world.story("volt", "amp", "ohm", "ministry")
    world.story("watt")

    assert world.told() == ["License, says volt"]


def test_articles_of_one_batch_are_one_look_at_the_story(world: World) -> None:
    rule(world, again_sources=2)
    world.rule("amp only", "amp", "one", again_sources=3)
    world.story("volt")
    world.story("amp", "ohm")

    assert [(message.rule, message.reason) for message in world.messages()] == [
        ("licenses", ""),
        ("amp only", ""),
        ("licenses", "3 sources have it"),
    ]


def test_a_muted_rule_is_not_told_again(world: World) -> None:
    rule(world, again_regulator=True)
    world.story("volt")
    world.change(again_regulator=True, muted_until=(START + timedelta(days=1)).isoformat())
    world.story("ministry")

    assert world.told() == ["License, says volt"]


def test_an_archive_makes_no_story_grow(world: World) -> None:
    rule(world, again_regulator=True)
    world.story("volt")
    world.publish("License, says ministry", WIRE, source="ministry", is_news=False)
    world.match()

    assert world.told() == ["License, says volt"]


def _work(url: str, now: datetime) -> None:
    """The jobs in small steps, as a process that may be killed."""
    database = open_database(url)
    match(database, now, batch=2)
    tell(database, now, batch=1)
    database.close()


def test_killed_at_any_moment_it_tells_everything_once(world: World) -> None:
    for number in range(5):
        world.rule(f"digest {number}", "license", "one", **DIGEST)
        world.rule(f"again {number}", "license", "one", again_sources=2)
    world.story("volt")
    world.told()
    world.later(days=1)
    for source in ("amp", "ohm", "watt"):
        world.publish(f"License, says {source}", WIRE, source=source)
        world.publish(f"A license of {source}", source=source)
    chance, kills = random.Random(5), 0
    while True:
        child = multiprocessing.get_context("fork").Process(target=_work, args=(world.url, world.now))
        child.start()
        child.join(chance.uniform(0.01, 0.05 * (1 + kills)))
        child.kill()
        child.join()
        kills += child.exitcode == -signal.SIGKILL
        if child.exitcode == 0:
            break

    assert kills >= 3
    heard = Counter((message.rule.split()[0], message.title.split(": ")[1]) for message in world.messages())
    assert heard == {
        ("digest", "Digest"): 5,
        ("again", "License, says watt"): 5,
        **{("again", f"A license of {source}"): 5 for source in ("amp", "ohm", "watt")},
    }
    with world.database.reading() as session:
        waiting = select(PlanRow.way, func.count()).where(PlanRow.told_at.is_(None)).group_by(PlanRow.way)
        assert session.execute(waiting).all() == [(Way.DIGEST, 15)], "for tomorrow"
