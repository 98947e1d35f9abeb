"""Rules in TOML files, and what is taken from them."""

from datetime import UTC, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import ConfigError
from core.gazetteer.load import gazetteer
from core.query.parser import parse
from core.rule import KEYS, Digest, Per, Rule, RuleOptions, Severity, Weekday
from storage import channels, rules
from storage.exports.rules import read, write
from storage.rule_files import Fate, Taken, take_rules
from storage.session import Database

NOON = datetime(2023, 12, 4, 12, tzinfo=UTC)
FILE = """
["China: licences"]
query = '"manufacturing license" OR 生产资质'
channels = ["desk"]
enabled = false
severity = "high"
digest = "weekly"
digest_at = "07:30"
quiet_from = 22:00:00
quiet_until = "07:00"

[NIO]
query = "nio"
"""

times = st.times().map(lambda each: each.replace(second=0, microsecond=0))
texts = st.text(st.characters(codec="utf-8"))
options = st.fixed_dictionaries(
    {},
    optional={
        "severity": st.sampled_from(Severity),
        "instant": st.booleans(),
        "digest": st.sampled_from([None, *Digest]),
        "digest_at": times,
        "digest_day": st.sampled_from(Weekday),
        "zone": st.sampled_from(["UTC", "Europe/Berlin"]),
        "muted_until": st.datetimes(timezones=st.just(UTC)),
        "per": st.sampled_from(Per),
        "again_regulator": st.booleans(),
        "again_sources": st.none() | st.integers(2, 99),
        "daily_limit": st.none() | st.integers(1, 99),
        "late": st.booleans(),
    },
)
made = st.builds(
    lambda name, query, names, enabled, keys: Rule(
        name=name, query=query, channels=tuple(names), enabled=enabled, **keys
    ),
    *(texts, texts, st.lists(texts), st.booleans(), options),
)


@given(st.lists(made, unique_by=lambda rule: rule.name))
def test_what_is_written_is_read_as_the_same_rules(some: list[Rule]) -> None:
    assert read(write(some).encode()) == some


def test_a_file_is_written_as_people_write_it() -> None:
    (rule, nio) = read(FILE.encode())
    assert write([rule, nio]) == FILE.lstrip().replace("22:00:00", '"22:00"')
    assert rule.quiet_from == time(22)
    assert nio == Rule(name="NIO", query="nio")


def test_a_query_of_several_lines_stays_one() -> None:
    rule = Rule(name="long", query='"manufacturing license"\nOR 生产资质')
    assert '"manufacturing license"\nOR 生产资质' in write([rule])


def test_every_option_of_a_rule_is_a_key_of_its_table() -> None:
    assert set(KEYS) == {*RuleOptions.model_fields, "query", "channels", "enabled"}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"[nio]\nquery = nio", "not a TOML file: .*at line 2, column 9"),
        (b"\xff", "not a TOML file"),
        (b"query = 'nio'", "'query' stands outside of a rule"),
        (b"[a.b]\nquery = 'nio'", "rule 'a' has a rule inside: a name with a dot stands in quotes"),
        (b"[nio]\nquery = 'nio'\nsevrity = 'low'", r"rule 'nio': there is no 'sevrity' .*mean 'severity'"),
        (b"[nio]\nseverity = 'low'", "rule 'nio': it says no query"),
        (b"[nio]\nquery = 'nio'\ndigest_at = 8", "rule 'nio': digest_at: 8 is no time of day"),
    ],
)
def test_a_file_that_says_something_else_is_refused_with_the_place(content: bytes, reason: str) -> None:
    with pytest.raises(ConfigError, match=reason):
        read(content)


def take(database: Database, content: str) -> list[Taken]:
    with database.writing() as session:
        return take_rules(session, read(content.encode()), now=NOON)


def test_new_rules_are_added_changed_ones_updated_and_equal_ones_left_alone(database: Database) -> None:
    with database.writing() as session:
        channels.add_channel(session, "desk", "json://a.example", now=NOON)
        rules.add_rule(session, "mine", "tesla", now=NOON)

    assert [one.fate for one in take(database, FILE)] == [Fate.ADDED, Fate.ADDED]
    assert [one.fate for one in take(database, FILE)] == [Fate.UNCHANGED, Fate.UNCHANGED]
    edited = FILE.replace('"nio"', '"nio OR xpeng"').replace("enabled = false\n", "")
    assert take(database, edited) == [
        Taken("China: licences", Fate.UPDATED, ("enabled",)),
        Taken("NIO", Fate.UPDATED, ("query",)),
    ]
    with database.reading() as session:
        rows = rules.list_rules(session)
        assert [(row.name, row.enabled, row.edited_at) for row in rows] == [
            ("China: licences", True, None),
            ("NIO", True, NOON),
            ("mine", True, None),
        ]
        assert read(write([rules.rule_of(row) for row in rows[:2]]).encode()) == [
            rule if rule.channels else rule.model_copy(update={"channels": ("console",)})
            for rule in read(edited.encode())
        ]


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ("[two]\nquery = 'nio AND ('", r"rule 'two': its query cannot be understood:\nnio AND \(\n"),
        ("[two]\nquery = 'nio'\nchannels = ['nowhere']", "rule 'two': unknown channel 'nowhere'"),
        ("['']\nquery = 'nio'", "rule's name is one printable line"),
    ],
)
def test_one_wrong_rule_and_none_is_taken(database: Database, wrong: str, reason: str) -> None:
    with pytest.raises(ConfigError, match=reason):
        take(database, f"[one]\nquery = 'nio'\n{wrong}")

    with database.reading() as session:
        assert rules.list_rules(session) == []
        assert channels.all_channels(session) == []


def test_the_ready_rules_pass_through_a_file() -> None:
    ready = [
        Rule(name=one.name, query=one.query, severity=Severity(one.severity))
        for one in gazetteer().presets.values()
    ]
    for rule in ready:
        parse(rule.query)
    assert read(write(ready).encode()) == ready
