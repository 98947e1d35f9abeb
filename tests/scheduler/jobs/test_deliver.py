"""Delivery: each message arrives, in order, under one key, whatever the destination does."""

import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from sqlalchemy import select

from core.source import Source, SourceKind
from scheduler.jobs.deliver import Delivered, Deliverer
from storage import outbox, sources
from storage.outbox import RetryPolicy
from storage.schema import ArticleRow, DeliveryRow, DeliveryState
from tests.scheduler.sink import Sink, running_sink, wait_until
from tests.scheduler.world import World

PENDING, SENT, DEAD = DeliveryState.PENDING, DeliveryState.SENT, DeliveryState.DEAD
# Nothing listens on the port "discard" of a machine of today.
NOBODY = "json://127.0.0.1:9/hook"


def alerts(world: World, *titles: str) -> None:
    for title in titles:
        world.publish(f"{title} gets manufacturing license")
    world.match()


def test_a_webhook_gets_body_fields_and_key(world: World, sink: Sink) -> None:
    world.channel("hook", sink.url("/in"))
    world.rule("licenses", '"manufacturing license"', "hook")
    world.publish(
        "NIO @everyone gets 100%25 + more",
        "First words.\n\nThe manufacturing licence came today.",
        path="nio",
    )
    world.match()

    assert world.deliver() == Delivered(sent=1)

    (received,) = sink.received
    with world.database.reading() as session:
        row = session.scalars(select(DeliveryRow)).one()
    assert received.path == "/in"
    assert received.key == received.body["delivery"] == row.key
    assert received.body["title"].startswith("licenses: NIO @\u200beveryone")
    assert received.body["message"] == (
        "NIO @\u200beveryone gets 100%25 + more\n"
        "The EV Post | 2023-12-01 09:00 UTC | Jane Doe\n"
        "Rule: licenses, severity medium\n"
        'Why: "manufacturing license" in the body: "**manufacturing licence**"\n\n'
        "The **manufacturing licence** came today.\n\n"
        "https://evpost.example/nio"
    )
    assert received.body["rule"] == "licenses"
    assert received.body["headline"] == "NIO @everyone gets 100%25 + more"
    assert received.body["source"] == "The EV Post"
    assert received.body["published"] == "2023-12-01T09:00:00+00:00"
    assert received.body["byline"] == "Jane Doe"
    assert received.body["url"] == "https://evpost.example/nio"
    assert row.sent_at == world.now


def test_a_message_names_the_sources_that_have_the_story_when_it_is_sent(world: World, sink: Sink) -> None:
    world.channel("hook", sink.webhook())
    world.rule("licenses", '"manufacturing license"', "hook")
    alerts(world, "NIO")
    world.publish("Notice", published=world.now - timedelta(minutes=7))
    ministry = Source(
        id="ministry",
        name="Ministry",
        home="https://gov.example/",
        feeds=("https://gov.example/feed",),
        kind=SourceKind.REGULATOR,
    )
    with world.database.writing() as session:
        sources.add_source(session, ministry, now=world.now)
        first, second = session.scalars(select(ArticleRow).order_by(ArticleRow.id))
        second.source_id, second.story_id = "ministry", first.story_id

    world.deliver()

    (received,) = sink.received
    assert (
        "First: Ministry (regulator) 2023-12-01 08:53 UTC; 1 more: The EV Post +7 min\n"
        in received.body["text"]
    )
    assert [
        (each["source"], each["kind"], each["lead_minutes"], each["is_told"])
        for each in received.body["sources"]
    ] == [
        ("Ministry", "regulator", 0, False),
        ("The EV Post", "media", 7, True),
    ]


def test_an_article_that_matches_twice_is_delivered_once(world: World, sink: Sink) -> None:
    world.channel("hook", sink.url())
    world.rule("licenses", "NIO", "hook")
    world.publish("NIO gets a license", path="nio")
    world.match()
    world.deliver()
    world.later(hours=1)
    world.publish("NIO gets a license at last", path="nio")
    world.match()

    assert world.deliver() == Delivered()
    assert len(sink.received) == 1


