"""Walks the labelled stories: they can be served, and they hold what makes grouping them hard."""

import re
import tomllib
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import core.gazetteer
from demo.loader import load_articles, read_events
from demo.model import LABELLED_RULES, Article
from demo.newsroom import Newsroom, load_world
from tests.demo.pages import broken_promises

WORLD = load_world(events=True)
WEEK = load_world()
FURTHER = [article for article in WORLD if article.id not in WEEK.by_id]
STORIES = sorted({article.event for article in FURTHER} - {""})
EARLIEST, LATEST = datetime(2023, 9, 1, tzinfo=UTC), datetime(2024, 3, 1, tzinfo=UTC)
LONGEST_TELLING = timedelta(days=4)
FEWEST_WORDS, MOST_WORDS = 40, 260
PRESETS = Path(core.gazetteer.__file__).parent / "data" / "presets.toml"


def words(article: Article) -> int:
    """Words of the first version; of Chinese text two characters count as one."""
    text = " ".join(block.text for block in article.versions[0].blocks)
    characters = len(re.findall(r"[\u4e00-\u9fff]", text))
    return characters // 2 if characters else len(text.split())


def test_the_stories_are_there_only_on_request() -> None:
    assert not set(WEEK.by_id) & set(read_events())
    assert set(WORLD.by_id) == set(WEEK.by_id) | set(read_events())


def test_labelled_rules_are_ready_rules() -> None:
    assert tomllib.loads(PRESETS.read_text(encoding="utf-8")).keys() >= LABELLED_RULES


@pytest.mark.parametrize("article", FURTHER, ids=lambda article: article.id)
def test_an_article_of_a_story_can_be_served_and_falls_into_the_half_year(article: Article) -> None:
    site, version = WORLD.sites[article.site_id], article.versions[0]
    assert EARLIEST <= article.published < LATEST
    assert FEWEST_WORDS <= words(article) <= MOST_WORDS
    for text in (version.title, version.teaser, *(block.text for block in version.blocks)):
        assert text
        assert text.encode(site.charset)


@pytest.mark.parametrize("event", STORIES)
def test_a_story_is_told_within_days_and_once_by_a_site_unless_it_is_followed_up(event: str) -> None:
    told = [WORLD.by_id[one] for one in WORLD.events()[event]]
    assert told[-1].published - told[0].published <= LONGEST_TELLING
    assert max(Counter(article.site_id for article in told).values()) <= 2


def test_the_story_of_an_article_is_its_event_or_itself() -> None:
    labels = WORLD.labelled()
    assert labels["gridnotes/xiaomi-cleared-to-build-cars"] == "xiaomi-licence"
    assert labels["dianchi/zaobao-1020"] == "dianchi/zaobao-1020"
    assert labels.keys() == WORLD.by_id.keys()


def test_many_stories_are_told_in_several_languages() -> None:
    languages = {site_id: site.language[:2] for site_id, site in WORLD.sites.items()}
    told = [{languages[WORLD.by_id[one].site_id] for one in ids} for ids in WORLD.events().values()]
    assert sum(len(spoken) >= 2 for spoken in told) >= len(told) // 2


def test_every_labelled_rule_has_readers_and_most_articles_concern_few_rules() -> None:
    wanted = Counter(rule for article in WORLD for rule in article.rules)
    assert wanted.keys() == LABELLED_RULES
    assert all(len(article.rules) <= 3 for article in WORLD)


def test_a_title_can_stand_on_two_different_stories() -> None:
    titles: dict[str, set[str]] = {}
    for article in WORLD:
        titles.setdefault(article.versions[0].title, set()).add(WORLD.labelled()[article.id])
    assert [title for title, labels in titles.items() if len(labels) > 1]


def test_a_newsroom_with_stories_serves_them_as_their_gold_says() -> None:
    with Newsroom(now=LATEST, events=True) as room:
        expected = [gold for gold in room.gold() if gold["id"] not in WEEK.by_id]
        assert len(expected) == len(FURTHER)
        broken = {gold["id"]: broken_promises(room, gold) for gold in expected}
    assert not {one: lines for one, lines in broken.items() if lines}
    assert not [
        line for gold in expected for line in gold["forbidden"] if line in " ".join(gold["paragraphs"])
    ]


ARTICLE = """
[[article]]
site = "pluggedin"
slug = "one"
title = "T"
teaser = "t"
body = "b"
section = "news"
published = 2023-12-01T10:00:00Z
"""


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param('mood = "good"' + ARTICLE, "unknown keys", id="unknown key"),
        pytest.param(ARTICLE + ARTICLE, "pluggedin/one is taken", id="same slug twice"),
        pytest.param(ARTICLE.replace('slug = "one"', ""), "lacks its site or slug", id="no slug"),
        pytest.param(ARTICLE.replace("pluggedin", "nowhere"), "no site 'nowhere'", id="unknown site"),
        pytest.param(ARTICLE + "teaser = 'again'", "overwrite", id="no TOML"),
    ],
)
def test_an_event_file_that_cannot_be_right_is_refused_with_its_name(
    tmp_path: Path, text: str, reason: str
) -> None:
    (tmp_path / "broken.toml").write_text(text)
    with pytest.raises(ValueError, match=reason) as caught:
        load_articles(WORLD.sites, read_events(tmp_path))
    assert "broken.toml" in str(caught.value)
