"""Late finds: what a new or edited query finds among the articles of the last days, told once."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from scheduler.jobs.lookback import look_back
from storage.schema import RuleRow
from tests.scheduler.world import World

RULE = ("licenses", "license", "one")


@pytest.fixture(autouse=True)
def archive(world: World) -> None:
    """Articles that were there before any rule."""
    world.crowd()
    world.publish("License of last month")
    world.later(days=30)
    for name in "ABC":
        world.publish(f"License {name}")
        world.later(days=1)
    world.publish("A new store")
    world.match()
    world.later(seconds=1)


def edit(world: World, query: str) -> None:
    with world.database.writing() as session:
        session.execute(update(RuleRow).values(query=query, edited_at=world.now))


def test_a_new_rule_that_asks_for_late_finds_tells_the_last_days_in_one_message(world: World) -> None:
    world.rule(*RULE, late=True)
    world.publish("License D")
    world.tick()

    assert world.told() == [
        "License D",
        "3 stories of the last days, found late / License A / License B / License C",
    ]
    world.later(hours=1)
    assert look_back(world.database, world.now) is None
    world.tick()
    assert world.told() == []


def test_a_rule_that_does_not_ask_is_silent_about_what_came_before(world: World) -> None:
    world.rule(*RULE)
    world.tick()

    assert look_back(world.database, world.now) is None
    assert world.counts() == (0, 0, 0)


def test_an_edited_query_looks_back_again_for_what_it_has_not_found(world: World) -> None:
    world.rule("licenses", "store", "one", late=True)
    world.tick()
    assert world.told() == ["1 story of the last days, found late / A new store"]
    world.later(hours=1)
    edit(world, "store OR license")
    world.tick()

    assert world.told() == ["3 stories of the last days, found late / License A / License B / License C"]


def test_a_query_edited_while_it_was_tried_is_tried_as_it_is_now(world: World) -> None:
    world.rule(*RULE, late=True)
    with world.database.reading() as session:
        stale = session.scalars(select(RuleRow)).one()
    world.later(seconds=1)
    edit(world, "store")
    with world.database.reading() as session:
        assert session.scalars(select(RuleRow)).one().edited_at != stale.edited_at
    world.tick()

    assert world.told() == ["1 story of the last days, found late / A new store"]


def test_late_finds_wait_for_the_end_of_the_quiet_hours_and_of_muting(world: World) -> None:
    muted_until = world.now + timedelta(hours=8)  # 17:00
    world.rule(*RULE, late=True, muted_until=muted_until.isoformat(), quiet_from="12:00", quiet_until="20:00")
    world.tick()
    world.later(hours=9)
    world.tick()
    assert world.told() == []

    world.later(hours=2)
    world.tick()
    assert len(world.told()) == 1


def test_the_late_finds_of_a_rule_with_digests_stand_in_its_digest(world: World) -> None:
    world.rule(*RULE, late=True, instant=False, digest="daily")
    world.tick()
    assert world.told() == []
    world.later(days=1)
    world.tick()

    (message,) = world.messages()
    assert [item.note for item in message.items] == ["late"] * 3


def test_a_late_match_is_told_once_and_says_so(world: World) -> None:
    world.rule(*RULE, late=True)
    world.tick()
    world.told()
    world.later(hours=1)
    world.publish("A new store with a license", path="A-new-store")
    world.tick()
    world.later(hours=1)
    world.publish("A new store with a license for ever", path="A-new-store")
    world.tick()

    (message,) = world.messages()
    assert message.reason == "late: the article had come in before it met the rule"


def test_a_query_that_cannot_be_parsed_looks_back_at_nothing(world: World) -> None:
    world.rule(*RULE, late=True)
    edit(world, "(license")

    assert look_back(world.database, world.now) == "tried 1 queries on older articles, 0 alerts"
    assert look_back(world.database, world.now) is None
