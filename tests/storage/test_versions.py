"""Stored once, revised when the site changes it, under an identity that no other site can take."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core.article import Draft
from core.query.parser import parse
from storage import search
from storage.articles import Outcome
from storage.library import by_time_keys, count_articles, newest_articles
from storage.schema import ArticleRow, RevisionRow, State
from storage.session import Database
from tests.storage.newsdesk import NOON, Newsdesk

BODY = "The ministry put the maker on its list.\n\nThe company declined to comment."
STORY = Draft(
    url="https://evpost.example/story",
    title="A maker on the list",
    authors=("Jo Doe", "Ann Poe"),
    published=NOON - timedelta(hours=1),
    body=BODY,
    language="en",
)


@pytest.fixture
def desk(database: Database) -> Newsdesk:
    return Newsdesk(database).setup()


def _found(desk: Newsdesk, query: str) -> list[str]:
    with desk.database.reading() as session:
        return [article.title for article in by_time_keys(session, search.search(session, parse(query)))]


def test_a_draft_is_new_then_unchanged_then_revised(desk: Newsdesk) -> None:
    first = desk.store(STORY)
    again = desk.store(STORY)
    desk.now += timedelta(hours=2)
    revised = desk.store(replace(STORY, title="A maker on the list, shares jump"))
    assert [each.outcome for each in (first, again, revised)] == [
        Outcome.NEW,
        Outcome.UNCHANGED,
        Outcome.REVISED,
    ]
    assert {each.article_id for each in (first, again, revised)} == {first.article_id}
    with desk.database.reading() as session:
        row = session.get_one(ArticleRow, first.article_id)
        (revision,) = session.query(RevisionRow).all()
        assert (row.title, row.first_seen_at, row.changed_at) == (
            "A maker on the list, shares jump",
            NOON,
            desk.now,
        )
        assert (revision.number, revision.title, revision.body) == (1, STORY.title, BODY)
        assert (revision.authors, revision.replaced_at) == (["Jo Doe", "Ann Poe"], desk.now)
        assert count_articles(session) == 1


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"body": BODY + "\n\nUpdate."}, id="body"),
        pytest.param({"authors": ("Jo Doe",)}, id="byline"),
        pytest.param({"published": NOON}, id="time"),
    ],
)
def test_a_change_of_what_people_read_is_a_revision(desk: Newsdesk, change: dict[str, object]) -> None:
    desk.store(STORY)
    changed = replace(STORY, **change)  # type: ignore[arg-type]
    assert desk.store(changed).outcome == Outcome.REVISED
    assert desk.store(changed).outcome == Outcome.UNCHANGED
    assert desk.store(STORY).outcome == Outcome.REVISED
    with desk.database.reading() as session:
        assert [row.number for row in session.query(RevisionRow).order_by(RevisionRow.id)] == [1, 2]


def test_the_index_follows_a_revision_to_its_new_words_and_time(desk: Newsdesk) -> None:
    desk.store(STORY)
    other = replace(
        STORY, url="https://evpost.example/other", title="Another", body="Other words.", published=NOON
    )
    desk.store(other)
    assert _found(desk, "maker OR words") == ["Another", STORY.title]
    desk.store(
        replace(STORY, title="A producer", body="It is a producer now.", published=NOON + timedelta(hours=1))
    )
    assert _found(desk, "maker") == []
    assert _found(desk, "producer OR words") == ["A producer", "Another"]
    with desk.database.reading() as session:
        assert [article.title for article in newest_articles(session, limit=9)] == ["A producer", "Another"]


def test_storing_closes_the_candidate(desk: Newsdesk) -> None:
    desk.store(STORY)
    row = desk.row("story")
    assert (row.state, row.closed_at, row.leased_by) == (State.DONE, NOON, None)


def test_a_canonical_address_of_the_same_site_is_the_identity(desk: Newsdesk) -> None:
    amp = replace(STORY, url="https://evpost.example/story/amp", canonical_url="https://evpost.example/story")
    assert desk.store(STORY).article_id == desk.store(amp, path="story/amp").article_id


def test_a_canonical_address_of_another_site_is_not(desk: Newsdesk) -> None:
    desk.store(STORY)
    thief = Draft(
        url="https://dailyev.example/fake",
        title="Fake",
        body="Fake.",
        canonical_url="https://evpost.example/story",
    )
    assert desk.store(thief, source_id="dailyev").outcome == Outcome.NEW
    assert _found(desk, "title:maker") == [STORY.title]


def test_the_same_text_elsewhere_is_another_article_of_the_same_story(desk: Newsdesk) -> None:
    ids = [desk.store(STORY).article_id]
    copy = replace(STORY, url="https://dailyev.example/wire", title="Maker listed")
    ids.append(desk.store(copy, source_id="dailyev").article_id)
    different = replace(copy, url="https://dailyev.example/own", body="Own words about the maker.")
    ids.append(desk.store(different, source_id="dailyev").article_id)
    with desk.database.reading() as session:
        stories = [session.get_one(ArticleRow, article_id).story_id for article_id in ids]
    assert stories[0] == stories[1] != stories[2]


def test_an_article_without_a_time_counts_from_when_it_was_seen(desk: Newsdesk) -> None:
    desk.store(replace(STORY, published=None))
    with desk.database.reading() as session:
        (article,) = newest_articles(session, limit=1)
    assert (article.published, article.time) == (None, NOON)
