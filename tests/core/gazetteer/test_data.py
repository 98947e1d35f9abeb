"""The data of the gazetteer, walked."""

import re
from collections import defaultdict
from dataclasses import replace

import pytest

from core.gazetteer import Entity, EntityType, Name, Preset, gazetteer
from core.query.parser import parse
from core.text.analysis import analyse_name

KNOWN = gazetteer()
# What the analysis makes of a text and what is asked of it: names that agree in both are one name.
Reading = tuple[tuple[str, ...], str, str]


def readings(name: Name) -> list[Reading]:
    return [
        (analyse_name(form).terms, name.context, name.text if name.capitals else "") for form in name.forms
    ]


def test_every_type_has_entities_and_no_id_comes_twice() -> None:
    assert len(KNOWN.entities) >= 100
    assert len({entity.id for entity in KNOWN.entities}) == len(KNOWN.entities)


@pytest.mark.parametrize("entity", KNOWN.entities, ids=lambda entity: entity.id)
def test_an_entity_is_complete(entity: Entity) -> None:
    assert re.fullmatch(r"[a-z0-9-]+", entity.id)
    assert re.fullmatch(r"[A-Z]{2}", entity.country)
    assert entity.names
    assert not entity.parent or KNOWN.get(entity.parent) is not None
    for text in (*(name.text for name in entity.names), *entity.decoys):
        assert analyse_name(text).terms, f"{text!r} holds no word"
    assert {name.context for name in entity.names} <= {"", *KNOWN.contexts}


def test_no_entity_says_one_name_twice() -> None:
    for entity in KNOWN.entities:
        said = [reading for name in entity.names for reading in readings(name)]
        assert len(set(said)) == len(said), entity.id


def test_a_name_that_two_entities_share_is_marked_ambiguous_in_all_but_one() -> None:
    plain: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
    for entity in KNOWN.entities:
        for name in entity.names:
            if not name.context and not name.capitals:
                plain[analyse_name(name.text).terms].add(entity.id)
    assert [ids for ids in plain.values() if len(ids) > 1] == []


def test_every_decoy_holds_a_name_of_its_entity() -> None:
    for entity in KNOWN.entities:
        for decoy in entity.decoys:
            inside = analyse_name(decoy)
            assert any(inside.has(terms) for name in entity.names for terms, _, _ in readings(name)), decoy


@pytest.mark.parametrize("words", [*KNOWN.contexts.values(), *KNOWN.vocabularies.values()])
def test_the_words_of_a_set_hold_words_and_do_not_repeat(words: tuple[Name, ...]) -> None:
    said = [(name.language, analyse_name(name.text).terms) for name in words]
    assert all(terms for _, terms in said)
    assert len(set(said)) == len(said)


@pytest.mark.parametrize("preset", KNOWN.presets.values(), ids=lambda preset: preset.id)
def test_a_preset_is_complete_and_can_be_parsed(preset: Preset) -> None:
    assert preset.name
    assert preset.description
    assert preset.severity in ("low", "medium", "high")
    parse(preset.query)


def test_a_name_is_found_in_any_language_and_with_any_capitals() -> None:
    assert [entity.id for entity in KNOWN.named("蔚来")] == ["nio"]
    assert [entity.id for entity in KNOWN.named("li auto")] == ["li-auto"]
    assert KNOWN.named("Nobody Motors") == ()


def test_the_digest_follows_what_texts_are_searched_for_and_nothing_else() -> None:
    assert replace(KNOWN, presets={}).digest == KNOWN.digest
    assert replace(KNOWN, entities=KNOWN.entities[1:]).digest != KNOWN.digest
    assert replace(KNOWN, contexts={"ev": KNOWN.contexts["ev"]}).digest != KNOWN.digest


def test_no_entity_is_called_like_a_type() -> None:
    assert {entity.id for entity in KNOWN.entities}.isdisjoint(EntityType)


def test_makers_include_their_brands() -> None:
    ids = {entity.id for entity in KNOWN.of_type(EntityType.MAKER)}
    assert {"byd", "denza"} <= ids
    assert "catl" not in ids
