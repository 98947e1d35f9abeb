"""What else an article says of itself comes back from the database as extraction gave it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core.article import Draft, Flag, Precision
from core.habits import REMEMBERED, Traces, Trial, mark
from storage.articles import Outcome
from storage.habits import latest_traces
from storage.library import newest_articles
from storage.schema import ArticleRow, Cause, RevisionRow
from storage.session import Database
from tests.storage.newsdesk import NOON, Newsdesk

PROMISE = "A lamp for every reader."
STORY = Draft(
    url="https://evpost.example/story",
    title="A maker on the list",
    published=NOON - timedelta(hours=12),
    precision=Precision.DAY,
    body=f"The ministry put the maker on its list.\n\n{PROMISE}",
    section="Makers",
    image="https://evpost.example/a.jpg",
    agency="Reuters",
    editors=("Bo Ek",),
    word_count=13,
    flags=frozenset({Flag.WIRE_COPY, Flag.PAYWALLED}),
    evidence={Flag.WIRE_COPY: "agency: Reuters", Flag.PAYWALLED: "isAccessibleForFree: false"},
    traces=Traces(("a", "b"), ("c",), "d", Trial("e", True, frozenset("f"), frozenset("gh"))),
)


@pytest.fixture
def desk(database: Database) -> Newsdesk:
    return Newsdesk(database).setup()


def test_every_detail_is_stored_with_what_the_flags_rest_on(desk: Newsdesk) -> None:
    stored = desk.store(STORY)
    with desk.database.reading() as session:
        row = session.get_one(ArticleRow, stored.article_id)
        assert (row.section, row.image, row.agency, row.word_count) == (
            "Makers",
            "https://evpost.example/a.jpg",
            "Reuters",
            13,
        )
        assert row.contributors == {"editor": ["Bo Ek"], "translator": []}
        assert row.published_precision == "day"
        assert row.flags == {"paywalled": "isAccessibleForFree: false", "wire_copy": "agency: Reuters"}
        (article,) = newest_articles(session, limit=1)
    assert (article.section, article.agency, article.word_count) == ("Makers", "Reuters", 13)
    assert article.flags == STORY.flags


def test_an_article_without_a_time_claims_no_precision(desk: Newsdesk) -> None:
    stored = desk.store(replace(STORY, published=None, precision=None))
    with desk.database.reading() as session:
        assert session.get_one(ArticleRow, stored.article_id).published_precision is None


def test_the_latest_articles_of_a_source_leave_their_traces_oldest_first(desk: Newsdesk) -> None:
    for number in range(REMEMBERED + 2):
        desk.store(replace(STORY, url=f"https://evpost.example/{number}"))
    desk.store(replace(STORY, url="https://dailyev.example/other"), source_id="dailyev")
    with desk.database.reading() as session:
        found = latest_traces(session, "evpost")
        assert list(found) == [mark(f"evpost.example/{n}") for n in range(2, REMEMBERED + 2)]
        assert set(found.values()) == {STORY.traces}
        assert len(latest_traces(session, "dailyev")) == 1


def test_a_line_that_we_learned_to_cut_is_no_change_of_the_sites(desk: Newsdesk) -> None:
    first = desk.store(STORY)
    desk.now += timedelta(hours=2)
    shorter = replace(STORY, body=STORY.body.removesuffix(f"\n\n{PROMISE}"), furniture=(PROMISE,))
    assert desk.store(shorter).outcome == Outcome.TIDIED
    with desk.database.reading() as session:
        row = session.get_one(ArticleRow, first.article_id)
        assert (row.body, row.changed_at) == (shorter.body, None)
        assert [revision.cause for revision in session.query(RevisionRow)] == [Cause.REPARSE]


def test_a_line_that_the_site_took_out_is_its_change(desk: Newsdesk) -> None:
    desk.store(STORY)
    shorter = replace(STORY, body=STORY.body.removesuffix(f"\n\n{PROMISE}"))
    assert desk.store(shorter).outcome == Outcome.REVISED
