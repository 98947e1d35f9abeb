"""Does an article meet a query, and where. Agrees with storage.search for every article and query."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from urllib.parse import urlsplit

from core.article import Article, Field
from core.query.entities import Mentions
from core.query.nodes import (
    After,
    And,
    Author,
    Before,
    Entity,
    Every,
    Exact,
    First,
    LanguageIs,
    Leaf,
    MarkIs,
    Near,
    Node,
    Not,
    Or,
    Pattern,
    Recent,
    Regex,
    Scope,
    SeenAfter,
    SeenBefore,
    SiteIs,
    SourceFact,
    SourceIn,
    SourceIs,
    Words,
)
from core.query.places import Part, leaf_holds, leaf_ranges, places, ranges
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
    seen: datetime
    host: str
    marks: frozenset[str]
    is_first: bool
    mentions: Mentions


def document(article: Article) -> Document:
    return Document(
        title=analyse(article.title, article.language),
        body=analyse(article.body, article.language),
        authors=tuple(map(analyse_name, article.authors)),
        source=article.source_id.casefold(),
        language=article.language.lower(),
        time=article.time,
        seen=article.first_seen,
        host=_host(article.url),
        marks=frozenset(article.flags) | ({"revised"} if article.revised else set()),
        is_first=article.is_first,
        mentions=Mentions(article.title, article.body),
    )


def sites(host: str) -> list[str]:
    """The domains that a host lies under, itself first: news.evpost.example, evpost.example."""
    labels = host.split(".")
    return [".".join(labels[at:]) for at in range(len(labels) - 1)]


def matches(node: Node, document: Document) -> bool:
    """Whether the article meets the query, which is resolved (``core.query.resolve``)."""
    match node:
        case And():
            return all(matches(part, document) for part in node.parts)
        case Or():
            return any(matches(part, document) for part in node.parts)
        case Not():
            return not matches(node.part, document)
        case Near():
            return any(places(node, part) for _, part in _parts(document))
        case _:
            return _leaf_holds(node, document)


def _leaf_holds(leaf: Leaf, document: Document) -> bool:
    match leaf:
        case Words() | Exact() | Pattern() | Regex():
            in_title = leaf.scope is not Scope.BODY and leaf_holds(leaf, document.title)
            return in_title or (leaf.scope is not Scope.TITLE and leaf_holds(leaf, document.body))
        case Entity():
            return leaf.name in document.mentions.names(leaf.scope)
        case Author():
            phrase = phrase_in(leaf.name, AS_WRITTEN)
            return any(author.has(phrase) for author in document.authors)
        case After():
            return document.time >= leaf.time
        case Before():
            return document.time < leaf.time
        case SeenAfter():
            return document.seen >= leaf.time
        case SeenBefore():
            return document.seen < leaf.time
        case _:
            return _fact_holds(leaf, document)


def _fact_holds(leaf: Leaf, document: Document) -> bool:
    match leaf:
        case SourceIs():
            return document.source == leaf.id
        case SourceIn():
            return document.source in leaf.ids
        case LanguageIs():
            return document.language == leaf.code
        case SiteIs():
            return leaf.domain in sites(document.host)
        case MarkIs():
            return leaf.mark in document.marks
        case First():
            return document.is_first
        case Every():
            return True
        case SourceFact() | Recent():
            raise AssertionError("a query is resolved before it is asked")
        case _:
            raise AssertionError("only an index knows how terms begin")


def _parts(document: Document) -> tuple[tuple[Field, Part], ...]:
    return (
        (Field.TITLE, Part(Scope.TITLE, document.title, document.mentions)),
        (Field.BODY, Part(Scope.BODY, document.body, document.mentions)),
    )


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


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


def held(node: Node, document: Document) -> list[tuple[Leaf | Near, list[Span]]]:
    """The clauses that made a matching query hold, in its own order, each with where its words stand: in the
    title, then in the authors, then in the body. Empty when the query does not match."""
    if not matches(node, document):
        return []
    order = (Field.TITLE, Field.AUTHORS, Field.BODY)
    return [
        (leaf, sorted(_leaf_spans(leaf, document), key=lambda span: (order.index(span.field), span.start)))
        for leaf in dict.fromkeys(_holding(node, document))
    ]


def _holding(node: Node, document: Document) -> Iterator[Leaf | Near]:
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


def _leaf_spans(leaf: Leaf | Near, document: Document) -> Iterator[Span]:
    match leaf:
        case Near() | Words() | Exact() | Pattern() | Regex() | Entity():
            for field, part in _parts(document):
                yield from (Span(field, start, end) for start, end in ranges(leaf, part))
        case Author(name):
            offset = 0
            for author in document.authors:
                for start, end in leaf_ranges(Words(name), author):
                    yield Span(Field.AUTHORS, start + offset, end + offset)
                offset += len(author.text) + len(BYLINE_SEPARATOR)
        case _:
            return
