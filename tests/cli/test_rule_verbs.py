"""A rule from the first search to a muted one, as typed."""

import os
import pty
import subprocess
from datetime import timedelta

import pytest

from core.rule import Digest, Per, Rule, Severity, Weekday
from storage import rules
from tests.cli.typed import evwatch_here as evwatch
from tests.cli.typed import folder
from tests.scheduler.world import World
from tests.support.child import EVWATCH, environment

LICENSE = '"manufacturing license"'
PERMIT = '("manufacturing license" OR "production permit") -hopes'


@pytest.fixture
def news(world: World) -> World:
    for title, days in (("NIO gets manufacturing licence", 1), ("Production permit for JAC", 5)):
        world.publish(title, published=world.now - timedelta(days=days))
    world.publish("Xiaomi hopes for a manufacturing license", published=world.now - timedelta(days=3))
    return world


def stored(world: World) -> list[Rule]:
    with world.database.reading() as session:
        return [rules.rule_of(row) for row in rules.list_rules(session)]


def test_all_that_a_rule_may_ask_for_is_typed_and_shown(news: World) -> None:
    news.channel("desk", "json://a.example")
    evwatch(
        news,
        *("rules", "add", "licences", LICENSE, "--severity", "high", "--no-instant", "--digest", "weekly"),
        *(
            "--digest-at",
            "7:30",
            "--digest-day",
            "friday",
            "--zone",
            "Asia/Shanghai",
            "--quiet",
            "22:00-07:00",
        ),
        *("--per", "article", "--again-regulator", "--again-sources", "5", "--daily-limit", "10", "--late"),
        *("--channel", "desk", "--channel", "desk"),
    )

    (rule,) = stored(news)
    assert (rule.severity, rule.instant, rule.digest) == (Severity.HIGH, False, Digest.WEEKLY)
    assert (f"{rule.digest_at}", rule.digest_day, rule.per) == ("07:30:00", Weekday.FRIDAY, Per.ARTICLE)
    shown = evwatch(news, "rules", "show", "licences")
    for words in (
        LICENSE,
        "weekly friday 07:30 Asia/Shanghai",
        "22:00-07:00 Asia/Shanghai",
        "each article; again when a regulator has it; again when 5 sources have it; at most 10 a day",
        "also articles that match late",
        "channels        desk\n",
    ):
        assert words in shown


def test_a_dry_run_shows_what_would_be_found_and_saves_nothing(news: World) -> None:
    tried = evwatch(news, "rules", "add", "licences", LICENSE, "--dry-run")

    assert "2 articles in 90 days, 2 stories, 1 source; busiest day" in tried
    assert tried.endswith("nothing was saved\n")
    assert stored(news) == []
    wrong = evwatch(news, "rules", "add", "licences", LICENSE, "--channel", "x", "--dry-run", status=2)
    assert wrong.startswith("unknown channel 'x'")


def test_an_edit_tells_what_it_would_have_added_and_dropped(news: World) -> None:
    news.rule("licences", LICENSE)

    tried = evwatch(news, "rules", "edit", "licences", "--query", PERMIT, "--dry-run")
    assert "2 articles in 90 days" in tried
    assert "the edit would have added 1 article, dropped 1" in tried
    marked = {line[0]: line for line in tried.splitlines() if line[:2] in ("+ ", "- ")}
    assert marked["+"].endswith("Production permit for JAC")
    assert marked["-"].endswith("Xiaomi hopes for a manufacturing license")
    assert stored(news)[0].query == LICENSE

    saved = evwatch(news, "rules", "edit", "licences", "--query", PERMIT, "--name", "permits")
    assert "rule 'licences' changed: name, query" in saved
    assert [(rule.name, rule.query) for rule in stored(news)] == [("permits", PERMIT)]


def test_what_was_asked_for_can_be_unsaid(news: World) -> None:
    usual = Rule(name="licences", query=LICENSE, channels=("console",))
    evwatch(
        news,
        *("rules", "add", "licences", LICENSE, "--digest", "daily", "--quiet", "22:00-07:00", "--late"),
        *("--again-sources", "5", "--daily-limit", "10", "--again-regulator"),
    )
    evwatch(news, "rules", "edit", "licences", "--disable")
    assert "off" in evwatch(news, "rules", "list")

    evwatch(
        news,
        *("rules", "edit", "licences", "--digest", "off", "--quiet", "off", "--no-late", "--enable"),
        *("--again-sources", "0", "--daily-limit", "0", "--no-again-regulator"),
    )
    assert stored(news) == [usual]
    nothing = evwatch(news, "rules", "edit", "licences", "--enable")
    assert nothing == "nothing was saved; rule 'licences' would change: nothing\n"


def test_a_mute_ends_at_a_time_of_the_rules_own_zone_or_by_hand(news: World) -> None:
    news.rule("licences", LICENSE)
    evwatch(news, "rules", "edit", "licences", "--zone", "Asia/Shanghai")

    said = evwatch(news, "rules", "mute", "licences", "--until", "2999-01-05T08:00")
    assert said == "rule 'licences' is muted until 2999-01-05 08:00 Asia/Shanghai\n"
    assert "2999-01-05" in evwatch(news, "rules", "list")
    assert evwatch(news, "rules", "mute", "licences", "--off") == "rule 'licences' speaks again\n"
    assert stored(news)[0].muted_until is None
    evwatch(news, "rules", "mute", "licences", "--until", "2d")
    (rule,) = stored(news)
    assert rule.muted_until is not None
    assert (
        timedelta(days=2) <= rule.muted_until - news.now + timedelta(seconds=1) < timedelta(days=2, minutes=2)
    )


