"""An alert is a saved search: matcher and index say the same of every article and query."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from sqlalchemy.orm import Session

from core.article import Article
from core.errors import QueryError
from core.query.explain import query_text
from core.query.matcher import document, matches
from core.query.nodes import Node
from core.query.parser import parse
from core.query.resolve import SourceProfile, resolve
from storage import search
from storage.search.keys import time_key
from storage.search.widen import is_exact, widened
from tests.core.query.articles import NOON
from tests.core.query.generated import Case, bounded, cases, scraps
from tests.storage.search.index import new_index


@pytest.fixture(scope="module")
def session(index_url: str) -> Iterator[Session]:
    with new_index(index_url) as opened:
        yield opened


def found_by_index(session: Session, node: Node, subjects: list[Article]) -> set[int]:
    """The places in ``subjects`` that the index gives; the index holds nothing else."""
    keys = {time_key(subject.time, subject.id): place for place, subject in enumerate(subjects)}
    search.index(session, subjects)
    if not is_exact(node):
        # As storage.finding does it: the index gives some too many, the matcher reads those.
        try:
            given = [keys[key] for key in search.search(session, widened(node), limit=1000)]
        finally:
            search.unindex(session, list(keys))
        return {place for place in given if matches(node, document(subjects[place]))}
    try:
        found = search.search(session, node, limit=1000)
        assert found == sorted(found, reverse=True)
        assert search.search(session, node, limit=1) == found[:1]
        assert search.count(session, node) == len(found)
        return {keys[key] for key in found}
    finally:
        search.unindex(session, list(keys))


def examples_on(session: Session) -> int:
    # An example on a server is some thirty round trips.
    return 200 if session.get_bind().dialect.name == "sqlite" else 60


def test_the_matcher_says_yes_exactly_when_the_search_returns_the_article(session: Session) -> None:
    @bounded(examples_on(session))
    @given(cases())
    def agrees(case: Case) -> None:
        subjects, (tree,) = case.articles, case.trees
        node = parse(query_text(tree))
        assert all(matches(node, document(each)) == matches(tree, document(each)) for each in subjects)
        expected = {place for place, each in enumerate(subjects) if matches(node, document(each))}
        assert found_by_index(session, node, subjects) == expected
        assert found_by_index(session, tree, subjects) == expected

    agrees()


def test_so_it_is_for_whatever_text_parses(session: Session) -> None:
    @bounded(examples_on(session))
    @given(cases(), scraps)
    def agrees(case: Case, text: str) -> None:
        try:
            node = resolve(parse(text), {"evpost": SourceProfile()}, NOON)
        except QueryError:
            return
        subjects = case.articles
        expected = {place for place, each in enumerate(subjects) if matches(node, document(each))}
        assert found_by_index(session, node, subjects) == expected

    agrees()
