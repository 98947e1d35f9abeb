"""What the gazetteer holds: entities with their names, contexts, vocabularies, ready rules."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from hashlib import blake2b

from core.text.analysis import analyse_name

# A shorter word with an s is mostly another word.
_SHORTEST_WITH_S = 2


class EntityType(StrEnum):
    """What an entity is."""

    MAKER = "maker"
    BRAND = "brand"
    ALLIANCE = "alliance"
    BATTERY = "battery"
    MATERIALS = "materials"
    SUPPLIER = "supplier"
    CHARGING = "charging"
    REGULATOR = "regulator"
    ASSOCIATION = "association"


@dataclass(frozen=True, slots=True)
class Name:
    """A name of an entity, or a word of a context.

    It stands where ``forms`` stand: word by word, in any capitals, never inflected. ``language`` is its
    ISO 639-1 code, empty for the ticker of a listed company.

    ``context`` names a set of words of which one must be in the same article, empty where the name says
    enough. With ``capitals`` it counts only in a text that prints it in just the capitals of ``text``.
    """

    text: str
    language: str
    context: str = ""
    capitals: bool = False

    @property
    def forms(self) -> tuple[str, ...]:
        """The name, and with the s of a plural or a genitive ("Teslas") where it ends in a Latin letter."""
        last = self.text.split()[-1]
        takes_s = (
            self.language and len(last) >= _SHORTEST_WITH_S and last[-1].isascii() and last[-1].isalpha()
        )
        return (self.text, f"{self.text}s") if takes_s and last[-1] not in "sS" else (self.text,)


@dataclass(frozen=True, slots=True)
class Entity:
    """A company, a brand or an authority.

    ``country`` is ISO 3166-1, or EU; ``parent`` the id of the entity it belongs to, or empty. ``decoys``
    are longer words in which a name means something else: a name inside one of them does not count.
    """

    id: str
    type: EntityType
    country: str
    names: tuple[Name, ...]
    parent: str = ""
    decoys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Preset:
    """A ready rule; ``severity`` is low, medium or high."""

    id: str
    name: str
    severity: str
    description: str
    query: str


@dataclass(frozen=True)
class Gazetteer:
    """All of it. ``vocabularies`` and ``contexts`` are names by the id of their set, ``concepts`` and
    ``places`` words that mean the same, by the id of what they mean."""

    entities: tuple[Entity, ...]
    contexts: Mapping[str, tuple[Name, ...]]
    vocabularies: Mapping[str, tuple[Name, ...]]
    concepts: Mapping[str, tuple[Name, ...]]
    places: Mapping[str, tuple[Name, ...]]
    presets: Mapping[str, Preset]

    def get(self, entity_id: str) -> Entity | None:
        """The entity with that id; None where there is none."""
        return self._by_id.get(entity_id)

    def of_type(self, kind: EntityType) -> tuple[Entity, ...]:
        """All of one type. Brands count as makers, too: whoever asks for makers wants Denza's recall."""
        kinds = {kind, EntityType.BRAND} if kind is EntityType.MAKER else {kind}
        return tuple(entity for entity in self.entities if entity.type in kinds)

    def named(self, text: str) -> tuple[Entity, ...]:
        """The entities that have this name, in any language; ambiguous or not, capitals do not count."""
        return self._by_name.get(analyse_name(text).terms, ())

    def context_terms(self, context: str) -> tuple[Name, ...]:
        """The words that make names of that ``Name.context`` count."""
        return self.contexts[context]

    @cached_property
    def digest(self) -> str:
        """Eight digits that are others as soon as any text could be found to name other entities."""
        return blake2b(repr((self.entities, self.contexts)).encode(), digest_size=4).hexdigest()

    @cached_property
    def _by_id(self) -> dict[str, Entity]:
        return {entity.id: entity for entity in self.entities}

    @cached_property
    def _by_name(self) -> dict[tuple[str, ...], tuple[Entity, ...]]:
        found: dict[tuple[str, ...], tuple[Entity, ...]] = {}
        for terms, entity in self._named():
            if entity not in found.get(terms, ()):
                found[terms] = (*found.get(terms, ()), entity)
        return found

    def _named(self) -> Iterator[tuple[tuple[str, ...], Entity]]:
        for entity in self.entities:
            for name in entity.names:
                yield analyse_name(name.text).terms, entity
