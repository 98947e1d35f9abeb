"""How alerts are told, in transactions: held, limited, in digests, again; with the time passed in."""

import threading

import pytest
from sqlalchemy import func, select, update

from scheduler.jobs.digest import tell
from storage import ways
from storage.schema import ArticleRow, BulletinRow, PlanRow, RuleRow
from storage.session import Database
from tests.scheduler.world import START, WIRE, World

NIGHT = {"quiet_from": "22:00", "quiet_until": "07:00"}
DIGEST = {"instant": False, "digest": "daily"}


@pytest.fixture
def world(database: Database, database_url: str) -> World:
    world = World(database, database_url)
    world.setup()
    world.crowd()
    return world


def rule(world: World, **options: object) -> None:
    world.rule("licenses", "license", "one", **options)


def test_alerts_of_the_night_are_told_in_the_morning_in_order_before_newer_ones(world: World) -> None:
    rule(world, **NIGHT)
    world.later(hours=13)
    for name in ("A", "B"):
        world.publish(f"License {name}")
        world.match()
        world.later(hours=1)
    world.tell()
    assert world.told() == []

    world.later(hours=7)
    world.publish("License C")
    world.match()
    assert world.tell() is None, "the new one has taken the older ones with it"
    assert world.told() == ["License A", "License B", "License C"]


def test_beyond_the_limit_the_rest_of_the_day_is_told_in_one_summary(world: World) -> None:
    rule(world, daily_limit=2, zone="Europe/Berlin")
    for name in "ABCDE":
        world.publish(f"License {name}")
        world.match()
        world.later(hours=1)
    assert world.told() == ["License A", "License B"]
    world.later(hours=8, minutes=59)
    assert world.tell() is None, "Berlin's day has another minute"

    world.later(minutes=1)
    world.publish("License F")
    world.match()
    assert world.tell() == "told 1 messages that had waited"
    assert world.told() == [
        "License F",
        "3 stories beyond the day's limit / License C / License D / License E",
    ]
    world.later(days=1)
    assert world.tell() is None


def test_a_digest_tells_the_stories_since_the_last_one_and_none_when_there_are_none(world: World) -> None:
    rule(world, **DIGEST)
    world.story("volt", "amp")
    world.publish("License of another kind", source="ohm")
    world.match()
    world.later(hours=22, minutes=59)
    assert world.tell() is None

    world.later(minutes=1)
    world.tell()
    (message,) = world.messages()
    assert message.title == "licenses: Digest: 2 stories"
    assert [(item.source, item.url, item.time) for item in message.items] == [
        ("volt, amp", "https://volt.example/License,-says-volt", START),
        ("ohm", "https://ohm.example/License-of-another-kind", START),
    ]
    for _ in range(48):
        world.later(hours=1)
        assert world.tell() is None


def test_jobs_that_meet_make_one_digest_of_each_rule(world: World) -> None:
    for number in range(8):
        world.rule(f"rule {number}", "license", "one", **DIGEST)
    world.story("volt")
    world.later(days=1)
    threads = [
        threading.Thread(target=tell, args=(world.database, world.now), kwargs={"batch": 1}) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(message.rule for message in world.messages()) == sorted(f"rule {n}" for n in range(8))


def test_a_digest_that_fails_half_way_is_made_again(world: World) -> None:
    rule(world, **DIGEST)
    world.story("volt")
    world.later(days=1)
    with world.database.writing() as session:
        at = session.scalar(select(PlanRow.due_at))
        rule_id = session.scalar(select(RuleRow.id))
        session.add(BulletinRow(rule_id=rule_id, way="digest", due_at=at, created_at=world.now))
    with pytest.raises(Exception, match=r"(?i)unique"):
        world.tell()
    with world.database.writing() as session:
        assert session.scalar(select(func.count()).where(PlanRow.told_at.is_not(None))) == 0
        session.delete(session.scalars(select(BulletinRow)).one())

    world.tell()
    assert world.told() == ["Digest: 1 story / License, says volt"]


def test_by_article_every_match_is_told(world: World) -> None:
    rule(world, per="article")
    world.story("volt")
    world.story("amp", "ohm")

    messages = world.messages()
    assert [message.source for message in messages] == ["volt", "amp", "ohm"]
    assert [message.reason for message in messages] == ["", *["a further article of the story"] * 2]


def test_a_regulator_that_joins_is_told_once_whether_its_article_matches_or_not(world: World) -> None:
    rule(world, again_regulator=True)
    world.story("volt", "amp")
    world.later(hours=1)
    world.publish("Announcement No. 7", "Granted: one.", source="ministry")
    with world.database.writing() as session:
        first = session.scalar(select(func.min(ArticleRow.story_id)))
        session.execute(update(ArticleRow).where(ArticleRow.source_id == "ministry").values(story_id=first))
    world.match()
    world.story("ohm")
    world.publish("Announcement No. 8", WIRE, source="ministry")
    world.match()

    messages = world.messages()
    assert [(message.source, message.reason) for message in messages] == [
        ("volt", ""),
        ("ministry", "a regulator has joined"),
    ]
    assert world.counts()[:2] == (4, 2)


def test_a_story_is_told_again_when_enough_sources_have_it(world: World) -> None:
    rule(world, again_sources=3)
    world.story("volt")
    world.publish("License again", WIRE, path="again", source="volt")
    world.story("amp")
    assert world.told() == ["License, says volt"], "three articles of two sources"

    world.story("ohm", "watt")
    (message,) = world.messages()
    assert (message.source, message.reason) == ("watt", "4 sources have it")
    world.story("ministry")
    assert world.told() == []


def test_what_waits_is_counted_by_its_way(world: World) -> None:
    rule(world, **NIGHT, digest="weekly")
    world.rule("limited", "license", "one", daily_limit=1)
    world.later(hours=14)
    world.story("volt")
    world.publish("License of another kind")
    world.match()

    with world.database.reading() as session:
        assert ways.waiting(session) == {"own": 2, "digest": 2, "summary": 1}


def test_what_a_new_query_finds_is_told_once(world: World) -> None:
    world.story("volt")
    world.later(seconds=1)
    rule(world, late=True)
    world.rule("silent", "license", "one")
    for _ in range(2):
        world.tick()

    assert world.told() == ["1 story of the last days, found late / License, says volt"]
