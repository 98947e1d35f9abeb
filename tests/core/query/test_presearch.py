"""Many queries at once say the same as each of them alone."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.query.matcher import document, matches
from core.query.parser import parse
from core.query.presearch import Presearcher
from core.query.resolve import SourceProfile
from tests.core.query.articles import NOON, article
from tests.core.query.generated import Case, bounded, cases


@bounded(200)
@given(cases(most_trees=6), st.booleans())
def test_the_presearcher_says_what_the_matcher_says(case: Case, learns: bool) -> None:
    documents = list(map(document, case.articles))
    presearcher = Presearcher(documents if learns else ())
    for number, node in enumerate(case.trees):
        presearcher.put(number, node)
    for each in documents:
        expected = [number for number, node in enumerate(case.trees) if matches(node, each)]
        assert presearcher.matching(each) == expected


@pytest.fixture
def presearcher() -> Presearcher:
    return Presearcher([document(article("NIO opens a store"))])


def test_a_query_can_be_changed_and_taken_out(presearcher: Presearcher) -> None:
    licences, stores = document(article("NIO gets a licence")), document(article("NIO opens stores"))
    presearcher.put(7, parse("license"))
    assert presearcher.matching(licences) == [7]

    presearcher.put(7, parse("store"))
    assert presearcher.matching(licences) == []
    assert presearcher.matching(stores) == [7]

    presearcher.remove(7)
    presearcher.remove(7)
    assert presearcher.matching(stores) == []


def test_a_query_that_comes_between_two_articles_is_asked_in_every_language(presearcher: Presearcher) -> None:
    german = document(article("NIO erhält zwei Lizenzen", language="de"))
    presearcher.put(1, parse("NIO"))
    assert presearcher.matching(german) == [1]

    presearcher.put(2, parse("Lizenz"))
    presearcher.put(3, parse('Lizenz OR "eine Lizenz"'))
    assert presearcher.matching(german) == [1, 2, 3]


def test_what_depends_on_the_catalogue_and_on_now_is_put_in_anew(presearcher: Presearcher) -> None:
    subject = document(article("NIO opens a store"))
    presearcher.put(1, parse("store country:cn published:1d"))

    presearcher.resolve({"evpost": SourceProfile("CN")}, NOON)
    assert presearcher.matching(subject) == [1]
    presearcher.resolve({"evpost": SourceProfile("CN")}, NOON + timedelta(days=2))
    assert presearcher.matching(subject) == []
    presearcher.resolve({"evpost": SourceProfile("DE")}, NOON)
    assert presearcher.matching(subject) == []


def test_queries_without_words_are_asked_every_time(presearcher: Presearcher) -> None:
    for number, query in enumerate(
        ("-recall", "/NI[OX]/", "seen:2023", "-recall OR license", "source:evpost")
    ):
        presearcher.put(number, parse(query))

    assert presearcher.matching(document(article("NIO opens a store"))) == [0, 1, 2, 3, 4]
    assert presearcher.matching(document(article("a recall", source="other"))) == [2]
    assert presearcher.matching(
        document(replace(article("a recall"), first_seen=NOON.replace(year=2020)))
    ) == [4]
