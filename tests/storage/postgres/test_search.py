"""Where a tsvector has limits, the answer has none."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from core.article import Article
from core.errors import QueryError
from core.query.matcher import document, matches
from core.query.parser import parse
from storage import search
from storage.search.keys import time_key
from storage.session import Database
from tests.core.query.articles import NOON, article

pytestmark = pytest.mark.postgres

# One word: letters joined by invisible characters; 4,352 bytes, twice of what a lexeme may have.
LONG_WORD = "\u200b".join("𐌰" * 64 for _ in range(17))


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.writing() as opened:
        yield opened


def agrees(session: Session, query: str, subject: Article) -> bool:
    """What matcher and index say, which must be the same."""
    node = parse(query)
    found = search.search(session, node)
    assert found in ([], [time_key(subject.time, subject.id)])
    assert bool(found) == bool(search.count(session, node)) == matches(node, document(subject))
    return bool(found)


def test_a_phrase_is_found_at_the_end_of_twenty_thousand_words(session: Session) -> None:
    words = [f"word{number}" for number in range(20_000)]
    subject = article(" ".join([*words, "manufacturing license"]))
    search.index(session, [subject])
    assert agrees(session, '"manufacturing license"', subject)
    assert agrees(session, '"word19999 manufacturing"', subject)
    assert not agrees(session, '"license manufacturing"', subject)
    assert not agrees(session, '-"word19998 word19999"', subject)
    assert agrees(session, '-"word19999 word19998"', subject)


def test_the_three_hundredth_time_of_a_word_counts(session: Session) -> None:
    subject = article("the plant " * 299 + "the license")
    search.index(session, [subject])
    assert agrees(session, '"the license"', subject)
    assert agrees(session, '"plant the license"', subject)
    assert not agrees(session, '"license the"', subject)


def test_a_word_longer_than_a_lexeme_is_found(session: Session) -> None:
    subject = article(f"a {LONG_WORD} b", title=LONG_WORD)
    search.index(session, [subject])
    for query in (LONG_WORD, f'"a {LONG_WORD} b"', f"title:{LONG_WORD}"):
        assert agrees(session, query, subject)
    assert not agrees(session, f"{LONG_WORD}x", subject)


def test_more_words_than_a_tsvector_holds(session: Session) -> None:
    words = [f"serial{number:057}" for number in range(16_000)]
    subject = article(" ".join([*words, "manufacturing licenses"]), title="A list", authors=("Jane Doe",))
    search.index(session, [subject])
    assert session.execute(text("SELECT huge FROM article_terms")).scalar_one()
    for query in (
        words[-1],
        '"manufacturing license"',
        "license title:list",
        'author:"jane doe" source:evpost lang:en -recall',
        "license OR recall",
        '-"license manufacturing"',
    ):
        assert agrees(session, query, subject)
    for query in (
        "-license",
        f"serial{16_000:057}",
        '"license manufacturing"',
        "title:license",
        "-author:doe",
    ):
        assert not agrees(session, query, subject)
    search.unindex(session, [time_key(subject.time, subject.id)])
    assert not search.count(session, parse("-recall"))


def test_a_pair_of_words_with_the_digest_of_another_pair_is_told_apart(session: Session) -> None:
    # Both pairs of terms have one digest.
    subject = article("1114 7798", language="und")
    search.index(session, [subject])
    assert not agrees(session, '"1904 13328"', subject)
    assert agrees(session, '-"1904 13328"', subject)
    assert agrees(session, '"1114 7798"', subject)


def test_what_stands_behind_the_newest_thousand_is_found_in_order(session: Session) -> None:
    bodies = ["a plant" if number % 100 == 7 else "a recall" for number in range(1_200)]
    articles = [
        article(body, id=number, time=NOON + timedelta(hours=number)) for number, body in enumerate(bodies)
    ]
    search.index(session, articles)
    keys = [time_key(each.time, each.id) for each in reversed(articles) if each.body == "a plant"]
    assert search.search(session, parse("plant"), limit=20) == keys
    assert search.search(session, parse("plant"), limit=5, before_key=keys[3]) == keys[4:9]
    assert search.search(session, parse('"a plant" before:2023-12-10'), limit=5) == keys[-2:]
    last = search.search(session, parse("recall"), limit=1_000)[-1]
    assert search.search(session, parse("recall plant OR recall"), before_key=last, limit=500)[0] < last


def test_the_deadline_stops_the_statement_and_the_transaction_goes_on(database: Database) -> None:
    with database.writing() as session:
        search.index(session, [article("a plant")])
    with database.engine.begin() as other, database.writing() as session:
        session.execute(text("SET LOCAL statement_timeout = '17s'"))
        other.execute(text("LOCK TABLE article_terms IN ACCESS EXCLUSIVE MODE"))
        with pytest.raises(QueryError, match=r"took longer than 0.05 s"):
            search.search(session, parse("plant"), deadline_s=0.05)
        other.rollback()
        assert search.count(session, parse("plant")) == 1
        assert session.execute(text("SHOW statement_timeout")).scalar_one() == "17s"
