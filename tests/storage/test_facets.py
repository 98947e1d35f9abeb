"""Articles of two sources and three months, ranked and counted on every database."""

from datetime import UTC, datetime

import pytest

from core.article import Draft
from core.errors import QueryError
from core.query.parser import parse
from storage import facets, finding, library
from storage.facets import Facet
from storage.session import Database
from tests.storage.newsdesk import NOON, Newsdesk, source

ARTICLES = [
    ("evpost", "en", datetime(2023, 10, 31, 23, 59, tzinfo=UTC), "A plant, a plant and a plant for NIO"),
    ("evpost", "en", datetime(2023, 11, 1, tzinfo=UTC), "The plant of BYD has a roof and walls"),
    ("evpost", "de", datetime(2023, 11, 30, tzinfo=UTC), "NIO baut Plant und andere Dinge"),
    ("dailyev", "", datetime(2023, 12, 1, tzinfo=UTC), "The strike at the plant"),
    ("dailyev", "en", datetime(2023, 12, 2, tzinfo=UTC), "A recall"),
]


@pytest.fixture
def database(database: Database) -> Database:
    desk = Newsdesk(database, known=[source("evpost"), source("dailyev")]).setup()
    for number, (source_id, language, at, body) in enumerate(ARTICLES):
        url = f"https://{source_id}.example/{number}"
        desk.store(
            Draft(url, title=str(number), body=body, published=at, language=language), source_id=source_id
        )
    return database


def counted(database: Database, query: str, facet: Facet) -> list[tuple[str, int]]:
    with database.reading() as session:
        node = finding.resolved(session, parse(query), now=NOON)
        return facets.counts(session, node, facet)


# The second needs the matcher: the index alone does not know exact forms.
@pytest.mark.parametrize("query", ["plant", '="plant"', "-recall"])
def test_what_is_found_is_counted_by_each_facet(database: Database, query: str) -> None:
    assert counted(database, query, Facet.MONTH) == [("2023-12", 1), ("2023-11", 2), ("2023-10", 1)]
    assert counted(database, query, Facet.SOURCE) == [("evpost", 3), ("dailyev", 1)]
    assert counted(database, query, Facet.LANGUAGE) == [("en", 2), ("", 1), ("de", 1)]


@pytest.mark.parametrize("facet", Facet)
def test_nothing_found_is_nothing_counted(database: Database, facet: Facet) -> None:
    assert counted(database, "lawsuit", facet) == []


def test_the_most_relevant_comes_first(database: Database) -> None:
    def titles(query: str, limit: int = 20) -> list[str]:
        with database.reading() as session:
            node = finding.resolved(session, parse(query), now=NOON)
            keys = finding.ranked(session, node, limit=limit)
            return [each.title for each in library.by_time_keys(session, keys)]

    assert titles("plant")[0] == "0"
    assert titles("plant", limit=2) == titles("plant")[:2]
    assert sorted(titles("plant")) == ["0", "1", "2", "3"]
    assert titles('="plants" OR strike OR plant')[0] == "3"
    assert titles("source:dailyev") == ["4", "3"]


@pytest.mark.parametrize("facet", Facet)
def test_what_takes_too_long_is_stopped(database: Database, facet: Facet) -> None:
    with database.reading() as session, pytest.raises(QueryError, match="took longer"):
        facets.counts(session, parse('="plant"'), facet, deadline_s=0.0)