def test_what_a_rule_found_lately_is_shown_with_it(news: World) -> None:
    news.rule("licences", LICENSE)
    news.publish("A manufacturing license for Zeekr")
    news.match()

    shown = evwatch(news, "rules", "show", "licences")
    assert "found in 30 days: 3 articles, 3 alerts; newest 3:" in shown
    assert "A manufacturing license for Zeekr" in shown


def test_a_rule_whose_query_is_no_longer_understood_is_shown_and_mended(news: World) -> None:
    news.rule("old", LICENSE)
    news.match()
    with news.database.writing() as session:
        rules.get_rule(session, "old").query = "license AND ("

    shown = evwatch(news, "rules", "show", "old")
    assert "not understood" in shown
    assert "found in 30 days: 2 articles" in shown
    assert "2 articles in 90 days" in evwatch(news, "rules", "edit", "old", "--query", LICENSE)
    assert stored(news)[0].query == LICENSE


def test_every_ready_rule_is_listed_and_one_is_saved_under_another_name(news: World) -> None:
    assert "cn-licence" in evwatch(news, "rules", "presets")
    assert "生产资质" in evwatch(news, "rules", "presets", "cn-licence")
    assert "0 articles in 90 days" in evwatch(news, "rules", "add", "--preset", "tariff")
    evwatch(news, "rules", "add", "mine", "--preset", "tariff", "--severity", "low")

    assert [(rule.name, rule.severity) for rule in stored(news)] == [
        ("Tariffs on electric cars or batteries", Severity.HIGH),
        ("mine", Severity.LOW),
    ]
    unknown = evwatch(news, "rules", "add", "--preset", "tarif", status=2)
    assert unknown.startswith("no preset 'tarif' (did you mean 'tariff'?); there are cn-licence, ")
    assert "brings its own query" in evwatch(news, "rules", "add", "x", "nio", "--preset", "tariff", status=2)


def test_rules_leave_in_a_file_and_come_back_from_it(news: World) -> None:
    evwatch(news, "rules", "add", "licences", LICENSE, "--digest", "daily")
    evwatch(news, "rules", "add", "NIO", "nio")
    before = stored(news)

    assert evwatch(news, "rules", "export", "--out", "rules.toml") == "2 rules written to rules.toml\n"
    assert evwatch(news, "rules", "export", "NIO") == '[NIO]\nquery = "nio"\nchannels = ["console"]\n'
    evwatch(news, "rules", "remove", "licences")
    evwatch(news, "rules", "edit", "NIO", "--late")
    tried = evwatch(news, "rules", "import", "rules.toml", "--dry-run")
    assert tried == (
        "updated 'NIO': late\nadded 'licences'\n1 added, 1 updated, 0 unchanged; nothing was saved\n"
    )
    assert [rule.name for rule in stored(news)] == ["NIO"]
    assert evwatch(news, "rules", "import", "rules.toml").endswith("1 added, 1 updated, 0 unchanged\n")
    assert stored(news) == before
    (folder(news) / "rules.toml").write_text("[NIO]\nquery = 'nio AND'\n")
    wrong = evwatch(news, "rules", "import", "rules.toml", status=2)
    assert wrong.splitlines()[:2] == ["rule 'NIO': its query cannot be understood:", "nio AND"]
    assert "cannot be read: No such file" in evwatch(news, "rules", "import", "nowhere.toml", status=2)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (("add", "licences"), "give a name and a query, or --preset ID"),
        (("add", "", "nio"), "a rule's name is one printable line"),
        (("edit", "licence", "--late"), "unknown rule 'licence' (did you mean 'licences'?)"),
        (("edit", "licences", "--zone", "Mars"), "rule 'licences': zone: unknown time zone 'Mars'"),
        (("edit", "licences", "--quiet", "22-7"), "--quiet: 22 is no time of day; write it like 08:00"),
        (
            ("edit", "licences", "--again-sources", "1"),
            "rule 'licences': again_sources: Input should be greater",
        ),
        (("mute", "licences"), "give either --until TIME or --off"),
        (("mute", "licences", "--until", "soon"), "--until: soon is no time; write it like 2d"),
        (("mute", "licences", "--until", "2001-01-01"), "--until: 2001-01-01 is over already"),
    ],
)
def test_a_slip_is_one_line(world: World, typed: tuple[str, ...], told: str) -> None:
    world.rule("licences", "license")
    said = evwatch(world, "rules", *typed, status=2)
    assert said.startswith(told)
    assert len(said.splitlines()) == 1


@pytest.mark.parametrize(("answer", "status"), [("n\n", 1), ("\n", 0)], ids=["no", "enter"])
def test_at_a_terminal_a_rule_is_saved_when_the_answer_is_yes(world: World, answer: str, status: int) -> None:
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [EVWATCH, "rules", "add", "licences", "license"],
        env=environment(database_url=world.url),
        cwd=folder(world),
        stdin=theirs,
        stdout=subprocess.PIPE,
        text=True,
    )
    os.close(theirs)
    os.write(ours, answer.encode())
    out, _ = process.communicate(timeout=30)
    os.close(ours)
    assert "save? [Y/n]" in out
    assert process.returncode == status
    assert [rule.name for rule in stored(world)] == ([] if status else ["licences"])
