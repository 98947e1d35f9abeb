"""Which entities a text speaks of, by the names in the gazetteer.

All names, decoys and words of contexts are looked up in one walk over the words of a text, as the
analysis divides them without stemming; what a name asks for besides is looked at only where it stands.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple, Self

from core.gazetteer.load import gazetteer
from core.gazetteer.model import Gazetteer, Name
from core.text.analysis import analyse_name


class _End(NamedTuple):
    """What a row of words is: a name of ``entity``, or a ``decoy`` of it; without an entity a word of
    ``context``."""

    entity: str = ""
    name: Name | None = None
    decoy: str = ""
    context: str = ""


@dataclass(slots=True)
class _Step:
    """A word on the way to the end of a name."""

    further: dict[str, Self] = field(default_factory=dict)
    ends: list[_End] = field(default_factory=list)


class Spot(NamedTuple):
    """Words ``start`` up to ``end`` of text number ``text``, counted as the analysis divides words."""

    text: int
    start: int
    end: int


class Doubt(NamedTuple):
    """A name that stands in a text and does not count, and why not."""

    name: str
    reason: str


class _Found(NamedTuple):
    """Words ``start`` up to ``end`` of text number ``text``: a decoy, or a name that asks for ``context``.

    ``words`` as the gazetteer writes them; ``printed`` is whether the text has the capitals asked for.
    """

    text: int
    start: int
    end: int
    words: str
    context: str = ""
    printed: bool = True


@dataclass(slots=True)
class _Reading:
    """What stands in the texts of an article: names and decoys by entity, and contexts."""

    names: defaultdict[str, list[_Found]] = field(default_factory=lambda: defaultdict(list))
    decoys: defaultdict[str, list[_Found]] = field(default_factory=lambda: defaultdict(list))
    contexts: set[str] = field(default_factory=set)

    def doubt(self, entity: str, one: _Found) -> str:
        """Why the name does not count; empty where it does."""
        if not one.printed:
            return "is not printed in these capitals"
        if one.context and one.context not in self.contexts:
            return f"counts only with a word of the context {one.context}"
        decoy = next((decoy for decoy in self.decoys[entity] if _holds(decoy, one)), None)
        return f"is a part of {decoy.words}" if decoy else ""


class Spotter:
    """Finds the entities of ``known`` in texts."""

    def __init__(self, known: Gazetteer) -> None:
        self._root = _Step()
        for entity in known.entities:
            for name in entity.names:
                for form in name.forms:
                    self._learn(form, _End(entity.id, name))
            for decoy in entity.decoys:
                self._learn(decoy, _End(entity.id, decoy=decoy))
        for context, words in known.contexts.items():
            for form in (form for word in words for form in word.forms):
                self._learn(form, _End(context=context))

    def spot(self, *texts: str) -> dict[str, int]:
        """How often each entity is named in ``texts``, say title and body of one article; by id, in the
        order in which they are first named.

        A word of a context counts for all the texts. Names are not looked for across two of them.
        """
        return {entity: len(places) for entity, places in self.places(*texts).items()}

    def places(self, *texts: str) -> dict[str, list[Spot]]:
        """As ``spot``, with the places of each entity in order; one name within another is one place."""
        reading = self._read(texts)
        places = {entity: _places(entity, reading) for entity in reading.names}
        named = [entity for entity in places if places[entity]]
        return {entity: places[entity] for entity in sorted(named, key=lambda each: places[each][0])}

    def spot_each(self, *texts: str) -> tuple[dict[str, int], ...]:
        """As ``spot`` for each of ``texts`` by itself, all of them being one article."""
        counts: tuple[dict[str, int], ...] = tuple({} for _ in texts)
        for entity, places in self.places(*texts).items():
            for place in places:
                counts[place.text][entity] = counts[place.text].get(entity, 0) + 1
        return counts

    def doubts(self, entities: Collection[str], *texts: str) -> list[Doubt]:
        """The names of ``entities`` that stand in the texts and do not count, each once."""
        reading = self._read(texts)
        found = [(one, reading.doubt(entity, one)) for entity in entities for one in reading.names[entity]]
        return list(dict.fromkeys(Doubt(one.words, reason) for one, reason in found if reason))

    def _read(self, texts: Sequence[str]) -> _Reading:
        reading = _Reading()
        for number, text in enumerate(texts):
            printed = _Printed(text)
            for start, end, what in self._walk(analyse_name(text).terms):
                if what.context:
                    reading.contexts.add(what.context)
                elif what.name is None:
                    reading.decoys[what.entity].append(_Found(number, start, end, what.decoy))
                else:
                    is_printed = not what.name.capitals or printed[what.name]
                    name = _Found(number, start, end, what.name.text, what.name.context, is_printed)
                    reading.names[what.entity].append(name)
        return reading

    def _learn(self, words: str, end: _End) -> None:
        step = self._root
        for term in analyse_name(words).terms:
            step = step.further.setdefault(term, _Step())
        step.ends.append(end)

    def _walk(self, terms: tuple[str, ...]) -> Iterator[tuple[int, int, _End]]:
        heads, last = self._root.further, len(terms)
        for start in [place for place, term in enumerate(terms) if term in heads]:
            step, at = heads[terms[start]], start + 1
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


def _places(entity: str, reading: _Reading) -> list[Spot]:
    places: list[Spot] = []
    for one in reading.names[entity]:
        if reading.doubt(entity, one):
            continue
        last = places[-1] if places else None
        if last is not None and last.text == one.text and one.start < last.end:
            places[-1] = last._replace(end=max(last.end, one.end))
        else:
            places.append(Spot(one.text, one.start, one.end))
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
