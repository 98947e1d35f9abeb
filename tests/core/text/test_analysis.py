"""Which words are the same word, and where they stand in the text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text.analysis import analyse, analyse_name, variants
from core.text.words import plain


def terms(text: str, language: str = "en") -> list[str]:
    return list(analyse(text, language).terms)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("licence", "license"),
        ("licences", "licensed"),
        ("licensing", "license"),
        ("authorised", "authorized"),
        ("authorisation", "authorization"),
        ("organise", "organizing"),
        ("tyre", "tires"),
        ("centre", "centers"),
        ("centred", "centered"),
        ("kilometres", "kilometer"),
        ("colour", "colors"),
        ("labour", "labor"),
        ("neighbouring", "neighboring"),
        ("aluminium", "aluminum"),
        ("programme", "programs"),
        ("defence", "defense"),
        ("catalogue", "catalog"),
        ("travelled", "traveled"),
        ("fuelled", "fueled"),
        ("modelling", "modeling"),
        ("practise", "practice"),
        ("analyse", "analyzed"),
        ("sulphide", "sulfides"),
        ("electrolyser", "electrolyzers"),
        ("fulfil", "fulfills"),
        ("instalment", "installments"),
        ("judgement", "judgments"),
        ("manoeuvre", "maneuvering"),
        ("factory", "factories"),
        ("China's", "China"),
        ("CHINA’S", "china"),
        ("Škoda", "Skoda"),
        ("Citroën", "citroen"),
        ("Cite\u0301", "cité"),
        ("ＮＩＯ", "nio"),
        ("manu\u00adfacturing", "manufacturing"),
        ("Straße", "STRASSE"),
    ],
)
def test_both_are_one_word_in_english(one: str, other: str) -> None:
    assert terms(one) == terms(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("tour", "tor"),
        ("four", "for"),
        ("prize", "prise"),
        ("author", "authorise"),
        ("organ", "organisation"),
        ("license", "silence"),
        ("difference", "defense"),
        ("10", "100"),
        ("蔚", "来"),
    ],
)
def test_these_stay_two_words_in_english(one: str, other: str) -> None:
    assert terms(one) != terms(other)


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("de", "Lizenz", "Lizenzen"),
        ("de", "Fahrzeug", "Fahrzeuge"),
        ("fr", "usine", "usines"),
        ("es", "fábrica", "fabricas"),
        ("nb", "bilen", "biler"),
        ("ru", "лицензия", "лицензии"),
        ("ru", "NIO's", "nio"),
        ("ko", "factories", "factory"),
        ("", "factories", "factory"),
    ],
)
def test_inflection_follows_the_language_of_the_article(language: str, one: str, other: str) -> None:
    assert terms(one, language) == terms(other, language)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("NIO获生产资质", ["en~nio", "获", "生", "产", "资", "质"], id="Han: one per character"),
        pytest.param("テスラ", ["テ", "ス", "ラ"], id="so are kana"),
        pytest.param("ｶﾞ", ["ガ"], id="a half-width kana and its sound mark are one"),
        pytest.param("현대차 전기차", ["현대차", "전기차"], id="Hangul has words"),
        pytest.param("solid-state", ["en~solid", "en~state"], id="a hyphen splits"),
        pytest.param("AT&T C++ 10%", ["en~at", "en~t", "en~c", "10"], id="signs separate"),
        pytest.param("l'usine", ["en~l", "en~usin"], id="an apostrophe splits"),
        pytest.param("Model3 ET5", ["model3", "et5"], id="a word with digits is not inflected"),
        pytest.param("800㎞ 5㎾", ["800", "en~km", "5", "en~kw"], id="squared units are words"),
        pytest.param("½", ["1", "2"], id="a fraction is its numbers"),
        pytest.param('\x00"\ud800*^(', [], id="controls and signs are nothing"),
        pytest.param("", [], id="nothing is nothing"),
    ],
)
def test_what_a_token_is(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


def test_offsets_count_in_the_original_text() -> None:
    text = "“ＮＩＯ’s” manu\u00adfacturing: Cite\u0301 生产"
    words = [text[token.start : token.end] for token in analyse(text).tokens]
    assert words == ["ＮＩＯ", "manu\u00adfacturing", "Cite\u0301", "生", "产"]


def test_a_token_keeps_its_folded_surface() -> None:
    assert [token.surface for token in analyse("Škoda's Licences").tokens] == ["škoda", "licences"]


def test_a_language_without_a_stemmer_keeps_its_words() -> None:
    assert terms("Lisensi pabrik", "id") == ["lisensi", "pabrik"]


def test_names_are_folded_and_never_stemmed() -> None:
    assert analyse_name("Jürgen Banks").terms == ("jurgen", "banks")


def test_accents_count_outside_of_the_latin_script() -> None:
    assert plain("й") == "й"


def test_a_query_word_has_a_form_for_every_language_and_none_twice() -> None:
    forms = variants("Lizenzen")
    assert ("de~lizenz",) in forms
    assert ("lizenzen",) in forms
    assert variants("生产") == (("生", "产"),)
    assert len(set(forms)) == len(forms)


def test_a_megabyte_without_a_space_is_read_as_many_short_words() -> None:
    assert max(map(len, analyse("a" * 1_000_000).terms)) < 100


@given(st.text())
def test_every_token_read_alone_gives_its_term_again(text: str) -> None:
    for token in analyse(text).tokens:
        assert token.term in analyse(text[token.start : token.end]).terms


@given(st.text())
def test_terms_are_lower_case_without_space_or_sign(text: str) -> None:
    for term in analyse(text).terms:
        assert term
        assert all(char.isalnum() or char == "~" for char in term if char.isascii())
        assert term == term.lower() or not term.isascii()


@given(st.text(), st.sampled_from(["en", "de", "ru", "zh", "tr", "xx"]))
def test_tokens_and_terms_agree(text: str, language: str) -> None:
    analysed = analyse(text, language)
    assert tuple(token.term for token in analysed.tokens) == analysed.terms
