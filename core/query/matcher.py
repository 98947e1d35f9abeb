"""Does an article meet a query, and where. Agrees with storage.search for every article and query."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from core.article import Article, Field
from core.query.nodes import (
    After,
    And,
    Author,
    Before,
    LanguageIs,
    Leaf,
    Node,
    Not,
    Or,
    Scope,
    SourceIs,
    Words,
)
from core.text.analysis import Tokens, analyse, analyse_name, phrase_in
from core.text.languages import AS_WRITTEN

BYLINE_SEPARATOR = ", "


class Span(NamedTuple):
    """Characters ``start`` to ``end`` of a field that made a query match.

    In ``Field.AUTHORS`` the offsets count in the names joined by ``BYLINE_SEPARATOR``.
    """

    field: Field
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Document:
    """An article, analysed once for any number of queries."""

    title: Tokens
    body: Tokens
    authors: tuple[Tokens, ...]
    source: str
    language: str
    time: datetime


def document(article: Article) -> Document:
    return Document(
        title=analyse(article.title, article.language),
        body=analyse(article.body, article.language),
        authors=tuple(map(analyse_name, article.authors)),
        source=article.source_id.casefold(),
        language=article.language.lower(),
        time=article.time,
    )


def matches(node: Node, document: Document) -> bool:
    """Whether the article meets the query."""
    match node:
        case And():
            return all(matches(part, document) for part in node.parts)
        case Or():
            return any(matches(part, document) for part in node.parts)
        case Not():
            return not matches(node.part, document)
        case _:
            return _leaf_holds(node, document)


def _leaf_holds(leaf: Leaf, document: Document) -> bool:
    match leaf:
        case Words():
            phrase = phrase_in(leaf.text, document.title.how)
            return document.title.has(phrase) or (leaf.scope is Scope.TEXT and document.body.has(phrase))
        case Author():
            phrase = phrase_in(leaf.name, AS_WRITTEN)
            return any(author.has(phrase) for author in document.authors)
        case SourceIs():
            return document.source == leaf.id
        case LanguageIs():
            return document.language == leaf.code
        case After():
            return document.time >= leaf.time
        case Before():
            return document.time < leaf.time


def spans(node: Node, document: Document) -> list[Span]:
    """Where the words of a matching query stand: title, then authors, then body, each by position.

    Only leaves that made the query match: an alternative that does not hold and everything under NOT
    are left out. Spans may overlap. Empty when the query does not match.
    """
    if not matches(node, document):
        return []
    found = {span for leaf in _holding(node, document) for span in _leaf_spans(leaf, document)}
    order = (Field.TITLE, Field.AUTHORS, Field.BODY)
    return sorted(found, key=lambda span: (order.index(span.field), span.start, span.end))


def _holding(node: Node, document: Document) -> Iterator[Leaf]:
    """The leaves of a node that holds."""
    match node:
        case And(parts):
            for part in parts:
                yield from _holding(part, document)
        case Or(parts):
            for part in parts:
                if matches(part, document):
                    yield from _holding(part, document)
        case Not():
            return
        case _:
            yield node


def _leaf_spans(leaf: Leaf, document: Document) -> Iterator[Span]:
    match leaf:
        case Words(text, scope):
            phrase = phrase_in(text, document.title.how)
            yield from _phrase_spans(Field.TITLE, document.title, phrase)
            if scope is Scope.TEXT:
                yield from _phrase_spans(Field.BODY, document.body, phrase)
        case Author(name):
            phrase, offset = phrase_in(name, AS_WRITTEN), 0
            for author in document.authors:
                yield from _phrase_spans(Field.AUTHORS, author, phrase, offset)
                offset += len(author.text) + len(BYLINE_SEPARATOR)
        case _:
            return


def _phrase_spans(field: Field, tokens: Tokens, phrase: tuple[str, ...], offset: int = 0) -> Iterator[Span]:
    for place in tokens.starts(phrase):
        first, last = tokens.tokens[place], tokens.tokens[place + len(phrase) - 1]
        yield Span(field, first.start + offset, last.end + offset)
