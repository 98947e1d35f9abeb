"""The outbox by itself: order, holds, waits."""

from datetime import timedelta

import pytest

from core.errors import DeliveryError
from storage import outbox
from storage.outbox import Delivery, RetryPolicy
from storage.schema import DeliveryState
from storage.session import Database
from tests.scheduler.world import World

HOLD = timedelta(seconds=30)
LATER = DeliveryError("not now", retry_after=timedelta(0))


@pytest.fixture
def world(database: Database, database_url: str) -> World:
    world = World(database, database_url)
    world.setup()
    world.channel("one", "json://one.example")
    world.channel("two", "json://two.example")
    world.rule("licenses", "license", "one", "two")
    for title in ("License A", "License B"):
        world.publish(title)
    world.match()
    return world


def take(world: World, channel_id: int = 1) -> Delivery | None:
    with world.database.writing() as session:
        return outbox.take_head(session, channel_id, now=world.now, hold=HOLD)


def due(world: World) -> list[str]:
    with world.database.reading() as session:
        return [destination.name for destination in outbox.due_destinations(session, now=world.now)]


def fail(world: World, delivery: Delivery, error: DeliveryError) -> DeliveryState | None:
    with world.database.writing() as session:
        return outbox.mark_failed(session, delivery.id, error, policy=RetryPolicy(), now=world.now)


def test_a_message_being_sent_holds_its_channel_and_no_other(world: World) -> None:
    assert due(world) == ["one", "two"]
    first = take(world)

    assert first is not None
    assert first.article is not None
    assert first.article.title == "License A"
    assert (first.rule, first.query, first.source, first.attempts) == (
        "licenses",
        "license",
        "The EV Post",
        1,
    )
    assert take(world) is None
    assert due(world) == ["two"]


def test_a_hold_that_has_run_out_gives_the_same_message_again(world: World) -> None:
    first = take(world)
    world.later(seconds=30)
    again = take(world)

    assert first is not None
    assert again is not None
    assert (again.id, again.key, again.attempts) == (first.id, first.key, 2)


def test_the_next_message_comes_when_the_first_is_sent(world: World) -> None:
    first = take(world)
    assert first is not None
    with world.database.writing() as session:
        outbox.mark_sent(session, first.id, now=world.now)
    second = take(world)

    assert second is not None
    assert second.article is not None
    assert second.article.title == "License B"


def test_a_message_that_must_not_be_retried_is_dead_and_frees_its_channel(world: World) -> None:
    first = take(world)
    assert first is not None

    assert fail(world, first, DeliveryError("never", retry_after=None)) is DeliveryState.DEAD
    second = take(world)
    assert second is not None
    assert second.article is not None
    assert second.article.title == "License B"


def test_a_destination_may_ask_for_a_longer_wait(world: World) -> None:
    first = take(world)
    assert first is not None
    fail(world, first, DeliveryError("busy", retry_after=timedelta(minutes=30)))

    world.later(minutes=29)
    assert take(world) is None
    world.later(minutes=1)
    assert take(world) is not None


def test_waits_double_up_to_an_hour_and_differ_by_key() -> None:
    policy = RetryPolicy()
    waits = [policy.delay(attempt, "key").total_seconds() for attempt in range(1, 100)]

    assert 10 <= waits[0] <= 11
    assert 20 <= waits[1] <= 22
    assert all(3600 <= wait <= 3960 for wait in waits[9:])
    assert policy.delay(3, "key") == policy.delay(3, "key")
    assert len({policy.delay(3, f"key {n}") for n in range(20)}) > 10


def test_counts_and_the_list_of_alerts_tell_how_it_stands(world: World) -> None:
    first, other = take(world, 1), take(world, 2)
    assert first is not None
    assert other is not None
    fail(world, first, LATER)
    with world.database.writing() as session:
        outbox.mark_sent(session, other.id, now=world.now)

    with world.database.reading() as session:
        counts = outbox.counts(session)
        alerts = outbox.newest_alerts(session, limit=10)
    assert counts == {DeliveryState.PENDING: 3, DeliveryState.SENT: 1, DeliveryState.DEAD: 0}
    assert [alert.article.title for alert in alerts] == ["License B", "License A"]
    states = [(name, row.state, row.attempts, row.error) for name, row in alerts[1].deliveries]
    assert states == [("one", "pending", 1, "not now"), ("two", "sent", 1, None)]


def test_a_message_whose_rule_was_removed_meanwhile_is_no_error(world: World) -> None:
    with world.database.writing() as session:
        assert outbox.mark_failed(session, 999, LATER, policy=RetryPolicy(), now=world.now) is None
        outbox.mark_sent(session, 999, now=world.now)
