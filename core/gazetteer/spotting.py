"""Which entities a text speaks of, by the names in the gazetteer.

All names, decoys and words of contexts are looked up in one walk over the words of a text, as the
analysis divides them without stemming; what a name asks for besides is looked at only where it stands.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple, Self

from core.gazetteer.load import gazetteer
from core.gazetteer.model import Gazetteer, Name
from core.text.analysis import analyse_name


class _End(NamedTuple):
    """What a row of words is: a name of ``entity``, without a ``name`` a decoy of it; without an entity a
    word of ``context``."""

    entity: str = ""
    name: Name | None = None
    context: str = ""


@dataclass(slots=True)
class _Step:
    """A word on the way to the end of a name."""

    further: dict[str, Self] = field(default_factory=dict)
    ends: list[_End] = field(default_factory=list)


class _Found(NamedTuple):
    """Words ``start`` up to ``end`` of text number ``text``: a decoy, or a name that asks for ``context``."""

    text: int
    start: int
    end: int
    context: str


class Spotter:
    """Finds the entities of ``known`` in texts."""

    def __init__(self, known: Gazetteer) -> None:
        self._root = _Step()
        for entity in known.entities:
            for name in entity.names:
                for form in name.forms:
                    self._learn(form, _End(entity.id, name))
            for decoy in entity.decoys:
                self._learn(decoy, _End(entity.id))
        for context, words in known.contexts.items():
            for form in (form for word in words for form in word.forms):
                self._learn(form, _End(context=context))

    def spot(self, *texts: str) -> dict[str, int]:
        """How often each entity is named in ``texts``, say title and body of one article; by id, in the
        order in which they are first named.

        A word of a context counts for all the texts. Names are not looked for across two of them.
        """
        return {entity: len(places) for entity, places in self._places(texts).items()}

    def spot_each(self, *texts: str) -> tuple[dict[str, int], ...]:
        """The same for each of ``texts`` by itself, all of them being one article."""
        counts: tuple[dict[str, int], ...] = tuple({} for _ in texts)
        for entity, places in self._places(texts).items():
            for number, _ in places:
                counts[number][entity] = counts[number].get(entity, 0) + 1
        return counts

    def _places(self, texts: Sequence[str]) -> dict[str, list[tuple[int, int]]]:
        """Where each entity is named, as text and word; by id, in the order in which they are first named."""
        found: defaultdict[str, list[_Found]] = defaultdict(list)
        decoys: defaultdict[str, list[_Found]] = defaultdict(list)
        contexts = set()
        for number, text in enumerate(texts):
            printed = _Printed(text)
            for start, end, what in self._walk(analyse_name(text).terms):
                if what.context:
                    contexts.add(what.context)
                elif what.name is None:
                    decoys[what.entity].append(_Found(number, start, end, ""))
                elif not what.name.capitals or printed[what.name]:
                    found[what.entity].append(_Found(number, start, end, what.name.context))
        places = {entity: _places(names, decoys[entity], contexts) for entity, names in found.items()}
        named = [entity for entity in places if places[entity]]
        return {entity: places[entity] for entity in sorted(named, key=lambda each: places[each][0])}

    def _learn(self, words: str, end: _End) -> None:
        step = self._root
        for term in analyse_name(words).terms:
            step = step.further.setdefault(term, _Step())
        step.ends.append(end)

    def _walk(self, terms: tuple[str, ...]) -> Iterator[tuple[int, int, _End]]:
        heads, last = self._root.further, len(terms)
        for start, term in enumerate(terms):
            if term not in heads:
                continue
            step, at = heads[term], start + 1
            while True:
                for end in step.ends:
                    yield start, at, end
                if at == last or terms[at] not in step.further:
                    break
                step, at = step.further[terms[at]], at + 1


@cache
def spotter() -> Spotter:
    """The spotter of the gazetteer that comes with evwatch; made once, in milliseconds."""
    return Spotter(gazetteer())


def _places(found: list[_Found], decoys: list[_Found], contexts: set[str]) -> list[tuple[int, int]]:
    """Where an entity is named, as text and word: one name within another is one place."""
    places: list[tuple[int, int]] = []
    text, end = -1, 0
    for one in found:
        counts = not one.context or one.context in contexts
        if not counts or any(_holds(decoy, one) for decoy in decoys):
            continue
        if one.text != text or one.start >= end:
            places.append((one.text, one.start))
            text, end = one.text, one.end
        else:
            end = max(end, one.end)
    return places


def _holds(outer: _Found, inner: _Found) -> bool:
    return outer.text == inner.text and outer.start <= inner.start and inner.end <= outer.end


class _Printed(dict[Name, bool]):
    """Whether names stand somewhere in a text in just their capitals. Asked only for those that stand there
    in some capitals; where every word is printed is slow to tell."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __missing__(self, name: Name) -> bool:
        self[name] = is_printed = _as_printed(name.text).search(self._text) is not None
        return is_printed


@cache
def _as_printed(words: str) -> re.Pattern[str]:
    # Chinese may stand right beside: a border of Unicode's words would be none.
    spaced = r"\s+".join(map(re.escape, words.split()))
    return re.compile(rf"(?<![A-Za-z0-9]){spaced}s?(?![A-Za-z0-9])")
