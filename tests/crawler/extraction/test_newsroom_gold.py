"""The gate: every article of the demo newsroom comes out as its desk meant it.

Title, authors, time, language and paragraphs are exact for all of them today. A change that costs one of them
fails here; what it does to pages of the web is for the benchmark to say.
"""

import re
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest

from core.article import Draft, Flag
from core.context import Context
from core.joining import continues, joined
from crawler.extraction import extract
from demo.gold import Gold
from demo.press import Press
from demo.world import World, load_world

PORT = 8000


@cache
def world() -> World:
    return load_world()


@cache
def press() -> Press:
    return Press(world(), PORT)


def after_all(article_id: str) -> datetime:
    """When the last version of the article is out."""
    return max(version.at for version in world().by_id[article_id].versions) + timedelta(hours=1)


def read(article_id: str) -> tuple[Draft, Gold]:
    article = world().by_id[article_id]
    site = world().sites[article.site_id]
    at = after_all(article_id)
    gold = world().gold_of(article_id, port=PORT, at=at)
    context = Context(zone=site.zone.key, language=gold.language, now=at.astimezone(UTC))
    paths = article.page_paths(site)
    pages = [
        extract(press().page(site, path, {}, at).body, site.base(PORT) + path, context) for path in paths
    ]
    assert [page.next_url for page in pages] == [*gold.page_urls[1:], ""]
    assert all(continues(pages[0], page) for page in pages[1:])
    return joined(pages), gold


def spaceless(text: str) -> str:
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize("article_id", sorted(world().by_id))
def test_an_article_comes_out_as_its_desk_meant_it(article_id: str) -> None:
    draft, gold = read(article_id)
    assert draft.title == gold.title
    assert list(draft.authors) == gold.authors
    assert draft.published is not None
    assert draft.published.isoformat(timespec="seconds") == gold.published
    assert draft.language == gold.language
    body = spaceless(draft.body)
    assert [text for text in gold.paragraphs if spaceless(text) not in body] == []
    assert [text for text in gold.forbidden if spaceless(text) in body] == []


def test_flags_are_raised_only_where_the_newsroom_means_them() -> None:
    raised = {one: set(read(one)[0].flags) for one in sorted(world().by_id)}
    assert {one: flags for one, flags in raised.items() if flags} == {
        "pluggedin/opinion-the-permit-is-the-easy-part": {Flag.OPINION},
        "pluggedin/weekly-roundup-week-49": {Flag.ROUND_UP},
        "stromblick/nio-werke-kommentar": {Flag.OPINION},
    }