def test_messages_of_a_channel_arrive_in_order_through_a_flapping_destination(
    world: World, sink: Sink
) -> None:
    sink.statuses = [200, 500, 503, 200, 404]
    world.channel("hook", sink.url())
    world.rule("licenses", "license", "hook")
    alerts(world, "A", "B", "C")

    for _ in range(6):
        world.deliver()
        world.later(minutes=2)

    order = [headline[0] for headline in sink.headlines]
    assert order == ["A", "B", "B", "B", "C", "C"]
    assert len(set(sink.keys)) == 3, "each message kept its key"
    assert world.states() == [SENT, SENT, SENT]


def test_a_failed_message_waits_longer_each_time(world: World, sink: Sink) -> None:
    sink.statuses = [500] * 10
    world.channel("hook", sink.url())
    world.rule("licenses", "license", "hook")
    alerts(world, "A")

    assert world.deliver() == Delivered(failed=1)
    world.later(seconds=9)
    assert world.deliver() == Delivered(), "10 s have not passed"
    world.later(seconds=3)
    assert world.deliver() == Delivered(failed=1)
    world.later(seconds=19)
    assert world.deliver() == Delivered(), "20 s have not passed"
    world.later(seconds=4)
    assert world.deliver() == Delivered(failed=1)
    with world.database.reading() as session:
        row = session.scalars(select(DeliveryRow)).one()
    assert row.attempts == 3
    assert "500" in (row.error or "")


def test_a_dead_destination_leaves_the_other_alone(world: World, sink: Sink) -> None:
    world.channel("dead", NOBODY)
    world.channel("alive", sink.url())
    world.rule("licenses", "license", "dead", "alive")
    alerts(world, "A", "B", "C")

    assert world.deliver() == Delivered(sent=3, failed=1)
    assert len(sink.received) == 3
    assert world.states(1) == [PENDING, PENDING, PENDING]
    assert world.states(2) == [SENT, SENT, SENT]


def test_a_slow_destination_delays_no_other(world: World, sink: Sink) -> None:
    with running_sink() as slow:
        slow.gate.clear()
        world.channel("slow", slow.url())
        world.channel("quick", sink.url())
        world.rule("licenses", "license", "slow", "quick")
        alerts(world, "A")
        deliverer = Deliverer(world.database, timeout_s=60.0, now=world.clock)

        deliverer.tick()
        wait_until(lambda: slow.received and sink.received)
        alerts(world, "B")
        wait_until(lambda: deliverer.tick().running == 1 and len(sink.received) == 2)

        assert len(slow.received) == 1, "its first message is still on the way"
        slow.gate.set()
        assert deliverer.wait(10.0).running == 0
        assert slow.headlines == sink.headlines


def test_a_destination_that_answers_too_late_gets_the_same_key_again(world: World, sink: Sink) -> None:
    sink.delay_s = 1.0
    world.channel("hook", sink.url())
    world.rule("licenses", "license", "hook")
    alerts(world, "A")

    assert world.deliver(timeout_s=0.3) == Delivered(failed=1)
    sink.delay_s = 0.0
    world.later(minutes=1)
    assert world.deliver() == Delivered(sent=1)
    assert len(sink.keys) == 2
    assert len(set(sink.keys)) == 1


def test_a_message_is_given_up_after_days_and_can_be_put_back(world: World, sink: Sink) -> None:
    sink.statuses = [500] * 4
    world.channel("hook", sink.url())
    world.rule("licenses", "license", "hook")
    alerts(world, "A")
    policy = RetryPolicy(give_up_after=timedelta(days=1), min_attempts=2)

    for _ in range(3):
        world.deliver(policy=policy)
        world.later(hours=13)
    assert world.states() == [DEAD]

    with world.database.writing() as session:
        assert outbox.retry_dead(session, now=world.now) == 1
    assert world.deliver(policy=policy) == Delivered(failed=1), "put back, it has its days again"
    world.later(minutes=1)
    assert world.deliver(policy=policy) == Delivered(sent=1)
    assert len(set(sink.keys)) == 1


