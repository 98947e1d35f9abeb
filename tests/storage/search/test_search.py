"""What the index gives for a query, and in which order."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from core.article import Article
from core.errors import QueryError
from core.query.parser import MAX_NESTING, MAX_WORDS, parse
from storage import search
from storage.search.keys import time_key
from tests.core.query.articles import NOON, article

# Makes the article of a key look as if an earlier analysis had read it.
AGE = {
    "sqlite": "UPDATE article_terms SET facets = 'all~ analysis~0' WHERE rowid = :key",
    "postgresql": "UPDATE article_terms SET lexemes = array_to_tsvector(ARRAY['all~', 'analysis~0'])"
    " WHERE time_key = :key",
}


def keys(*articles: Article) -> list[int]:
    return [time_key(each.time, each.id) for each in articles]


def day(number: int, body: str = "a plant", *, title: str = "") -> Article:
    return article(body, title=title, id=number, time=NOON + timedelta(days=number))


def found(session: Session, query: str) -> list[int]:
    return search.search(session, parse(query))


def test_the_newest_comes_first_whatever_the_order_of_storing(session: Session) -> None:
    search.index(session, [day(2), day(1)])
    search.index(session, [day(3), day(-30_000)])
    assert found(session, "plants") == keys(day(3), day(2), day(1), day(-30_000))


def test_the_next_page_starts_before_the_last_key(session: Session) -> None:
    search.index(session, [day(number) for number in range(5)])
    first = search.search(session, parse("plant"), limit=2)
    second = search.search(session, parse("plant"), limit=2, before_key=first[-1])
    assert first + second == keys(day(4), day(3), day(2), day(1))


def test_a_count_is_the_number_of_all_pages(session: Session) -> None:
    search.index(session, [day(number) for number in range(50)])
    assert search.count(session, parse("plant")) == 50
    assert search.count(session, parse("plant -plant")) == 0


def test_days_are_counted_also_before_1970(session: Session) -> None:
    first = date(2023, 12, 4)
    subjects = [day(number) for number in (1, 0, -30_000)]
    late = replace(day(0), id=9, time=NOON.replace(hour=23, minute=59, second=59))
    early = replace(day(-30_000), id=8, time=(NOON - timedelta(days=30_000)).replace(hour=0))
    search.index(session, [*subjects, late, early, day(7, "a recall")])
    assert search.count_by_day(session, parse("plant")) == {
        first + timedelta(days=1): 1,
        first: 2,
        first - timedelta(days=30_000): 2,
    }
    assert search.count_by_day(session, parse("plant after:2023-12-05")) == {first + timedelta(days=1): 1}


def test_the_terms_of_articles_are_told_as_they_were_indexed(session: Session) -> None:
    search.index(session, [day(1, "two plants", title="NIO"), day(2, "", title=""), day(3)])
    found = search.written(session, [*keys(day(2), day(1)), 12345])
    assert sorted(found) == [
        (*keys(day(1)), " en~nio ", " en~two en~plant ", "en"),
        (*keys(day(2)), "  ", "  ", "en"),
    ]


def test_an_unindexed_article_is_gone_and_an_unknown_key_is_no_error(session: Session) -> None:
    search.index(session, [day(1), day(2)])
    search.unindex(session, [*keys(day(1)), 12345])
    assert found(session, "plant") == keys(day(2))


def test_indexing_again_replaces_the_old_words(session: Session) -> None:
    search.index(session, [day(1, "a plant")])
    search.index(session, [day(1, "a recall")])
    assert found(session, "plant") == []
    assert found(session, "recall") == keys(day(1))


def test_a_rebuilt_index_holds_exactly_the_articles_given(session: Session) -> None:
    search.index(session, [day(1), day(2)])
    assert search.rebuild(session, iter([day(2), day(3)])) == 2
    assert found(session, "plant") == keys(day(3), day(2))


def test_articles_of_another_analysis_are_named(session: Session) -> None:
    search.index(session, [day(1), day(2)])
    assert search.outdated(session, limit=10) == []
    age = AGE[session.get_bind().dialect.name]
    session.execute(text(age), {"key": keys(day(1))[0]})
    assert search.outdated(session, limit=10) == keys(day(1))


@pytest.mark.parametrize(
    ("query", "days"),
    [
        ("after:2023-12-06", [4, 3, 2]),
        ("before:2023-12-06", [1, 0]),
        ("plant after:2023-12-05 before:2023-12-07", [2, 1]),
        ("-after:2023-12-06 plant", [1, 0]),
        ("recall OR after:2023-12-07", [4, 3, 0]),
        ("-(recall OR after:2023-12-07)", [2, 1]),
        ("plant (recall OR (strike before:2023-12-06))", [1, 0]),
        ("-recall -strike", [4, 3]),
    ],
)
def test_time_and_words_combine(session: Session, query: str, days: list[int]) -> None:
    bodies = ["plant recall", "plant strike", "plant strike", "plant", "plant"]
    search.index(session, [day(number, body) for number, body in enumerate(bodies)])
    assert found(session, query) == keys(*map(day, days))


@pytest.mark.parametrize(
    "level",
    ["(plant OR -{}", "-(plant {}", "(recall OR {}", "(plant after:2023 OR {}", "-(after:2023 -{}"],
)
def test_the_deepest_query_is_answered(session: Session, level: str) -> None:
    search.index(session, [day(1)])
    deep = level.replace("{}", "") * MAX_NESTING + "plant" + ")" * MAX_NESTING
    search.search(session, parse(deep))


@pytest.mark.parametrize("between", [" ", " OR ", " -"])
def test_the_longest_query_is_answered(session: Session, between: str) -> None:
    search.index(session, [day(1, " ".join(f"w{number}" for number in range(MAX_WORDS)))])
    query = between.join(f"w{number}" for number in range(MAX_WORDS))
    assert search.count(session, parse(query)) == (between != " -")
    assert search.count(session, parse(f'"{query}"'.replace(between, " "))) == 1
    assert search.count(session, parse(between.join(f"(after:2023 w{n})" for n in range(250)))) <= 1


@pytest.mark.parametrize(
    "raw", ["NEAR(a b)", 'a" OR "b', "title:a*", "^a", "C++", "AT&T", "10%", "a\x00b", "{a}: b", "'; DROP"]
)
def test_the_index_own_syntax_is_plain_text(session: Session, raw: str) -> None:
    search.index(session, [article(raw.replace("title:", ""))])
    query = '"' + raw.replace("title:", "").replace('"', " ") + '"'
    assert search.count(session, parse(query)) == 1


def test_a_search_that_takes_too_long_is_stopped_and_the_connection_stays_usable(session: Session) -> None:
    search.index(session, [day(number) for number in range(2000)])
    with pytest.raises(QueryError) as stopped:
        search.count(session, parse("plant -recall"), deadline_s=0)
    assert "took longer than 0 s" in stopped.value.reason
    assert stopped.value.query == "plant -recall"
    assert search.count(session, parse("plant")) == 2000


def test_tidying_changes_no_answer(session: Session) -> None:
    search.index(session, [day(1), day(2)])
    while search.tidy(session):
        pass
    assert found(session, "plant") == keys(day(2), day(1))


def test_a_name_is_not_put_together_from_two_authors(session: Session) -> None:
    search.index(session, [article("x", authors=("Mary Jane", "Doe Smith"))])
    assert found(session, 'author:"jane doe"') == []
    assert len(found(session, 'author:"mary jane" author:doe')) == 1


def test_midnight_belongs_to_its_day(session: Session) -> None:
    midnight = article("x", time=datetime(2023, 12, 4, tzinfo=UTC))
    search.index(session, [midnight])
    assert found(session, "after:2023-12-04 before:2023-12-05") == keys(midnight)
    assert found(session, "before:2023-12-04") == []
