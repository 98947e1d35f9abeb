"""What the addresses of a source's articles are like, learnt from those that are known."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from core.urls import url_key

FEWEST_KNOWN = 8
# Rarer than this among the known ones, a shape is a stray.
FEWEST_OF_A_SHAPE = 2
SMALLEST_SHARE = 0.03
SLUG_WORDS = 3
_WORD = "w"
_COUNTED = frozenset(("year", "date", "number"))
_YEAR = re.compile(r"(?:19|20)\d\d")
_DATE = re.compile(r"(?:19|20)\d\d[-_]?[01]\d(?:[-_]?[0-3]\d)?")
_FILE = re.compile(r"(.+)(\.[a-z]{2,5})", re.I)
_SEPARATORS = re.compile(r"[-_]+|%[0-9A-F]{2}")


@dataclass(frozen=True, slots=True)
class Shape:
    """An address with what differs between articles left out: ``host``, the kinds of its path's parts, the
    names of its parameters. ``words`` are the parts that are plain words, by their place."""

    host: str
    parts: tuple[str, ...]
    parameters: tuple[str, ...]
    words: tuple[tuple[int, str], ...]

    @property
    def outline(self) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
        """What articles of one kind have in common."""
        return self.host, self.parts, self.parameters

    @property
    def ends_in_a_word(self) -> bool:
        """True where nothing but words tells an article from a section."""
        return bool(self.parts) and self.parts[-1].partition(".")[0] == _WORD and not self.parameters


class Shapes:
    """The shapes of a source's known articles. ``are_known`` False: too few to go by."""

    def __init__(self, articles: Iterable[str]) -> None:
        seen = [shape_of(url_key(url)) for url in articles]
        counts = Counter(shape.outline for shape in seen)
        fewest = max(FEWEST_OF_A_SHAPE, SMALLEST_SHARE * len(seen))
        self._outlines = {outline for outline, count in counts.items() if count >= fewest}
        self._sections: defaultdict[object, set[object]] = defaultdict(set)
        for shape in seen:
            self._sections[shape.outline].add(shape.words[:-1])
        self.are_known = len(seen) >= FEWEST_KNOWN and bool(self._outlines)

    def fit(self, url: str) -> bool:
        """True when ``url`` has the shape of known articles. One that ends in a plain word has to stand in a
        section that holds known ones."""
        shape = shape_of(url_key(url))
        if shape.outline not in self._outlines:
            return False
        if not shape.ends_in_a_word:
            return True
        return len(shape.parts) > 1 and shape.words[:-1] in self._sections[shape.outline]


def shape_of(key: str) -> Shape:
    """The shape of an address, given as its ``core.urls.url_key``."""
    path, _, query = key.partition("?")
    host, *pieces = path.split("/")
    parts: list[str] = []
    words: list[tuple[int, str]] = []
    for piece in filter(None, pieces):
        part = _part(piece)
        kind, dot, ending = part.partition(".")
        if kind in (_WORD, "coded") and not _COUNTED.isdisjoint(parts):
            # What comes after a date or a number is a title, however short.
            part = f"slug{dot}{ending}"
        elif kind == _WORD:
            words.append((len(parts), piece))
        parts.append(part)
    parameters = tuple(pair.partition("=")[0] for pair in query.split("&") if pair)
    return Shape(host, tuple(parts), parameters, tuple(words))


def _part(piece: str) -> str:
    """The kind of one part of a path."""
    named = _FILE.fullmatch(piece)
    name, ending = (named[1], named[2].lower()) if named else (piece, "")
    if _YEAR.fullmatch(name):
        return "year"
    if _DATE.fullmatch(name):
        return "date"
    if name.isdecimal():
        return ("number" if len(name) > 2 else "day") + ending
    words = [word for word in _SEPARATORS.split(name) if word]
    # Most slugs have many words, and some of them a number at one end.
    if len(words) >= SLUG_WORDS or "%" in name:
        return "slug" + ending
    if any(character.isdecimal() for character in name):
        return "coded" + ending
    return _WORD + ending
