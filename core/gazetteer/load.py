"""The data files of the gazetteer, read.

A file of entities is called after their type. Each table is one entity: ``country``, ``parent``, its
names by language (``en = ["NIO"]``), ``tickers``; ``context.<id>`` repeats those names that count only
with a word of that context, ``capitals`` those that count only in just these capitals, ``decoys`` are
longer words that only look like a name.
"""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from core.gazetteer.model import Entity, EntityType, Gazetteer, Name, Preset

DATA = Path(__file__).parent / "data"
FILES = {
    EntityType.MAKER: "makers",
    EntityType.BRAND: "brands",
    EntityType.ALLIANCE: "alliances",
    EntityType.BATTERY: "batteries",
    EntityType.MATERIALS: "materials",
    EntityType.SUPPLIER: "suppliers",
    EntityType.CHARGING: "charging",
    EntityType.REGULATOR: "regulators",
    EntityType.ASSOCIATION: "associations",
}
_LANGUAGE = 2  # letters of its code: what else a table says has a longer key


@cache
def gazetteer() -> Gazetteer:
    """The gazetteer that comes with evwatch, read once."""
    return Gazetteer(
        entities=tuple(
            _entity(entity_id, kind, said)
            for kind, file in FILES.items()
            for entity_id, said in _table(file).items()
        ),
        contexts={key: tuple(_names(said)) for key, said in _table("contexts").items()},
        vocabularies={key: tuple(_names(said)) for key, said in _table("vocabularies").items()},
        concepts={key: tuple(_names(said)) for key, said in _table("concepts").items()},
        places={key: tuple(_names(said)) for key, said in _table("places").items()},
        presets={
            key: Preset(id=key, **{**said, "query": " ".join(said["query"].split())})
            for key, said in _table("presets").items()
        },
    )


def _table(file: str) -> dict[str, Any]:
    return tomllib.loads((DATA / f"{file}.toml").read_text("utf-8"))


def _entity(entity_id: str, kind: EntityType, said: dict[str, Any]) -> Entity:
    contexts = {text: context for context, texts in said.get("context", {}).items() for text in texts}
    names = [
        Name(name.text, name.language, contexts.get(name.text, ""), name.text in said.get("capitals", ()))
        for name in _names(said)
    ]
    tickers = [Name(ticker, "") for ticker in said.get("tickers", ())]
    return Entity(
        id=entity_id,
        type=kind,
        country=said["country"],
        names=(*names, *tickers),
        parent=said.get("parent", ""),
        decoys=tuple(said.get("decoys", ())),
    )


def _names(said: dict[str, Any]) -> list[Name]:
    return [
        Name(text, language)
        for language, texts in said.items()
        if len(language) == _LANGUAGE
        for text in texts
    ]
