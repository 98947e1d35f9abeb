"""Entities of the gazetteer: what ``@name`` means in a query, and where an article names them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from functools import cache, cached_property

from core.gazetteer import EntityType, gazetteer
from core.gazetteer.spotting import Doubt, spotter
from core.query.nodes import Scope
from core.query.places import Place

_TYPES = tuple(map(str, EntityType))
_GUESSES = 3
_TEXTS = (Scope.TITLE, Scope.BODY)


def named(text: str) -> str:
    """The id of an entity, or a type, that ``text`` says: an id, a type or a name in any language.

    Raises ValueError with the reason that the user reads when it is none, or a name of several.
    """
    said, known = text.casefold(), gazetteer()
    if known.get(said) is not None or said in _TYPES:
        return said
    ids = [entity.id for entity in known.named(text)]
    if len(ids) == 1:
        return ids[0]
    if ids:
        raise ValueError(f'"{text}" is a name of several: {_listed(ids)}')
    guesses = _close(said)
    hint = f"did you mean {_listed(guesses)}?" if guesses else f"it may also be a type: {_listed(_TYPES)}"
    raise ValueError(f'the gazetteer has no entity "{text}"; {hint} (in quotes it is text to search for)')


def is_type(name: str) -> bool:
    """Whether the name of an ``Entity`` is a type, not an id."""
    return name in _TYPES


class Mentions:
    """Where an article names entities. Looked for when first asked, once for all queries."""

    def __init__(self, title: str, body: str) -> None:
        self._texts = (title, body)

    def names(self, scope: Scope) -> frozenset[str]:
        """The ids of the entities, and their types, that are named there."""
        return self._names[scope]

    def places(self, name: str, scope: Scope) -> Sequence[Place]:
        """Where the entity or type is named in the title or in the body, in order."""
        return self._places[scope].get(name, ())

    def doubts(self, name: str) -> list[Doubt]:
        """The names of the entity, or of all of the type, that stand in the article and do not count."""
        known = gazetteer()
        ids = [entity.id for entity in known.of_type(EntityType(name))] if is_type(name) else [name]
        return spotter().doubts(ids, *self._texts)

    @cached_property
    def _names(self) -> Mapping[Scope, frozenset[str]]:
        names = {scope: frozenset(places) for scope, places in self._places.items()}
        return names | {Scope.TEXT: names[Scope.TITLE] | names[Scope.BODY]}

    @cached_property
    def _places(self) -> Mapping[Scope, Mapping[str, list[Place]]]:
        found: dict[Scope, defaultdict[str, list[Place]]] = {scope: defaultdict(list) for scope in _TEXTS}
        for entity_id, spots in spotter().places(*self._texts).items():
            for text, start, end in spots:
                for name in (entity_id, *_types_of(entity_id)):
                    found[_TEXTS[text]][name].append(Place(start, end - 1))
        for scope in _TEXTS:
            for places in found[scope].values():
                places.sort()
        return found


@cache
def _types_of(entity_id: str) -> tuple[str, ...]:
    known = gazetteer()
    return tuple(kind for kind in EntityType if known.get(entity_id) in known.of_type(kind))


def _close(said: str) -> list[str]:
    """Ids and types that are written nearly so."""
    known = (*_TYPES, *(entity.id for entity in gazetteer().entities))
    return get_close_matches(said, sorted(known), n=_GUESSES)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"@{name}" for name in names)
