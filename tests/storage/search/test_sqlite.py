"""What only the index on SQLite does."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from core.query.parser import parse
from storage import search
from storage.search.lines import current
from tests.core.query.articles import article
from tests.storage.search.index import new_index
from tests.storage.search.test_search import day, found


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with new_index(f"sqlite:///{tmp_path}/index.db") as opened:
        yield opened


def test_tidying_ends_and_changes_no_answer(session: Session) -> None:
    for number in range(40):
        # Each older than the one before: the index writes a piece of its own for every one.
        search.index(session, [day(-number, f"a plant {number}")])
    before = found(session, "plant")
    steps = 0
    while search.tidy(session, pages=10):
        steps += 1
        assert steps < 100
    assert steps
    assert found(session, "plant") == before


def test_an_error_of_the_database_stays_one(session: Session) -> None:
    session.execute(text("DROP TABLE article_terms"))
    with pytest.raises(Exception, match="no such table") as failed:
        search.search(session, parse("plant"))
    assert isinstance(getattr(failed.value, "orig", None), sqlite3.OperationalError)


def test_terms_reach_the_index_unchanged(session: Session) -> None:
    hostile = article('Škoda 生产 ½ "x" \x00 Ⅷ ŉ', title="NEAR/3 a:b*", authors=("A'B", "C"), source="a-b_c")
    site = "site~evpost_2e_example"
    search.index(session, [hostile])
    vocabulary = "CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab(main, article_terms, instance)"
    session.execute(text(vocabulary))
    terms = session.execute(text("SELECT col, term FROM temp.vocabulary ORDER BY col, offset")).all()
    assert [tuple(row) for row in terms] == [
        *[("authors", term) for term in ("by~a", "by~b", "~", "by~c")],
        *[("body", term) for term in ("en~skoda", "生", "产", "1", "2", "en~x", "en~viii", "en~n")],
        *[("facets", term) for term in ("all~", current(), "source~a_2d_b_5f_c", "lang~en", site)],
        *[("title", term) for term in ("en~near", "3", "en~a", "en~b")],
    ]
