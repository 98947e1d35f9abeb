"""`evwatch alerts`, `channels` and `feed`, as typed."""

import json
from datetime import timedelta
from pathlib import Path

import feedparser

from storage.outbox import RetryPolicy
from storage.schema import DeliveryState
from tests.cli.typed import evwatch as evwatch_apart
from tests.cli.typed import evwatch_here as evwatch
from tests.scheduler.sink import Sink
from tests.scheduler.world import World

GIVES_UP_AT_ONCE = RetryPolicy(give_up_after=timedelta(0), min_attempts=1)


def test_dead_messages_are_listed_with_age_and_reason_and_put_back_by_channel_and_alert(
    world: World, sink: Sink
) -> None:
    world.now -= timedelta(hours=49, minutes=30)
    world.channel("hook", sink.webhook("/hunter2"))
    world.channel("nowhere", "webhook+http://127.0.0.1:9/hunter2")
    world.rule("licenses", "license", "hook", "nowhere")
    sink.statuses = [422, 422]
    for title in ("A license", "B license"):
        world.publish(title)
        world.match()
        world.deliver(policy=GIVES_UP_AT_ONCE)
    dead = evwatch(world, "alerts", "dead").splitlines()

    assert dead[0].split() == ["alert", "channel", "rule", "message", "age", "attempts", "reason"]
    assert len(dead) == 5
    assert dead[1].split("  ")[0] == "2"
    assert "2 d 1 h" in dead[1]
    assert "the connection failed" in dead[1]
    assert "it answered with HTTP 422: it refuses this message" in dead[2]
    assert "hunter2" not in "".join(dead)

    assert "2 messages put back" in evwatch(world, "alerts", "retry", "--channel", "hook")
    assert "1 message put back" in evwatch(world, "alerts", "retry", "--alert", "2")
    assert world.states(1) == [DeliveryState.PENDING, DeliveryState.PENDING]
    assert world.states(2) == [DeliveryState.DEAD, DeliveryState.PENDING]
    assert "unknown channel 'x'" in evwatch(world, "alerts", "retry", "--channel", "x", status=2)
    assert "1 message put back" in evwatch(world, "alerts", "retry")
    assert "no message was given up" in evwatch(world, "alerts", "dead")


def test_channels_of_every_kind_are_added_tried_listed_and_removed(
    world: World, sink: Sink, tmp_path: Path
) -> None:
    addresses = {
        "hook": sink.webhook("/hunter2?secret=hunter2hunter2"),
        "file": f"jsonl://{tmp_path}/alerts.jsonl",
        "feed": f"atom://{tmp_path}/alerts.xml",
        "screen": "console://",
    }
    printed = ""
    for name, url in addresses.items():
        printed += evwatch(world, "channels", "add", name, url)
        printed += evwatch(world, "channels", "test", name)
    listed = evwatch(world, "channels", "list")

    title = "This is what an alert from evwatch looks like"
    assert title in printed
    assert sink.received[0].body["article"]["title"] == title
    assert json.loads((tmp_path / "alerts.jsonl").read_text())["article"]["title"] == title
    assert feedparser.parse((tmp_path / "alerts.xml").read_bytes()).entries[0].title == f"test: {title}"
    assert f"webhook+http://127.0.0.1:{sink.port}/..." in listed
    assert f"jsonl://{tmp_path}/alerts.jsonl" in listed
    assert "hunter2" not in printed + listed
    for name in addresses:
        assert "removed" in evwatch(world, "channels", "remove", name)


def test_a_rules_alerts_are_written_as_a_feed_that_keeps_its_ids(world: World, tmp_path: Path) -> None:
    world.rule()
    for title in ("NIO gets manufacturing license", "BYD gets manufacturing licence"):
        world.publish(title)
    world.match()
    said = evwatch(world, "feed", "licenses", "--out", str(tmp_path / "feed.xml"))
    found = feedparser.parse((tmp_path / "feed.xml").read_bytes())

    assert said == f"2 alerts written to {tmp_path}/feed.xml\n"
    assert not found.bozo
    assert [entry.title for entry in found.entries] == [
        "licenses: BYD gets manufacturing licence",
        "licenses: NIO gets manufacturing license",
    ]
    assert "Why: " in found.entries[0].content[0].value
    again = feedparser.parse(evwatch_apart(world, "feed", "licenses", "--limit", "1"))
    assert (again.feed.id, [entry.id for entry in again.entries]) == (found.feed.id, [found.entries[0].id])
    assert "cannot be written" in evwatch(world, "feed", "licenses", "--out", "/nowhere/x.xml", status=2)
    assert "unknown rule" in evwatch(world, "feed", "nothing", status=2)
