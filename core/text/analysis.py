"""The one text analysis: search index, matcher, queries and highlights all read text through it.

Two words are the same when their terms are. A term is ``<language>~<stem>`` for a word that a stemmer
knows, the folded word itself for numbers and other languages, and one character for Han and kana.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import chain

from core.text.languages import AS_WRITTEN, PROFILES, Profile, profile, term
from core.text.words import CHUNK, RUN, parts

# A longer piece between blanks is hardly a word that comes again.
_LONGEST_PIECE = 64
# Of these the terms are kept, a quarter of a kilobyte each.
_MOST_PIECES = 1 << 16

# Raise it whenever any text could get other terms than before (also by a new Snowball): the search index
# holds terms and has to be rebuilt then.
ANALYSIS_VERSION = 1


@dataclass(frozen=True, slots=True)
class Token:
    """One word. ``surface`` is the folded word; ``start`` and ``end`` are offsets into the original text."""

    term: str
    surface: str
    start: int
    end: int


@dataclass(frozen=True)
class Tokens:
    """An analysed text. ``terms`` come at once; the tokens with their offsets on first use."""

    text: str
    how: Profile
    terms: tuple[str, ...]

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        return tuple(_tokens(self.text, self.how))

    @cached_property
    def positions(self) -> dict[str, list[int]]:
        """Where each term stands, counted in tokens, ascending."""
        places: defaultdict[str, list[int]] = defaultdict(list)
        for place, each in enumerate(self.terms):
            places[each].append(place)
        return dict(places)

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """The different terms."""
        return frozenset(self.terms)

    def starts(self, phrase: tuple[str, ...]) -> list[int]:
        """Where the terms of ``phrase`` stand one after the other; it must not be empty."""
        first = self.positions.get(phrase[0], [])
        if len(phrase) == 1:
            return first
        width, terms = len(phrase), self.terms
        return [place for place in first if terms[place : place + width] == phrase]

    def has(self, phrase: tuple[str, ...]) -> bool:
        """Whether ``starts`` would find anything."""
        if len(phrase) == 1:
            return phrase[0] in self.vocabulary
        return self.vocabulary.issuperset(phrase) and bool(self.starts(phrase))


def analyse(text: str, language: str = "") -> Tokens:
    """Tokens of ``text`` in a language given by its ISO 639-1 code, empty when it is unknown."""
    return _analyse(text, profile(language))


def analyse_name(name: str) -> Tokens:
    """Tokens of a person's name: names are folded, never stemmed."""
    return _analyse(name, AS_WRITTEN)


@lru_cache(maxsize=1 << 16)
def phrase_in(text: str, how: Profile) -> tuple[str, ...]:
    """The terms that a phrase of a query has in an article of profile ``how``; the longest-lived cache."""
    return _analyse(text, how).terms


@lru_cache(maxsize=1 << 13)
def variants(text: str) -> tuple[tuple[str, ...], ...]:
    """The terms that a phrase of a query has in any article: one tuple per language, without repeats.

    A query is not written in a language: "Lizenz" has to find German inflections in German articles and
    the bare word in all others.
    """
    return tuple(dict.fromkeys(phrase_in(text, how) for how in PROFILES))


def _analyse(text: str, how: Profile) -> Tokens:
    # No chunk holds a blank. Blanks are found several times faster than chunks, and news repeats its words
    # with their commas; text without blanks would only fill the cache with its sentences.
    pieces = text.split()
    if max(map(len, pieces), default=0) > _LONGEST_PIECE:
        pieces = CHUNK.findall(text)
    return Tokens(text, how, tuple(chain.from_iterable(map(_terms(how).__getitem__, pieces))))


class _Terms(dict[str, tuple[str, ...]]):
    """From a text without blanks to its terms. What was read is kept: nearly every piece comes again, and a
    plain look-up costs half of one that notes when it was."""

    def __init__(self, how: Profile) -> None:
        super().__init__()
        self._how = how

    def __missing__(self, piece: str) -> tuple[str, ...]:
        if len(self) >= _MOST_PIECES:
            self.clear()
        if piece.isascii() and piece.isalnum() and len(piece) <= RUN:
            # What the general case comes to, for nine words of ten.
            words = [piece.lower()]
        else:
            words = [word for chunk in CHUNK.findall(piece) for word, _, _ in parts(chunk)]
        found = self[piece] = tuple(term(word, self._how) for word in words)
        return found


@cache
def _terms(how: Profile) -> _Terms:
    return _Terms(how)


def _tokens(text: str, how: Profile) -> Iterator[Token]:
    for chunk in CHUNK.finditer(text):
        at = chunk.start()
        for word, start, end in parts(chunk[0]):
            yield Token(term(word, how), word, at + start, at + end)