def test_after_days_switched_off_one_failure_kills_nothing(world: World, sink: Sink) -> None:
    sink.statuses = [500]
    world.channel("hook", sink.url())
    world.rule("licenses", "license", "hook")
    alerts(world, "A")
    world.later(days=10)

    assert world.deliver() == Delivered(failed=1)
    world.later(minutes=1)
    assert world.deliver() == Delivered(sent=1)


def test_two_deliverers_at_once_send_each_message_once(world: World, sink: Sink) -> None:
    sink.delay_s = 0.02
    world.channel("hook", sink.url())
    world.rule("licenses", "license", "hook")
    alerts(world, *"ABCDEFGH")
    both = [Deliverer(world.database, timeout_s=5.0, now=world.clock) for _ in range(2)]

    for _ in range(200):
        for deliverer in both:
            deliverer.tick(patience_s=0.02)
        if set(world.states()) == {SENT}:
            break
    for deliverer in both:
        deliverer.stop(5.0)

    assert [headline[0] for headline in sink.headlines] == list("ABCDEFGH")


def test_an_unusable_address_is_an_error_without_secrets(world: World) -> None:
    world.channel("broken", "nosuchservice://hunter2hunter2/secrettoken")
    world.rule("licenses", "license", "broken")
    alerts(world, "A")

    assert world.deliver() == Delivered(failed=1)
    with world.database.reading() as session:
        error = session.scalars(select(DeliveryRow.error)).one() or ""
    assert "nosuchservice://" in error
    assert "hunter2" not in error
    assert "secrettoken" not in error


def test_the_console_tells_an_alert_and_obeys_no_title(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    world.rule()
    world.publish("NIO gets \x1b[31m manufacturing license\x07", "It came.", path="nio")
    world.match()

    assert world.deliver() == Delivered(sent=1)
    assert capsys.readouterr().out == (
        "ALERT licenses (medium)\n"
        "  NIO gets [31m manufacturing license\n"
        "  The EV Post | 2023-12-01 09:00 UTC | Jane Doe\n"
        '  Why: "manufacturing license" in the title: "manufacturing license"\n'
        "  > It came.\n"
        "  https://evpost.example/nio\n"
    )


CHILD = """
import sys
from scheduler.jobs.deliver import deliver
from storage.migrate import open_database
from datetime import datetime
database = open_database(sys.argv[1])
now = datetime.fromisoformat(sys.argv[2])
print(deliver(database, timeout_s=30.0, now=lambda: now).detail, flush=True)
"""


def test_killed_in_the_middle_of_sending_it_sends_again_under_the_same_key(world: World, sink: Sink) -> None:
    world.channel("hook", sink.url())
    world.rule("licenses", "license", "hook")
    alerts(world, "A", "B", "C")
    sink.gate.clear()

    with subprocess.Popen([sys.executable, "-c", CHILD, world.url, world.now.isoformat()]) as child:
        wait_until(lambda: sink.received, seconds=30.0)
        child.send_signal(signal.SIGKILL)
    assert child.returncode == -signal.SIGKILL
    assert world.states() == [PENDING, PENDING, PENDING]

    sink.gate.set()
    assert world.deliver() == Delivered(), "the attempt may still be running"
    world.later(minutes=2)
    assert world.deliver() == Delivered(sent=3)
    assert [headline[0] for headline in sink.headlines] == ["A", "A", "B", "C"]
    assert sink.keys[0] == sink.keys[1]
    assert len(set(sink.keys)) == 3
