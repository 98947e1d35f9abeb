"""An article's terms as PostgreSQL's index holds them, and a query as an expression over those.

PostgreSQL's own phrases would not do: a tsvector forgets positions beyond 16,383 and more than 256 of one
word. Lexemes here have no positions. Two terms side by side are a lexeme of their own, a short digest; so
an expression with a phrase finds a little too much, and the phrase is looked up in the text (``words``).
"""

from collections.abc import Iterator, Sequence
from hashlib import blake2b
from itertools import pairwise
from typing import NamedTuple
from zlib import crc32

from core.query.matcher import Document
from core.query.nodes import (
    After,
    And,
    Before,
    First,
    Leaf,
    Near,
    Node,
    Not,
    Or,
    Scope,
    Starts,
    Words,
)
from storage.search.lines import EVERY, Lines, Phrase, lines, phrases

# Stands in an article with more words than a tsvector holds: such a row is decided by its text alone.
HUGE = "huge~"
# A tsvector ends at 1 MB of lexemes, one lexeme at 2,046 bytes.
_MAX_BYTES = 1_000_000
_MAX_LEXEME_BYTES = 2_000
# How many digests of pairs there are. A lexeme for every pair would make the index several times larger;
# with so many, one digest of a foreign pair stands in one article of some thousands.
_PAIRS = 1 << 20
# Stands between title and body: no phrase reaches across it, for no term is like it.
_BORDER = "~"
_IN_TITLE = "title~"


class Entry(NamedTuple):
    """One row of the index. ``words`` is title and body, each text with a space before and after every
    term; ``huge`` when ``lexemes`` say nothing of the words."""

    lexemes: list[str]
    title: str
    words: str
    authors: str
    huge: bool


class Superset(NamedTuple):
    """A tsquery that finds every article that meets a node; ``exact`` when it finds no other."""

    text: str
    exact: bool


def entry(document: Document) -> Entry:
    """What the index holds of an article."""
    written = lines(document)
    found = {_lexeme(term) for term in _all_terms(document, written)}
    found.update(_pairs(document.title.terms), _pairs(document.body.terms), _pairs(written.authors.split()))
    huge = sum(len(lexeme.encode()) for lexeme in found) > _MAX_BYTES
    return Entry(
        lexemes=sorted({HUGE, *map(_lexeme, written.facets.split())} if huge else found),
        title=spaced(written.title),
        words=spaced(f"{written.title} {_BORDER} {written.body}"),
        authors=spaced(written.authors),
        huge=huge,
    )


def spaced(text: str) -> str:
    """``text`` so that a run of whole terms in it is a part of the string, and nothing else is."""
    return f" {text} "


def superset(node: Node) -> Superset:
    """A node without time as a tsquery; its negations may stand on leaves only (``normal``)."""
    match node:
        case And(parts):
            made = [_part(part) for part in parts]
            positive = [] if any(not isinstance(part, Not) for part in parts) else [_quoted(EVERY)]
            text = _joined("&", [*positive, *(part.text for part in made)])
            return Superset(text, all(part.exact for part in made))
        case Or(parts):
            made = [superset(part) for part in parts]
            return Superset(_joined("|", [part.text for part in made]), all(part.exact for part in made))
        case Not():
            part = _part(node)
            return Superset(_joined("&", [_quoted(EVERY), part.text]), part.exact)
        case After() | Before() | First():
            raise AssertionError("neither time nor a story is a term")
        case Near():
            raise AssertionError("the index is asked for what is widened")
        case Starts(heads):
            return Superset(_joined("|", [f"{_quoted(head)}:*" for head in heads]), True)
        case _:
            return _leaf(node)


def or_huge(query: str) -> str:
    """What ``query`` finds, and every article whose lexemes say nothing."""
    return _joined("|", [query, _quoted(HUGE)])


def _part(node: Node) -> Superset:
    """A part of an AND, where a negation needs nothing to be taken from."""
    if not isinstance(node, Not):
        return superset(node)
    inner = superset(node.part)
    # Without what is found too much, articles that meet the negation would be missing.
    return Superset(f"!{inner.text}", True) if inner.exact else Superset(_quoted(EVERY), False)


def _leaf(leaf: Leaf) -> Superset:
    wanted = phrases(leaf)
    in_title = isinstance(leaf, Words) and leaf.scope is Scope.TITLE
    found = [_joined("&", list(map(_quoted, _phrase(phrase, in_title=in_title)))) for phrase in wanted]
    return Superset(_joined("|", found), all(len(phrase) == 1 for phrase in wanted))


def _phrase(phrase: Phrase, *, in_title: bool) -> Iterator[str]:
    """Lexemes of every text with ``phrase`` in it."""
    if in_title:
        yield from (_lexeme(_IN_TITLE + term) for term in phrase)
    elif len(phrase) == 1:
        yield _lexeme(phrase[0])
    yield from _pairs(phrase)


def _all_terms(document: Document, written: Lines) -> Iterator[str]:
    yield from document.body.terms
    yield from document.title.terms
    yield from (_IN_TITLE + term for term in document.title.terms)
    yield from written.authors.split()
    yield from written.facets.split()


def _pairs(terms: Sequence[str]) -> Iterator[str]:
    return (f"~{crc32(f'{one} {other}'.encode()) % _PAIRS:x}" for one, other in pairwise(terms))


def _lexeme(term: str) -> str:
    if len(term) * 4 <= _MAX_LEXEME_BYTES or len(term.encode()) <= _MAX_LEXEME_BYTES:
        return term
    return f"~~{blake2b(term.encode(), digest_size=20).hexdigest()}"


def _quoted(lexeme: str) -> str:
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


def _joined(operator: str, parts: Sequence[str]) -> str:
    """One operand. Halved again and again, so that hundreds of parts do not nest hundreds deep."""
    if len(parts) == 1:
        return parts[0]
    middle = len(parts) // 2
    return f"({_joined(operator, parts[:middle])}{operator}{_joined(operator, parts[middle:])})"
