"""Walks every site and every article: what gold promises really stands in the page."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from demo.gold import gold as expected_of
from demo.loader import load_articles, read_articles
from demo.newsroom import Article, Newsroom, load_world
from tests.demo.conftest import END, fetch
from tests.demo.pages import broken_promises

WORLD = load_world()
EVENT = "nio-licence"
FEWEST_WORDS = 120
FEWEST_CHINESE = 200


def test_there_are_enough_sites_and_articles() -> None:
    assert len(WORLD.sites) >= 8
    assert len(list(WORLD)) >= 80


def test_six_sites_tell_the_event_in_three_languages() -> None:
    told = [WORLD.by_id[one] for one in WORLD.events()[EVENT]]
    assert len({article.site_id for article in told}) >= 6
    languages = {WORLD.sites[article.site_id].language[:2] for article in told}
    assert {"en", "zh", "de"} <= languages


def test_the_regulator_is_first_with_the_event() -> None:
    assert WORLD.events()[EVENT][0].startswith("ministry/")


@pytest.mark.parametrize(
    ("site", "wording"),
    [
        ("motorvolt", "manufacturing licence"),
        ("pluggedin", "manufacturing license"),
        ("evstandard", "manufacturing license"),
        ("gridnotes", "authorised to make cars"),
        ("harbourpost", "authorized to make cars"),
        ("chewang", "生产资质"),
        ("dianchi", "造车资质"),
        ("stromblick", "Produktionslizenz"),
        ("stromblick", "Herstellerlizenz"),
    ],
)
def test_each_site_has_its_own_words_for_it(site: str, wording: str) -> None:
    told = [WORLD.by_id[one] for one in WORLD.events()[EVENT] if one.startswith(f"{site}/")]
    assert any(wording in block.text for article in told for block in article.versions[0].blocks)


def test_the_rewrite_keeps_the_words_out_of_its_title() -> None:
    article = WORLD.by_id["evstandard/nio-stands-on-its-own-feet"]
    assert "licen" not in (article.versions[0].title + article.versions[0].teaser).lower()


def test_a_wire_story_is_word_for_word_the_same_on_two_hosts() -> None:
    copies = [article for article in WORLD if article.copy_of]
    assert len(copies) >= 3
    for copy in copies:
        original = WORLD.by_id[copy.copy_of]
        assert original.site_id != copy.site_id
        assert original.versions[0].blocks == copy.versions[0].blocks


@pytest.mark.parametrize("article", list(WORLD), ids=lambda article: article.id)
def test_an_article_is_long_enough_and_falls_into_the_week(article: Article) -> None:
    one = article
    assert one.published.isoformat() >= "2023-11-30"
    assert one.versions[-1].at < END
    gold = WORLD.gold_of(one.id, port=80, at=END)
    text = " ".join([*gold.paragraphs, *gold.cells])
    if gold.language == "zh":
        assert len(re.findall(r"[\u4e00-\u9fff]", text)) >= FEWEST_CHINESE
    else:
        assert len(text.split()) >= FEWEST_WORDS
    assert gold.title
    assert gold.teaser
    assert len(gold.paragraphs) >= 3


@pytest.mark.parametrize("site_id", list(WORLD.sites))
def test_what_gold_promises_and_forbids_stands_in_the_pages(room: Newsroom, site_id: str) -> None:
    expected = [one for one in room.gold() if one["site"] == site_id]
    assert len(expected) >= 6
    for gold in expected:
        assert not broken_promises(room, gold), gold["id"]


@pytest.mark.parametrize("site_id", list(WORLD.sites))
def test_no_forbidden_line_is_part_of_a_body(site_id: str) -> None:
    for article in WORLD.articles[site_id]:
        gold = WORLD.gold_of(article.id, port=80, at=END)
        body = " ".join(gold.paragraphs)
        assert gold.forbidden
        assert not [line for line in gold.forbidden if line in body]


def test_an_article_in_several_pages_ends_with_the_last(room: Newsroom) -> None:
    paged = [one for one in room.gold() if len(one["page_urls"]) > 1]
    assert [len(one["page_urls"]) for one in paged] == [3]
    for gold in paged:
        path = gold["page_urls"][-1].removeprefix(room.url(gold["site"], ""))
        assert fetch(room, gold["site"], path).status == 200
        assert fetch(room, gold["site"], path.replace("/3/", "/4/")).status == 404


def test_related_links_name_only_what_is_already_out() -> None:
    for article in WORLD:
        neighbours = WORLD.neighbours(article.site_id)
        assert all(neighbours[slug].published < article.published for slug in article.related)


def test_an_article_file_may_state_what_differs_from_its_plain_values() -> None:
    article = replace(WORLD.by_id["ministry/chukou-tongji-11yue"], expected={"authors": ["运行监测处"]})
    site = WORLD.sites["ministry"]
    assert expected_of(site, article, WORLD.neighbours("ministry"), port=80, at=END).authors == ["运行监测处"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        pytest.param('colour = "red"', "unknown keys", id="unknown key"),
        pytest.param('section = "sport"', "no section", id="unknown section"),
        pytest.param("published = 2023-12-01T10:00:00", "no offset", id="naive time"),
        pytest.param('copy_of = "gridnotes/nothing"', "no article", id="copy of nothing"),
        pytest.param('edits = [["lamp", "light"]]', "no 'lamp' to edit", id="edit of nothing"),
        pytest.param('rules = ["mood"]', "no labels for rules", id="unknown rule"),
    ],
)
def test_an_article_file_that_cannot_be_right_is_refused_with_its_name(
    tmp_path: Path, line: str, reason: str
) -> None:
    lines = {"title": '"T"', "teaser": '"t"', "body": '"b"', "section": '"news"'}
    lines |= {"published": "2023-12-01T10:00:00Z"} | dict([line.split(" = ")])
    path = tmp_path / "pluggedin" / "broken.toml"
    path.parent.mkdir()
    path.write_text("".join(f"{key} = {value}\n" for key, value in lines.items()))
    with pytest.raises(ValueError, match=reason) as caught:
        load_articles(WORLD.sites, read_articles(tmp_path))
    assert "broken.toml" in str(caught.value)


def test_bylines_come_in_all_three_kinds() -> None:
    kinds = {min(len(article.authors), 2) for article in WORLD}
    assert kinds == {0, 1, 2}
    assert any(article.claimed_author not in ("", *article.authors) for article in WORLD)
