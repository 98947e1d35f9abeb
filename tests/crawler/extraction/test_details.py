"""Section, picture, agency, editors, translators, summary, length."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from core.article import Draft, Field, Flag
from core.text.words import count_words
from crawler.extraction import extract
from crawler.extraction.choose_summary import LONGEST, opening

URL = "https://voltharbour.example/2024/02/06/robots"
TEXT = [
    f"Paragraph {word} tells a little more about the battery plant and its forty robots."
    for word in ("founder", "chairman", "cook", "guard", "lawyer", "painter")
]


def read(
    linked: Mapping[str, Any] | None = None,
    *others: Mapping[str, Any],
    head: str = "",
    before: str = "",
    text: list[str] = TEXT,
    title: str = "Robots build batteries in the far north",
) -> Draft:
    """A plain page that declares ``linked`` of its article, and ``others`` beside it."""
    article = {"@type": "NewsArticle", "headline": title, **(linked or {})}
    graph = json.dumps({"@context": "https://schema.org", "@graph": [article, *others]})
    html = (
        f"<html lang=en><head><title>{title}</title>{head}<script type='application/ld+json'>{graph}</script>"
        f"</head><body><article><h1>{title}</h1>{before}<div class='entry-content'>"
        f"{''.join(f'<p>{line}</p>' for line in text)}</div></article></body></html>"
    )
    return extract(html.encode(), URL)


WAY = {
    "@type": "BreadcrumbList",
    "itemListElement": [
        {"@type": "ListItem", "position": 1, "name": "Volt Harbour", "item": "https://voltharbour.example/"},
        {"@type": "ListItem", "position": 2, "item": {"@id": "/plants/", "name": "Plants"}},
        {"@type": "ListItem", "position": 3, "name": "Robots build batteries in the far north"},
    ],
}


@pytest.mark.parametrize(
    ("linked", "others", "head", "section"),
    [
        pytest.param({"articleSection": "Plants"}, (), "", "Plants", id="a string"),
        pytest.param(
            {"articleSection": ["Plants &amp; People", "All"]}, (), "", "Plants & People", id="a list"
        ),
        pytest.param(
            {}, (), "<meta property='article:section' content='Plants'>", "Plants", id="a meta element"
        ),
        pytest.param({}, (WAY,), "", "Plants", id="the way to the page"),
        pytest.param({"articleSection": "https://x.example/plants"}, (), "", "", id="an address is none"),
        pytest.param({}, (), "", "", id="nothing"),
    ],
)
def test_the_section_is_the_sites_own_word(
    linked: Mapping[str, Any], others: tuple[Mapping[str, Any], ...], head: str, section: str
) -> None:
    assert read(linked, *others, head=head).section == section


CDN, SITE = "https://cdn.example/", "https://voltharbour.example/"
HERO = {"@type": "ImageObject", "@id": "#hero", "url": "/hero.jpg"}
OPEN_GRAPH = "<meta property='og:image' content='//cdn.example/o.jpg'>"


@pytest.mark.parametrize(
    ("image", "others", "head", "expected"),
    [
        pytest.param(CDN + "a.jpg", (), "", CDN + "a.jpg", id="a string"),
        pytest.param({"@type": "ImageObject", "url": "/a.jpg"}, (), "", SITE + "a.jpg", id="an object"),
        pytest.param([{"contentUrl": "/a.jpg"}, "/b.jpg"], (), "", SITE + "a.jpg", id="a list"),
        pytest.param({"@id": "#hero"}, (HERO,), "", SITE + "hero.jpg", id="a reference"),
        pytest.param(None, (), OPEN_GRAPH, CDN + "o.jpg", id="Open Graph"),
        pytest.param("data:image/png;base64,AAAA", (), "", "", id="no address"),
        pytest.param({"@id": "#pit"}, ({"@id": "#pit", "url": {"@id": "#pit"}},), "", "", id="a circle"),
    ],
)
def test_the_image_has_an_absolute_address(
    image: Any, others: tuple[Mapping[str, Any], ...], head: str, expected: str
) -> None:
    assert read({"image": image}, *others, head=head).image == expected


@pytest.mark.parametrize(
    ("linked", "before", "text", "agency"),
    [
        pytest.param({}, "<p class='byline'>By Ada Lind, Reuters</p>", TEXT, "Reuters", id="in the byline"),
        pytest.param({}, "", ["OSLO (Reuters) - " + TEXT[0], *TEXT[1:]], "Reuters", id="in the dateline"),
        pytest.param({"provider": {"name": "dpa"}}, "", TEXT, "dpa", id="as provider"),
        pytest.param({"author": {"@type": "Organization", "name": "AFP"}}, "", TEXT, "AFP", id="as author"),
        pytest.param({}, "<p class='byline'>By Ada Lind</p>", TEXT, "", id="nobody's copy"),
        pytest.param({"provider": {"name": "Volt Harbour"}}, "", TEXT, "", id="the site is no agency"),
    ],
)  # fmt: skip
def test_the_agency_is_told_by_byline_dateline_or_declaration(
    linked: Mapping[str, Any], before: str, text: list[str], agency: str
) -> None:
    draft = read(linked, before=before, text=text)
    assert draft.agency == agency
    assert (Flag.WIRE_COPY in draft.flags) is bool(agency)
    assert bool(agency) is (Field.AGENCY in draft.origins)
    assert not agency or draft.origins[Field.AGENCY].stage


def test_a_chinese_page_names_its_source_and_its_editor() -> None:
    draft = read(
        before="<div class='article-info'><i>来源：新华社</i> <i class='editor'>责任编辑：林知远</i></div>",
        text=[f"第{n}条生产线的工人说，机器人每天装配四千块电池，比去年多了一倍。" for n in "一二三四五六"],
        title="机器人在北方造电池",
    )
    assert (draft.agency, draft.editors, draft.translators) == ("新华社", ("林知远",), ())
    assert draft.word_count > 100


def test_editors_and_translators_are_declared_in_several_ways() -> None:
    draft = read(
        {
            "editor": {"@type": "Person", "name": "Bo Ek"},
            "contributor": [
                {
                    "@type": "Role",
                    "roleName": "Translator",
                    "contributor": {"@type": "Person", "name": "Cy Moe"},
                },
                {"@type": "Person", "name": "Fay Ode", "jobTitle": "Managing Editor"},
                {"@type": "Person", "name": "Ed Lo", "jobTitle": "Photographer"},
            ],
        }
    )
    assert (draft.editors, draft.translators) == (("Bo Ek", "Fay Ode"), ("Cy Moe",))
    assert draft.origins[Field.EDITORS].stage == "9-details"


@pytest.mark.parametrize(
    ("line", "editors", "translators"),
    [
        pytest.param("Translated by Cy Moe", (), ("Cy Moe",), id="translated by"),
        pytest.param("Translated from Norwegian by Cy Moe and Fay Ode", (), ("Cy Moe", "Fay Ode"), id="two"),
        pytest.param("By Ada Lind. Edited by Bo Ek", ("Bo Ek",), (), id="edited by"),
        pytest.param("Edited by robots and their keepers", (), (), id="words that are no names"),
    ],
)
def test_visible_credits_are_kept_apart_from_the_byline(
    line: str, editors: tuple[str, ...], translators: tuple[str, ...]
) -> None:
    draft = read(before=f"<p class='byline-credits'>{line}</p>")
    assert (draft.editors, draft.translators) == (editors, translators)


def test_a_declared_summary_is_taken_as_it_is() -> None:
    draft = read(head="<meta name='description' content='Forty robots at work.'>")
    assert draft.summary == "Forty robots at work."


def test_without_one_the_article_says_how_it_begins() -> None:
    draft = read()
    assert draft.summary == TEXT[0]
    assert draft.origins[Field.SUMMARY].stage == "10-body"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("OSLO, 6 February\n\n" + TEXT[0], TEXT[0], id="a dateline is no beginning"),
        pytest.param("Short.", "Short.", id="there is nothing else"),
        pytest.param(
            "It runs. " * 50, ("It runs. " * 50)[:LONGEST].rstrip(" Itruns") + "", id="whole sentences"
        ),
        pytest.param("机器人造电池。" * 60, "机器人造电池。" * (LONGEST // 7), id="Chinese sentences"),
    ],
)
def test_a_beginning_is_cut_at_the_end_of_a_sentence(text: str, expected: str) -> None:
    assert opening(text) == expected


def test_a_sentence_without_an_end_is_cut_between_words() -> None:
    said = opening("endless words " * 50)
    assert len(said) <= LONGEST
    assert said.endswith(("words…", "endless…"))


@pytest.mark.parametrize(
    ("text", "count"),
    [
        pytest.param("The plant's 40 robots – all of them – work.", 8, id="words as blanks divide them"),
        pytest.param("电池厂有40个机器人。", 9, id="each character, and a number"),
        pytest.param("", 0, id="nothing"),
        pytest.param("— … !", 0, id="signs are no words"),
    ],
)
def test_the_length_of_a_text_is_counted_in_words_and_characters(text: str, count: int) -> None:
    assert count_words(text) == count


def test_the_draft_counts_the_words_of_its_body() -> None:
    draft = read()
    assert draft.word_count == len(draft.body.split())
