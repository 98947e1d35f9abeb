"""Which concepts a text speaks of: words that mean the same in several languages, by the analysis's terms."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Self

from core.gazetteer.load import gazetteer
from core.gazetteer.model import Name
from core.text.analysis import analyse


@dataclass(slots=True)
class _Step:
    """A term on the way to the end of a word; ``ends`` are the concepts that are said here."""

    further: dict[str, Self] = field(default_factory=dict)
    ends: list[str] = field(default_factory=list)


class ConceptFinder:
    """Finds ``concepts``, words by the id of their concept."""

    def __init__(self, concepts: Mapping[str, Sequence[Name]]) -> None:
        # A word of one language is looked for in the terms of all: they say themselves whose they are.
        self._root = _Step()
        for concept, names in concepts.items():
            for name in names:
                step = self._root
                for term in analyse(name.text, name.language).terms:
                    step = step.further.setdefault(term, _Step())
                if concept not in step.ends:
                    step.ends.append(concept)

    def find(self, terms: Sequence[str]) -> Counter[str]:
        """How often each concept is named. Of words that begin at one place the longest counts."""
        found: Counter[str] = Counter()
        heads, last = self._root.further, len(terms)
        for start, term in enumerate(terms):
            if term not in heads:
                continue
            step, at, ends = heads[term], start + 1, heads[term].ends
            while at < last and terms[at] in step.further:
                step, at = step.further[terms[at]], at + 1
                ends = step.ends or ends
            found.update(ends)
        return found


@cache
def concepts() -> ConceptFinder:
    """The finder of the concepts that come with evwatch."""
    return ConceptFinder(gazetteer().concepts)


@cache
def places() -> ConceptFinder:
    """The finder of the places that come with evwatch."""
    return ConceptFinder(gazetteer().places)
