"""Stories divided and joined by hand, and who told first."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from core.alerting import Timing
from core.article import Draft, Field, Origin, Precision
from core.errors import ConfigError
from storage import grouping, matches, rules, stories
from storage.schema import AlertRow, ArticleRow, RuleRow
from storage.session import Database
from tests.storage.newsdesk import NOON, Newsdesk


@pytest.fixture
def desk(database: Database) -> Newsdesk:
    return Newsdesk(database).setup()


def publish(
    desk: Newsdesk, path: str, *, minutes: float = 0, source_id: str = "evpost", body: str = ""
) -> int:
    time = NOON + timedelta(minutes=minutes)
    draft = Draft(
        url=f"https://{source_id}.example/{path}", title=path, body=body or f"About {path}.", published=time
    )
    return desk.store(draft, path=path, source_id=source_id).article_id


def story_of(desk: Newsdesk, article_id: int) -> int:
    with desk.database.reading() as session:
        return session.get_one(ArticleRow, article_id).story_id


def alert(desk: Newsdesk, article_id: int) -> None:
    """The one rule alerts of the article."""
    with desk.database.writing() as session:
        rule = session.scalars(select(RuleRow)).first()
        rule = rule or rules.add_rule(session, "all", "about", channels=(), now=NOON)
        row = session.get_one(ArticleRow, article_id)
        row.group_due = False
        session.flush()
        (due,) = [each for each in matches.due_articles(session, limit=9) if each.article.id == article_id]
        matches.record_match(session, rule, due.article, [], Timing.NEWS, now=NOON)


def alerts(desk: Newsdesk) -> dict[int, int]:
    """The article that raised each alert, by story."""
    with desk.database.reading() as session:
        return {row.story_id: row.article_id for row in session.scalars(select(AlertRow))}


def merge(desk: Newsdesk, *story_ids: int) -> int:
    with desk.database.writing() as session:
        return stories.merge(session, story_ids)


def split(desk: Newsdesk, story_id: int, *article_ids: int) -> int:
    with desk.database.writing() as session:
        return stories.split(session, story_id, article_ids, now=NOON)


def test_tellings_come_in_the_order_of_publication_with_their_distance(desk: Newsdesk) -> None:
    late = publish(desk, "late", minutes=42)
    first = publish(desk, "first", source_id="dailyev")
    number = merge(desk, story_of(desk, late), story_of(desk, first))
    with desk.database.reading() as session:
        told = stories.tellings(session, number)
    assert [each.article_id for each in told] == [first, late]
    assert [each.behind for each in told] == [timedelta(), timedelta(minutes=42)]


def test_who_names_only_the_day_is_not_first_by_our_midnight(desk: Newsdesk) -> None:
    exact = publish(desk, "exact", minutes=-30)
    midnight = NOON.replace(hour=0)
    draft = Draft(
        url="https://dailyev.example/day",
        title="day",
        body="Some day.",
        published=midnight,
        precision=Precision.DAY,
        origins={Field.PUBLISHED: Origin("test", 1.0)},
    )
    day = desk.store(draft, path="day", source_id="dailyev").article_id
    number = merge(desk, story_of(desk, exact), story_of(desk, day))
    with desk.database.reading() as session:
        assert [each.article_id for each in stories.tellings(session, number)] == [exact, day]


def test_merged_stories_are_the_oldest_and_the_others_lead_there(desk: Newsdesk) -> None:
    one, two, three = (story_of(desk, publish(desk, path)) for path in ("one", "two", "three"))
    assert merge(desk, three, two) == two
    assert merge(desk, one, three) == one
    with desk.database.reading() as session:
        assert stories.where_is(session, three) == one
        assert len(stories.tellings(session, one)) == 3


def test_merging_keeps_the_alert_of_the_older_story_and_raises_none(desk: Newsdesk) -> None:
    first, second, third = (publish(desk, path) for path in ("one", "two", "three"))
    alert(desk, second)
    alert(desk, third)
    kept = story_of(desk, second)
    merge(desk, kept, story_of(desk, third))
    assert alerts(desk)[kept] == second
    number = merge(desk, story_of(desk, first), kept)
    assert alerts(desk)[number] == second, "an alert of a rule that has none there moves along"
    alert(desk, first)
    assert len(alerts(desk)) == 2, "the story was alerted: nothing is told again"


def test_what_was_split_off_takes_its_alert_along_and_stays_apart(desk: Newsdesk) -> None:
    text = "One text that two sources print, word for word."
    original = publish(desk, "original", body=text)
    copy = publish(desk, "copy", body=text, source_id="dailyev")
    alert(desk, copy)
    number = story_of(desk, original)
    apart = split(desk, number, copy)
    assert alerts(desk) == {apart: copy}
    with desk.database.reading() as session:
        assert not grouping.is_open(session, number, original)
        assert not grouping.is_open(session, apart, copy)


@pytest.mark.parametrize("chosen", [(), ("here",), ("elsewhere",)], ids=["none", "all", "not its own"])
def test_a_split_that_leaves_nothing_or_nothing_sensible_is_refused(
    desk: Newsdesk, chosen: tuple[str, ...]
) -> None:
    ids = {path: publish(desk, path) for path in ("here", "elsewhere")}
    with pytest.raises(ConfigError, match="story"):
        split(desk, story_of(desk, ids["here"]), *(ids[path] for path in chosen))


def test_a_story_that_never_was_is_an_error(desk: Newsdesk) -> None:
    with pytest.raises(ConfigError, match="no story 99"):
        merge(desk, 99)


def test_newest_stories_can_be_those_of_several_sources_only(desk: Newsdesk) -> None:
    alone = story_of(desk, publish(desk, "alone", minutes=5))
    shared = story_of(desk, publish(desk, "shared", body="The same words everywhere."))
    publish(desk, "copied", body="The same words everywhere.", source_id="dailyev", minutes=1)
    with desk.database.reading() as session:
        assert [each.id for each in stories.newest(session, limit=9)] == [alone, shared]
        (several,) = stories.newest(session, limit=9, min_sources=2)
    assert (several.id, several.articles, several.sources, several.first_source) == (shared, 2, 2, "evpost")
