"""How the articles that a query finds are spread over months, sources and languages."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock
from core.article import Article
from core.query.nodes import LanguageIs, Leaf, Node, Not, SourceIs, both
from storage import finding
from storage import search as index
from storage.schema import ArticleRow, SourceRow
from storage.search import DEADLINE_S
from storage.search.widen import is_exact


class Facet(StrEnum):
    """By what is counted."""

    MONTH = "month"
    SOURCE = "source"
    LANGUAGE = "language"


def counts(
    session: Session, node: Node, facet: Facet, *, deadline_s: float = DEADLINE_S
) -> list[tuple[str, int]]:
    """The values of ``facet`` among the articles that meet the resolved query, each with its number: months
    (``2023-12``, UTC) in order, latest first; others by their numbers, then by name. The language is empty
    where it is unknown. Values without articles are left out. Raises QueryError when it takes too long."""
    if not is_exact(node):
        found = Counter(map(_OF_ARTICLE[facet], finding.every(session, node, deadline_s=deadline_s)))
    elif facet is Facet.MONTH:
        found = _months(session, node, deadline_s)
    else:
        found = _values(session, node, facet, deadline_s)
    if facet is Facet.MONTH:
        return sorted(found.items(), reverse=True)
    return sorted(found.items(), key=lambda each: (-each[1], each[0]))


_OF_ARTICLE: dict[Facet, Callable[[Article], str]] = {
    Facet.MONTH: lambda article: _month(article.time),
    Facet.SOURCE: lambda article: article.source_id,
    Facet.LANGUAGE: lambda article: article.language.lower(),
}


def _months(session: Session, node: Node, deadline_s: float) -> Counter[str]:
    found: Counter[str] = Counter()
    for day, articles in index.count_by_day(session, node, deadline_s=deadline_s).items():
        found[_month(day)] += articles
    return found


def _month(day: date) -> str:
    return f"{day.year:04}-{day.month:02}"


def _values(session: Session, node: Node, facet: Facet, deadline_s: float) -> Counter[str]:
    """One count for each value: the index holds them as terms, so no article is read."""
    end, found = clock.monotonic_s() + deadline_s, Counter[str]()
    values = _sources(session) if facet is Facet.SOURCE else _languages(session, node, deadline_s)
    for value, leaf in values:
        left_s = max(0.0, end - clock.monotonic_s())
        found[value] = index.count(session, both([node, leaf]), deadline_s=left_s)
    return +found


def _sources(session: Session) -> Iterator[tuple[str, Leaf]]:
    for source_id in session.scalars(select(SourceRow.id)):
        yield source_id, SourceIs(source_id.casefold())


def _languages(session: Session, node: Node, deadline_s: float) -> Iterator[tuple[str, Leaf]]:
    """Each is the language of an article that is in none of those before."""
    others: list[Node] = [node]
    while keys := index.search(session, both(others), limit=1, deadline_s=deadline_s):
        row = select(ArticleRow.language).where(ArticleRow.time_key == keys[0])
        leaf = LanguageIs((session.scalar(row) or "").lower())
        if Not(leaf) in others:  # the index is older than the article
            return
        others.append(Not(leaf))
        yield leaf.code, leaf
