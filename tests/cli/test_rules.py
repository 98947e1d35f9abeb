"""`evwatch rules`, `channels` and `alerts`, as typed."""

from datetime import timedelta

from tests.cli.typed import evwatch_here as evwatch
from tests.scheduler.sink import Sink
from tests.scheduler.world import World


def test_a_rule_is_added_with_its_back_test_listed_and_removed(world: World) -> None:
    world.publish("NIO gets manufacturing licence", "On Monday.\n\nThe manufacturing licence came today.")
    world.publish("A license plate for manufacturing")

    added = evwatch(world, "rules", "add", "licenses", '"manufacturing license"')
    assert "added rule 'licenses', alerts go to console" in added
    assert "1 article in 90 days, 1 story, 1 source; busiest day" in added
    assert "NIO gets manufacturing licence" in added
    assert "plate" not in added
    listed = evwatch(world, "rules", "list")
    assert "licenses" in listed
    assert '"manufacturing license"' in listed
    assert "removed rule 'licenses'" in evwatch(world, "rules", "remove", "licenses")
    assert "no rules yet" in evwatch(world, "rules", "list")


def test_a_query_or_rule_is_tried_without_saving_anything(world: World) -> None:
    for number in range(4):
        world.publish(f"License number {number}")
    world.rule("licenses", "license")

    tried = evwatch(world, "rules", "test", "license", "--limit", "2")
    assert "4 articles in 90 days, 4 stories, 1 source" in tried
    assert "newest 2:" in tried
    assert evwatch(world, "rules", "test", "--rule", "licenses", "--limit", "2") == tried
    assert "either a query or --rule" in evwatch(world, "rules", "test", status=2)


def test_a_malformed_query_is_shown_with_a_caret(world: World) -> None:
    lines = evwatch(world, "rules", "add", "broken", 'nio AND ("license', status=2).splitlines()

    assert lines[0] == 'nio AND ("license'
    assert lines[1].startswith("         ^ ")


def test_a_channel_is_added_tried_and_shown_without_its_secret(world: World, sink: Sink) -> None:
    url = f"{sink.url('/hunter2secret')}?+Authorization=hunter2secret"

    added = evwatch(world, "channels", "add", "hook", url)
    assert "took the message" in evwatch(world, "channels", "test", "hook")
    listed = evwatch(world, "channels", "list")

    assert sink.received[0].body["headline"] == "This is what an alert from evwatch looks like"
    assert f"json://127.0.0.1:{sink.port}/..." in listed
    assert "hunter2" not in added + listed
    sink.statuses = [500]
    failed = evwatch(world, "channels", "test", "hook", status=2)
    assert len(failed.splitlines()) == 1
    assert "500" in failed
    assert "hunter2" not in failed
    assert "removed" in evwatch(world, "channels", "remove", "hook")


def test_an_address_that_cannot_work_is_one_line(world: World) -> None:
    refused = evwatch(world, "channels", "add", "hook", "tgram://hunter2secret", status=2)
    assert len(refused.splitlines()) == 1
    assert "hunter2" not in refused
    assert "no channels yet" in evwatch(world, "channels", "list")
    assert "unknown channel 'x'" in evwatch(world, "rules", "add", "r", "nio", "--channel", "x", status=2)


def test_alerts_that_wait_say_for_what(world: World) -> None:
    soon = (world.now + timedelta(hours=2)).strftime("%H:%M")
    world.rule(
        "held", "license", quiet_from=(world.now - timedelta(hours=1)).strftime("%H:%M"), quiet_until=soon
    )
    world.rule("gathered", "license", digest="daily", digest_at=soon)
    world.publish("A license for NIO")
    world.match()

    listed = evwatch(world, "alerts", "list")
    assert "held until" in listed
    assert "waits for the digest of" in listed
    assert "first" in listed
    assert "alerts that wait: 1 for the digest, 1 held" in listed
    assert "1 for the digest, 1 held" in evwatch(world, "status")


def test_alerts_are_listed_with_their_messages_and_put_back(world: World, sink: Sink) -> None:
    sink.statuses = [500]
    world.channel("hook", sink.url())
    world.channel("nowhere", "json://127.0.0.1:9/")
    world.rule("licenses", "license", "hook", "nowhere")
    world.publish("A license \x1b[2J for NIO")
    world.match()
    world.deliver()

    listed = evwatch(world, "alerts", "list")
    assert "licenses" in listed
    assert "hook: pending after 1 attempts" in listed
    assert "error=500" in listed
    assert "\x1b" not in listed
    assert "2 pending, 0 sent, 0 dead" in listed
    assert "0 messages put back" in evwatch(world, "alerts", "retry")
