"""What a correct crawler must make of an article, and what it must leave out."""

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from demo.model import Article, Site, Version


@dataclass(frozen=True)
class Gold:
    """Expected values of one article at one time.

    ``paragraphs`` must all stand in the body, in this order; ``headings`` and ``cells`` (of tables) may.
    ``forbidden`` must not stand in it; ``forbidden_kinds`` is the same list by reason: ``chrome``,
    ``related``, ``comments``, ``captions``, ``author_box``.
    """

    id: str
    site: str
    url: str
    page_urls: list[str]
    """Its pages in their order; the first is ``url``."""
    title: str
    authors: list[str]
    published: str
    """ISO 8601, UTC."""
    modified: str
    language: str
    section: str
    teaser: str
    event: str
    copy_of: str
    rules: list[str]
    """Ready rules whose reader wants it, of those in `demo.model.LABELLED_RULES`."""
    revision: int
    """0 for the article as first published."""
    paragraphs: list[str]
    headings: list[str]
    cells: list[str]
    forbidden: list[str]
    forbidden_kinds: dict[str, list[str]]

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def gold(site: Site, article: Article, neighbours: dict[str, Article], *, port: int, at: datetime) -> Gold:
    """Expected values as of ``at``; before publication those of the first version."""
    index = max(0, article.version_at(at))
    version = article.versions[index]
    kinds = _forbidden(site, article, neighbours)
    values: dict[str, Any] = {
        "id": article.id,
        "site": site.id,
        "url": site.base(port) + article.path,
        "page_urls": [site.base(port) + path for path in article.page_paths(site)[: len(version.pages)]],
        "title": version.title,
        "authors": list(article.authors),
        "published": utc_text(article.published),
        "modified": utc_text(version.at),
        "language": site.language.partition("-")[0],
        "section": article.section,
        "teaser": version.teaser,
        "event": article.event,
        "copy_of": article.copy_of,
        "rules": list(article.rules),
        "revision": index,
        "paragraphs": _texts(version, "paragraph", "quote"),
        "headings": _texts(version, "heading"),
        "cells": [cell for block in version.blocks for row in block.rows for cell in row],
        "forbidden": [line for lines in kinds.values() for line in lines],
        "forbidden_kinds": kinds,
    }
    return Gold(**(values | dict(article.expected)))


def utc_text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def related_title(neighbour: Article) -> str:
    """The title under which others link to it: the first one, for related lists are not rewritten."""
    return neighbour.versions[0].title


def _texts(version: Version, *kinds: str) -> list[str]:
    return [block.text for block in version.blocks if block.kind in kinds]


def _forbidden(site: Site, article: Article, neighbours: dict[str, Article]) -> dict[str, list[str]]:
    boxes = [site.authors[name] for name in article.authors if name in site.authors]
    return {
        "chrome": list(site.chrome.values()),
        "related": [related_title(neighbours[slug]) for slug in article.related],
        "comments": [comment.text for comment in article.comments],
        "captions": list(article.captions),
        "author_box": [box.bio for box in boxes] + [f"Articles:\u00a0{box.articles}" for box in boxes],
    }
