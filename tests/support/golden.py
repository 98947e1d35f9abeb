"""Stored articles held against the newsroom's gold."""

from collections.abc import Iterator
from typing import Any

from demo.newsroom import Newsroom
from storage.schema import ArticleRow


def faults(articles: list[ArticleRow], room: Newsroom) -> list[str]:
    """Every way in which what is stored differs from what is published now; empty when all is well."""
    gold = {value["url"]: value for value in room.gold()}
    stored = {article.url: article for article in articles}
    found = [f"missing: {url}" for url in gold.keys() - stored.keys()]
    found += [f"invented: {url}" for url in stored.keys() - gold.keys()]
    found += [f"stored {len(articles)} articles under {len(stored)} addresses"] * (
        len(stored) < len(articles)
    )
    for url in gold.keys() & stored.keys():
        found += [f"{gold[url]['id']}: {fault}" for fault in _faults(stored[url], gold[url])]
    return sorted(found)


def _faults(article: ArticleRow, gold: dict[str, Any]) -> Iterator[str]:
    published = article.published_at.isoformat(timespec="seconds") if article.published_at else None
    said = {
        "title": article.title,
        "authors": [author.name for author in article.authors],
        "published": published,
        "language": article.language,
        "source": article.source_id,
    }
    for name, value in said.items():
        expected = gold["site" if name == "source" else name]
        if value != expected:
            yield f"{name} is {value!r}, not {expected!r}"
    position = 0
    for paragraph in gold["paragraphs"]:
        found = article.body.find(paragraph, position)
        if found < 0:
            yield f"the body lacks, or has out of order: {paragraph[:60]!r}"
        position = max(position, found)
    for text in gold["forbidden"]:
        if text in article.body:
            yield f"the body holds {text[:60]!r}"
