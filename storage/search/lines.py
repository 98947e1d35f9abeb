"""What the index holds of an article, and how a leaf of a query is written in the same terms.

A line is the terms of a text joined by spaces. Terms of title and body are those of core.text; others
carry a prefix that no language has, so one unrestricted look-up never mixes them up.
"""

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from core.gazetteer import gazetteer
from core.query.matcher import Document, sites
from core.query.nodes import (
    Author,
    Entity,
    Every,
    LanguageIs,
    Leaf,
    MarkIs,
    Scope,
    SiteIs,
    SourceIn,
    SourceIs,
    Words,
)
from core.text.analysis import ANALYSIS_VERSION, analyse_name, variants

# Stands in every article: what a negation is taken from.
EVERY = "all~"
# Raise it whenever the lines of an article could be others than before for the same terms and gazetteer.
_VERSION = 3
# Stands in no article.
_NOWHERE = ("none~",)
# Stands between two authors: no phrase reaches across it.
_BORDER = "~"

Phrase = tuple[str, ...]


class Lines(NamedTuple):
    """One row of the index."""

    title: str
    body: str
    authors: str
    facets: str


@cache
def current() -> str:
    """The term of every article that was indexed by the analysis and the gazetteer of today."""
    return f"analysis~{ANALYSIS_VERSION}_{_VERSION}_{gazetteer().digest}"


def lines(document: Document) -> Lines:
    return Lines(
        title=" ".join(document.title.terms),
        body=" ".join(document.body.terms),
        authors=f" {_BORDER} ".join(" ".join(_by(author.terms)) for author in document.authors),
        facets=" ".join(_facets(document)),
    )


def phrases(leaf: Leaf) -> tuple[Phrase, ...]:
    """Any of these phrases in the index means that the leaf holds (a title leaf: in the title).

    The leaf is one of ``widened``, and neither time nor the beginning of a term.
    """
    match leaf:
        case Words(text):
            return variants(text)
        case Author(name):
            return (_by(analyse_name(name).terms),)
        case Entity(name, scope):
            return ((_entity(name, scope),),)
        case SourceIs(source):
            return ((_source(source),),)
        case LanguageIs(code):
            return ((_language(code),),)
        case SourceIn(ids):
            return tuple((_source(source),) for source in ids) or (_NOWHERE,)
        case SiteIs(domain):
            return ((_site(domain),),)
        case MarkIs(mark):
            return ((_mark(mark),),)
        case Every():
            return ((EVERY,),)
        case _:
            raise AssertionError(f"the index holds no phrases for {leaf!r}")


def _facets(document: Document) -> Iterator[str]:
    yield from (EVERY, current(), _source(document.source), _language(document.language))
    yield from map(_site, sites(document.host))
    yield from map(_mark, sorted(document.marks))
    for scope in (Scope.TEXT, Scope.TITLE):
        yield from (_entity(name, scope) for name in sorted(document.mentions.names(scope)))


def _by(terms: Phrase) -> Phrase:
    return tuple(f"by~{term}" for term in terms)


def _source(source: str) -> str:
    return f"source~{_encoded(source)}"


def _language(code: str) -> str:
    return f"lang~{_encoded(code)}"


def _site(domain: str) -> str:
    return f"site~{_encoded(domain)}"


def _mark(mark: str) -> str:
    return f"is~{_encoded(mark)}"


def _entity(name: str, scope: Scope) -> str:
    # One letter: a wildcard asks for all terms that begin with three, and "ent*" would bring up every name.
    return f"{'t' if scope is Scope.TITLE else 'e'}~{_encoded(name)}"


def _encoded(text: str) -> str:
    """``text`` as one term, whatever is in it; equal for equal texts only."""
    return "".join(c if c.isascii() and (c.isdigit() or c.islower()) else f"_{ord(c):x}_" for c in text)
