"""Spotting: which entities a text speaks of."""

import doctest
from pathlib import Path

import pytest

from core.gazetteer import gazetteer
from core.gazetteer.spotting import Spot, spotter


@pytest.mark.parametrize(
    ("text", "named"),
    [
        pytest.param("BYD opens a plant", {"byd": 1}, id="a name"),
        pytest.param("Abydos opens to visitors", {}, id="no name inside a word"),
        pytest.param("Tesla's and BYD’s plants", {"tesla": 1, "byd": 1}, id="possessives"),
        pytest.param("Two Teslas and the plants of BYDs rivals", {"tesla": 1, "byd": 1}, id="an s"),
        pytest.param("今天蔚来汽车宣布与比亚迪合作", {"nio": 1, "byd": 1}, id="Chinese without spaces"),
        pytest.param("Lynk & Co, Mercedes-Benz and Li\nAuto", {"lynkco": 1, "mercedes": 1, "li-auto": 1},
                     id="names of several words"),
        pytest.param("Li and the auto show", {}, id="not the words of a name apart"),
        pytest.param("NIO, Nio Inc and 蔚来", {"nio": 3}, id="every place counts, in any language"),
        pytest.param("Die EU-Kommission und die Autos", {"ec": 1}, id="German"),
        pytest.param("La Commission europeenne", {"ec": 1}, id="accents do not count"),
        pytest.param("shares (NYSE: XPEV) fell", {"xpeng": 1}, id="a ticker with its exchange"),
        pytest.param("", {}, id="an empty text"),
    ],
)  # fmt: skip
def test_names_are_found_word_by_word(text: str, named: dict[str, int]) -> None:
    assert spotter().spot(text) == named


@pytest.mark.parametrize(
    ("text", "named"),
    [
        pytest.param("这是一个理想的方案，理想很重要", {}, id="an ideal"),
        pytest.param("理想发布新车型", {"li-auto": 1}, id="with a word of its trade"),
        pytest.param("理想汽车今天宣布", {"li-auto": 1}, id="the full name brings its own word"),
        pytest.param("The Neta on the screen", {}, id="a name of anything"),
        pytest.param("Neta sells electric cars", {"hozon": 1}, id="a name among electric cars"),
        pytest.param("The industry ministry in Rome on EVs", {}, id="another country's ministry"),
        pytest.param("The industry ministry in Beijing", {"miit": 1}, id="China's ministry"),
    ],
)
def test_an_ambiguous_name_counts_only_with_a_word_of_its_context(text: str, named: dict[str, int]) -> None:
    assert spotter().spot(text) == named


def test_a_word_of_the_context_may_stand_in_another_text_of_the_article() -> None:
    assert spotter().spot("Firefly comes to Europe") == {}
    assert spotter().spot("Firefly comes to Europe", "The electric car of a new brand.") == {"firefly": 1}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        pytest.param("an MG with a new battery pack", {"mg": 1}, id="the brand"),
        pytest.param("MGs名爵 in a new car", {"mg": 2}, id="beside Chinese, and with an s"),
        pytest.param("a car with 5 mg of lithium", {}, id="milligrams"),
        pytest.param("SK On signs", {"skon": 1}, id="a company"),
        pytest.param("SK on Monday", {}, id="a weekday"),
        pytest.param("0-60 in 3 sec", {}, id="seconds"),
        pytest.param("NIO rises", {"nio": 1}, id="capitals are enough"),
        pytest.param("Nio rises", {}, id="another Nio"),
        pytest.param("Nio builds electric vehicles", {"nio": 1}, id="Nio among electric cars"),
    ],
)
def test_capitals_tell_a_company_from_a_word(text: str, named: dict[str, int]) -> None:
    assert spotter().spot(text) == named


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("马路上汽车很多", id="a word across the border of two"),
        pytest.param("全球第一汽车市场", id="a numeral"),
        pytest.param("国金证券看好汽车行业", id="a securities house"),
        pytest.param("Volvo Trucks shows an electric truck", id="a company of the same name"),
        pytest.param("汽车工业的现代化", id="a longer word"),
    ],
)
def test_a_name_inside_a_decoy_does_not_count(text: str) -> None:
    assert spotter().spot(text) == {}


def test_a_decoy_does_not_hide_the_name_beside_it() -> None:
    assert spotter().spot("国金证券：国金汽车获得资质") == {"sinogold": 1}


def test_places_are_words_and_a_name_within_another_is_one_place() -> None:
    assert spotter().places("今天蔚来汽车宣布", "The Nio Inc of 蔚来") == {
        "nio": [Spot(0, 2, 6), Spot(1, 1, 3), Spot(1, 4, 6)]
    }


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        pytest.param(
            "这是一个理想的方案，理想", ("理想", "counts only with a word of the context ev"), id="context"
        ),
        pytest.param("5 mg of an EV", ("MG", "is not printed in these capitals"), id="capitals"),
        pytest.param("an EV by Volvo Trucks", ("Volvo", "is a part of Volvo Trucks"), id="a decoy"),
    ],
)
def test_a_name_that_does_not_count_is_doubted_once(text: str, doubt: tuple[str, str]) -> None:
    assert spotter().doubts(["li-auto", "mg", "volvo-cars"], text) == [doubt]
    assert spotter().doubts(["nio"], text) == []


def test_entities_come_in_the_order_in_which_they_are_named() -> None:
    assert list(spotter().spot("Tesla and BYD", "NIO, Tesla")) == ["tesla", "byd", "nio"]


def test_every_name_is_found_where_all_that_it_asks_for_is_there() -> None:
    known = gazetteer()
    contexts = " ".join(words[0].text for words in known.contexts.values())
    for entity in known.entities:
        for name in entity.names:
            assert entity.id in spotter().spot(f"{name.text}, {contexts}"), name


def test_the_example_of_the_guide_holds() -> None:
    guide = (Path(__file__).parents[3] / "docs" / "gazetteer.md").read_text("utf-8")
    examples = doctest.DocTestParser().get_doctest(
        guide.replace("```", ""), {"spotter": spotter}, "guide", None, None
    )
    assert len(examples.examples) == 1
    assert doctest.DocTestRunner(verbose=False).run(examples).failed == 0
