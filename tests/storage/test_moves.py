"""An article that gets a new address stays the article that it was."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from core.article import Draft
from core.link import Link
from storage.articles import Incoming, Outcome, add_articles
from storage.frontier import Added
from storage.library import find_article
from storage.schema import ArticleRow, FrontierRow, RevisionRow, State
from storage.session import Database
from tests.storage.newsdesk import NOON, Newsdesk

SITE = "https://evpost.example/"
GUID = f"{SITE}?p=71"


@pytest.fixture
def desk(database: Database) -> Newsdesk:
    return Newsdesk(database).setup()


def entry(path: str, title: str, guid: str = GUID, published_after: timedelta = timedelta(0)) -> Link:
    return Link(SITE + path, title=title, guid=guid, published=NOON + published_after)


def fetched(desk: Newsdesk, candidate_url: str, draft: Draft) -> Outcome:
    """The page of the candidate that asks for this address arrives."""
    with desk.database.writing() as session:
        candidate = session.scalars(select(FrontierRow).where(FrontierRow.url == candidate_url)).one()
        incoming = Incoming(draft, "evpost", candidate.id, None, "test")
        return add_articles(session, [incoming], desk.now)[0].outcome


def test_a_retitled_entry_at_a_new_address_is_a_revision(desk: Newsdesk) -> None:
    assert desk.told(entry("nio-wins", "Nio wins")) == Added(1, 0)
    assert fetched(desk, f"{SITE}nio-wins", Draft(f"{SITE}nio-wins", "Nio wins", body="Text")) is Outcome.NEW
    assert desk.told(entry("nio-wins-big", "Nio wins big")) == Added(1, 0)
    assert [candidate.url for candidate in desk.lease()] == [f"{SITE}nio-wins-big"]
    again = Draft(f"{SITE}nio-wins-big", "Nio wins big", body="Text")
    assert fetched(desk, f"{SITE}nio-wins-big", again) is Outcome.REVISED
    with desk.database.reading() as session:
        (row,) = session.scalars(select(ArticleRow))
        assert (row.url, row.title) == (f"{SITE}nio-wins-big", "Nio wins big")
        assert [revision.title for revision in session.scalars(select(RevisionRow))] == ["Nio wins"]
        assert find_article(session, f"{SITE}nio-wins-big") is not None
    assert desk.told(entry("nio-wins-big", "Nio wins big")) == Added(0, 0)
    assert desk.told("nio-wins", "nio-wins-big", feed="tag") == Added(0, 0)


def test_a_list_without_guids_may_be_the_first_to_tell_of_the_new_address(desk: Newsdesk) -> None:
    desk.told(entry("one", "One"))
    fetched(desk, f"{SITE}one", Draft(f"{SITE}one", "One", body="Text"))
    desk.told("two", feed="tag", revisits=False)
    desk.told(entry("two", "Two"))
    assert fetched(desk, f"{SITE}two", Draft(f"{SITE}two", "Two", body="Text")) is Outcome.REVISED


def test_a_guid_may_be_told_after_the_article_is_known(desk: Newsdesk) -> None:
    desk.told("one", feed="tag", revisits=False)
    fetched(desk, f"{SITE}one", Draft(f"{SITE}one", "One", body="Text"))
    desk.told(entry("one", "One"))
    desk.told(entry("two", "Two"))
    assert fetched(desk, f"{SITE}two", Draft(f"{SITE}two", "Two", body="Text")) is Outcome.REVISED


def test_it_may_move_again(desk: Newsdesk) -> None:
    for number, path in enumerate(("one", "two", "three")):
        desk.told(entry(path, path))
        outcome = fetched(desk, SITE + path, Draft(SITE + path, path, body="Text"))
        assert outcome is (Outcome.REVISED if number else Outcome.NEW)
    with desk.database.reading() as session:
        assert [row.url for row in session.scalars(select(ArticleRow))] == [f"{SITE}three"]


def test_what_moves_before_it_was_fetched_is_one_article_where_its_first_address_leads_to_the_new_one(
    desk: Newsdesk,
) -> None:
    desk.told(entry("one", "One"))
    desk.told(entry("two", "Two"))
    final = Draft(f"{SITE}two", "Two", body="Text")
    assert fetched(desk, f"{SITE}one", final) is Outcome.NEW
    assert fetched(desk, f"{SITE}two", final) is Outcome.UNCHANGED


def test_a_guid_that_is_used_anew_is_no_move(desk: Newsdesk) -> None:
    desk.told(entry("one", "One", guid="1"))
    fetched(desk, f"{SITE}one", Draft(f"{SITE}one", "One", body="Text"))
    desk.told(entry("two", "Two", guid="1", published_after=timedelta(days=3)))
    assert fetched(desk, f"{SITE}two", Draft(f"{SITE}two", "Two", body="Text")) is Outcome.NEW


def test_another_sources_guid_is_another(desk: Newsdesk) -> None:
    desk.told(entry("one", "One", guid="1"))
    fetched(desk, f"{SITE}one", Draft(f"{SITE}one", "One", body="Text"))
    url = "https://dailyev.example/two"
    desk.told(Link(url, title="Two", guid="1", published=NOON), source_id="dailyev")
    assert fetched(desk, url, Draft(url, "Two", body="Text")) is Outcome.NEW


def test_an_article_whose_page_declares_another_address_later_is_the_same(desk: Newsdesk) -> None:
    desk.told("one")
    fetched(desk, f"{SITE}one", Draft(f"{SITE}one", "One", body="Text"))
    moved = Draft(f"{SITE}one", "One, corrected", body="Text", canonical_url=f"{SITE}news/one")
    assert fetched(desk, f"{SITE}one", moved) is Outcome.REVISED
    with desk.database.reading() as session:
        (row,) = session.scalars(select(ArticleRow))
        assert (row.url_key, row.title) == ("evpost.example/news/one", "One, corrected")
        assert session.scalars(select(FrontierRow)).one().state == State.DONE
