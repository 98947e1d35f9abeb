"""Which of several articles a query is most about."""

import pytest

from core.query.matcher import document
from core.query.parser import parse
from core.query.relevance import Written, ranked
from tests.core.query.articles import article

FILLER = " ".join(["nothing of note happened on the way to the market"] * 5)


def terms(key: int, body: str, title: str = "", language: str = "en") -> Written:
    read = document(article(body, title=title, language=language))
    title, body = (f" {' '.join(text.terms)} " for text in (read.title, read.body))
    return Written(key, title, body, language)


@pytest.mark.parametrize(
    ("query", "best", "others"),
    [
        pytest.param("licence", "licensed and licensing", ["a license to be read"], id="more often"),
        pytest.param("licence", "a license", [f"a license. {FILLER}"], id="in a shorter text"),
        pytest.param(
            "NIO OR license", "the licence", ["NIO here", "NIO there", "NIO too"], id="the rarer word"
        ),
        pytest.param(
            '"solid state"',
            "solid state, a solid state",
            ["solid state is a state that is solid"],
            id="phrases",
        ),
        pytest.param("NIO -license", "NIO and NIO", ["NIO license license"], id="not what is excluded"),
        pytest.param("NIO NEAR/3 plant", "the NIO plant", ["NIO and BYD have a factory"], id="sides of NEAR"),
    ],
)
def test_the_best_is_what_has_it(query: str, best: str, others: list[str]) -> None:
    articles = [terms(1, best), *(terms(key, body) for key, body in enumerate(others, start=2))]
    assert ranked(parse(query), articles)[0].key == 1


def test_a_word_of_the_title_counts_more() -> None:
    articles = [terms(1, "more to come", "A licence for NIO"), terms(2, "the licence", "More to come")]
    assert [each.key for each in ranked(parse("license"), articles)] == [1, 2]


def test_words_are_counted_in_the_language_of_the_article() -> None:
    articles = [terms(1, "Zwei Lizenzen und die Lizenz", language="de"), terms(2, "Lizenz to the end")]
    assert [each.key for each in ranked(parse("Lizenz"), articles)] == [1, 2]


def test_without_words_the_newest_comes_first() -> None:
    found = ranked(parse("source:evpost"), [terms(1, "a"), terms(3, ""), terms(2, "b c")])
    assert [(each.key, each.score) for each in found] == [(3, 0), (2, 0), (1, 0)]
    assert ranked(parse("NIO"), []) == []
