"""The match job: what fires, what does not, and that nothing fires twice."""

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from core.alerting import Timing
from scheduler.jobs.match import Matched, match
from storage import matches, rules
from storage.matches import Recorded
from storage.schema import AlertRow, ArticleRow, ChannelRow, DeliveryRow, MatchRow, RuleRow
from tests.scheduler.world import START, World


def test_a_matching_article_becomes_an_alert_with_one_message_per_channel(world: World) -> None:
    world.channel("first", "json://127.0.0.1:1/")
    world.channel("second", "json://127.0.0.1:2/")
    world.rule("licenses", '"manufacturing license"', "first", "second")
    world.publish("NIO gets manufacturing licence")
    world.publish("NIO opens a new store")

    result = world.match()

    assert result == Matched(articles=2, matches=1, alerts=1)
    assert result.detail == "matched 2 articles, 1 alerts"
    assert world.counts() == (1, 1, 2)
    with world.database.reading() as session:
        keys = session.scalars(select(DeliveryRow.key)).all()
        assert len(set(keys)) == 2
        assert session.scalars(select(MatchRow.spans)).one()[0] == ["title", 9, 30]


def test_a_second_run_finds_nothing_to_do(world: World) -> None:
    world.rule()
    world.publish("NIO gets manufacturing license")
    world.match()

    assert world.match() == Matched()
    assert world.match().detail is None
    assert world.counts() == (1, 1, 1)


def test_an_article_that_matches_twice_is_alerted_once(world: World) -> None:
    world.rule()
    world.publish("NIO gets manufacturing license", path="nio")
    world.match()
    world.later(hours=1)
    world.publish("Confirmed: NIO gets manufacturing license", path="nio")

    assert world.match() == Matched(articles=1)
    assert world.counts() == (1, 1, 1)
    with world.database.reading() as session:
        assert session.scalars(select(MatchRow.spans)).one()[0] == ["title", 20, 41], "spans of the new text"


def test_a_copy_of_an_alerted_story_adds_a_match_but_no_alert(world: World) -> None:
    world.rule()
    wire = "NIO has received its manufacturing license.\n\nIt is the first."
    world.publish("NIO gets license", wire, path="original")
    world.match()
    world.publish("License for NIO", wire, path="copy")

    assert world.match() == Matched(articles=1, matches=1)
    assert world.counts() == (2, 1, 1)


def test_two_rules_on_one_story_are_two_alerts(world: World) -> None:
    world.rule("licenses")
    world.rule("nio", "NIO")
    world.publish("NIO gets manufacturing license")

    assert world.match().alerts == 2


def test_a_new_rule_does_not_fire_on_history(world: World) -> None:
    world.publish("NIO gets manufacturing license")
    world.later(seconds=1)
    world.rule()

    assert world.match() == Matched(articles=1)


@pytest.mark.parametrize(("late", "alerts"), [(False, 0), (True, 1)])
def test_an_article_that_matches_since_it_was_revised_is_late(world: World, late: bool, alerts: int) -> None:
    world.rule(late=late)
    world.publish("NIO hopes", path="nio")
    world.match()
    world.later(hours=1)
    world.publish("NIO gets manufacturing license", path="nio")

    assert world.match() == Matched(articles=1, matches=1, alerts=alerts)


def test_an_article_revised_before_any_rule_saw_it_is_news(world: World) -> None:
    world.rule()
    world.publish("NIO hopes", path="nio")
    world.publish("NIO gets manufacturing license", path="nio")

    assert world.match().alerts == 1


def test_an_article_of_an_archive_is_no_news_when_it_is_revised_either(world: World) -> None:
    world.rule()
    world.publish("NIO hopes", path="nio", is_news=False)
    world.later(hours=1)
    world.publish("NIO gets manufacturing license", path="nio")

    assert world.match() == Matched(articles=1, matches=1)


def test_a_rule_that_cannot_be_parsed_is_reported_and_stops_no_other(world: World) -> None:
    world.rule("good")
    world.rule("bad", "NIO")
    with world.database.writing() as session:
        session.execute(update(RuleRow).where(RuleRow.name == "bad").values(query="(NIO"))
    world.publish("NIO gets manufacturing license")

    result = world.match()

    assert result.alerts == 1
    assert result.broken_rules == ("bad",)
    assert "'bad'" in (result.detail or "")


def test_a_disabled_rule_is_silent(world: World) -> None:
    world.rule()
    with world.database.writing() as session:
        session.execute(update(RuleRow).values(enabled=False))
    world.publish("NIO gets manufacturing license")

    assert world.match() == Matched(articles=1)


def test_batches_add_up(world: World) -> None:
    world.rule()
    for number in range(7):
        world.publish(f"Maker {number} gets manufacturing license")

    assert match(world.database, world.now, batch=3) == Matched(articles=7, matches=7, alerts=7)


def test_an_article_changed_while_it_was_matched_stays_due(world: World) -> None:
    world.publish("NIO hopes", path="nio")
    world.group()
    with world.database.reading() as session:
        due = matches.due_articles(session, limit=10)
    world.later(seconds=1)
    world.publish("NIO gets manufacturing license", path="nio")

    with world.database.writing() as session:
        assert not matches.claim_matched(session, due[0])
    with world.database.reading() as session:
        assert session.scalars(select(ArticleRow.match_due)).one()


def test_of_two_match_jobs_only_one_records(world: World) -> None:
    world.rule()
    world.publish("NIO gets manufacturing license")
    world.group()
    with world.database.reading() as session:
        due = matches.due_articles(session, limit=10)[0]
    world.match()

    with world.database.writing() as session:
        assert not matches.claim_matched(session, due)
    assert world.counts() == (1, 1, 1)


def test_a_match_that_is_known_is_recorded_as_such(world: World) -> None:
    world.rule()
    world.publish("NIO gets manufacturing license")
    world.match()
    with world.database.reading() as session:
        rule = session.scalars(select(RuleRow)).one()
    world.publish("NIO gets manufacturing license again", path="NIO-gets-manufacturing-license")

    world.group()
    with world.database.writing() as session:
        due = matches.due_articles(session, limit=1)[0]
        assert matches.record_match(session, rule, due.article, [], Timing.NEWS, now=START) is Recorded.KNOWN


def test_a_failed_store_leaves_no_outbox_row(world: World) -> None:
    world.rule()
    world.publish("NIO gets manufacturing license")
    world.group()
    with world.database.reading() as session:
        due = matches.due_articles(session, limit=1)[0]
        rule = rules.get_rule(session, "licenses")

    def record_and_fail() -> None:
        with world.database.writing() as session:
            assert matches.claim_matched(session, due)
            matches.record_match(session, rule, due.article, [], Timing.NEWS, now=START)
            session.add(ChannelRow(name="console", url="console://", created_at=START))  # the name is taken
            session.flush()

    with pytest.raises(IntegrityError):
        record_and_fail()

    assert world.counts() == (0, 0, 0)
    assert world.match().alerts == 1, "the article is still due"


def test_removing_a_rule_removes_what_waits_of_it(world: World) -> None:
    world.rule()
    world.publish("NIO gets manufacturing license")
    world.match()
    with world.database.writing() as session:
        rules.remove_rule(session, "licenses")

    assert world.counts() == (0, 0, 0)
    assert world.deliver().sent == 0
    with world.database.reading() as session:
        assert session.scalars(select(AlertRow)).all() == []
