"""Rules and channels as they are stored, and the back-test of a query."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from core.errors import ConfigError, QueryError
from core.query.parser import parse
from core.rule import Rule
from storage import channels, rules
from storage.backtest import BackTest, Reach, back_test, compare
from storage.schema import ChannelRow
from storage.session import Database
from tests.scheduler.world import START, World


@pytest.fixture
def world(database: Database, database_url: str) -> World:
    world = World(database, database_url)
    world.setup()
    return world


def test_a_rule_without_channels_speaks_on_the_console(world: World) -> None:
    world.rule("one")
    world.rule("two")

    with world.database.reading() as session:
        assert [rule.channels[0].url for rule in rules.list_rules(session)] == ["console://"] * 2
        assert len(channels.all_channels(session)) == 1


def test_a_malformed_query_is_refused_before_anything_is_stored(world: World) -> None:
    with pytest.raises(QueryError):
        world.rule("broken", '"never closed')

    with world.database.reading() as session:
        assert rules.list_rules(session) == []
        assert session.scalars(select(ChannelRow)).all() == []


def test_names_are_unique(world: World) -> None:
    world.channel("hook", "json://a.example")
    world.rule("licenses")

    with pytest.raises(ConfigError, match="already a channel 'hook'"):
        world.channel("hook", "json://b.example")
    with pytest.raises(ConfigError, match="already a rule 'licenses'"):
        world.rule("licenses", "other")


@pytest.mark.parametrize("name", ["", "  ", "two\nlines", "\x1b[2J", "x" * 101])
def test_a_name_is_one_printable_line(world: World, name: str) -> None:
    with pytest.raises(ConfigError, match="name is one printable line"):
        world.rule(name)
    with pytest.raises(ConfigError, match="name is one printable line"):
        world.channel(name, "console://")


def test_unknown_rules_and_channels_are_named(world: World) -> None:
    with pytest.raises(ConfigError, match="unknown channel 'nowhere'"):
        world.rule("licenses", "license", "nowhere")
    with world.database.writing() as session, pytest.raises(ConfigError, match="unknown rule 'none'"):
        rules.remove_rule(session, "none")
    with world.database.writing() as session, pytest.raises(ConfigError, match="unknown channel 'none'"):
        channels.remove_channel(session, "none")


def test_a_channel_in_use_is_not_removed(world: World) -> None:
    world.channel("hook", "json://a.example")
    world.rule("licenses", "license", "hook")

    with world.database.writing() as session, pytest.raises(ConfigError, match="used by 'licenses'"):
        channels.remove_channel(session, "hook")
    with world.database.writing() as session:
        rules.remove_rule(session, "licenses")
        channels.remove_channel(session, "hook")
        assert channels.all_channels(session) == []


def test_a_back_test_counts_the_last_days_and_names_the_busiest(world: World) -> None:
    for number, days in enumerate((100, 40, 40, 3, 0)):
        world.publish(f"License {number}", published=START - timedelta(days=days))
    world.publish("Something else")

    with world.database.reading() as session:
        found = back_test(session, parse("license"), now=world.now, newest=2)

    assert found.articles == 4
    assert found.busiest == ((START - timedelta(days=40)).date(), 2)
    assert [article.title for article in found.newest] == ["License 4", "License 3"]


def test_of_equally_busy_days_the_latest_is_named(world: World) -> None:
    world.publish("License 1", published=START - timedelta(days=2))
    world.publish("License 2", published=START + timedelta(days=1))

    with world.database.reading() as session:
        found = back_test(session, parse("license"), now=world.now, newest=0)

    assert found == BackTest(90, 2, 2, 1, (date(2023, 12, 2), 1), [], None)


def test_a_back_test_without_hits_has_no_busiest_day(world: World) -> None:
    with world.database.reading() as session:
        assert back_test(session, parse("license"), now=world.now, newest=5) == BackTest(
            90, 0, 0, 0, None, [], None
        )


def test_a_back_test_counts_stories_and_sources(world: World) -> None:
    text = "License for NIO, as the ministry said. " * 20
    for path in ("a", "b"):
        world.publish("License for NIO", text, path=path)
    world.publish("Another license")

    with world.database.reading() as session:
        found = back_test(session, parse("license"), now=world.now, newest=0)

    assert (found.articles, found.stories, found.sources) == (3, 2, 1)


def test_what_was_not_counted_is_told(world: World) -> None:
    for number in range(4):
        world.publish(f"License {number}", published=START - timedelta(days=number))

    with world.database.reading() as session:
        few = back_test(session, parse("license"), now=world.now, newest=0, reach=Reach(articles=2))
        short = back_test(session, parse("/License/"), now=world.now, newest=0, reach=Reach(deadline_s=0))

    assert (few.articles, few.counted_since) == (2, START - timedelta(days=1))
    assert (short.articles, short.counted_since) == (0, world.now)


def test_a_comparison_tells_what_another_query_adds_and_drops(world: World) -> None:
    for number, title in enumerate(("License", "License permit", "Permit A", "Permit B", "Plate")):
        world.publish(title, published=START - timedelta(days=number))

    with world.database.reading() as session:
        old, new = parse("license"), parse("permit")
        found = compare(session, old, new, now=world.now, newest=1)
        cut = compare(session, old, new, now=world.now, newest=9, reach=Reach(articles=2))

    assert (found.new.articles, found.added, found.dropped) == (3, 2, 1)
    assert [article.title for article in found.newest_added + found.newest_dropped] == ["Permit A", "License"]
    assert cut.counted_since == START - timedelta(days=1)
    assert (cut.added, cut.dropped) == (0, 1), "days that only one of the searches has reached say nothing"


def edit(world: World, name: str, /, **keys: object) -> tuple[str, ...]:
    with world.database.writing() as session:
        rule = rules.rule_of(rules.get_rule(session, name))
        return rules.edit_rule(session, name, rule.model_copy(update=keys), now=world.now)


def test_only_another_query_is_an_edit_of_what_the_rule_finds(world: World) -> None:
    world.channel("hook", "json://a.example")
    world.rule("licenses", "license")
    world.later(days=1)

    changed = edit(world, "licenses", name="permits", daily_limit=3, channels=("hook",), enabled=False)
    with world.database.reading() as session:
        row = rules.get_rule(session, "permits")
        assert (row.edited_at, row.enabled, rules.options_of(row).daily_limit) == (None, False, 3)
        assert [channel.name for channel in row.channels] == ["hook"]
    assert set(changed) == {"name", "daily_limit", "channels", "enabled"}

    assert edit(world, "permits", query="permit") == ("query",)
    with world.database.reading() as session:
        row = rules.get_rule(session, "permits")
        assert (row.query, row.edited_at, row.created_at) == ("permit", world.now, START)
    assert edit(world, "permits", query="permit", channels=("hook", "hook")) == ()


def test_an_edit_that_cannot_be_stored_changes_nothing(world: World) -> None:
    world.rule("one", "license")
    world.rule("two", "permit")

    slips: list[tuple[dict[str, object], str]] = [
        ({"name": "two"}, "already a rule 'two'"),
        ({"name": ""}, "one printable line"),
        ({"channels": ("desk",)}, "unknown channel 'desk'"),
    ]
    for keys, wrong in slips:
        with pytest.raises(ConfigError, match=wrong):
            edit(world, "one", late=True, **keys)
    with pytest.raises(QueryError):
        edit(world, "one", query='"never closed')
    with world.database.reading() as session:
        row = rules.get_rule(session, "one")
        assert rules.rule_of(row) == Rule(name="one", query="license", channels=("console",))


def test_a_rule_whose_query_is_no_longer_understood_can_still_be_changed(world: World) -> None:
    world.rule("old", "license")
    with world.database.writing() as session:
        rules.get_rule(session, "old").query = "license AND ("

    assert edit(world, "old", enabled=False) == ("enabled",)
    assert edit(world, "old", query="license") == ("query",)


def test_an_unknown_name_is_answered_with_the_closest(world: World) -> None:
    world.channel("Desk", "json://a.example")
    world.rule("licenses", "license")

    with world.database.reading() as session:
        with pytest.raises(ConfigError, match=r"unknown rule 'license' \(did you mean 'licenses'\?\);"):
            rules.get_rule(session, "license")
        with pytest.raises(ConfigError, match=r"unknown channel 'desk' \(did you mean 'Desk'\?\);"):
            channels.get_channel(session, "desk")
