"""Rules and channels as they are stored, and the back-test of a query."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from core.errors import ConfigError, QueryError
from core.query.parser import parse
from storage import channels, rules
from storage.backtest import BackTest, back_test
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
