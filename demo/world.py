"""The whole newsroom as a value: who publishes what, when, and what a crawler should make of it."""

import json
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from demo.gold import Gold, gold
from demo.loader import load_articles, load_sites, read_articles, read_events
from demo.model import Article, Site

CATALOG_KEYS = ("name", "home", "language", "zone", "kind", "feeds", "section_pages", "sitemaps")


@dataclass(frozen=True)
class World:
    sites: Mapping[str, Site]
    articles: Mapping[str, tuple[Article, ...]]
    """Newest first, by site id."""

    def __iter__(self) -> Iterator[Article]:
        return (article for articles in self.articles.values() for article in articles)

    @cached_property
    def by_id(self) -> Mapping[str, Article]:
        """Articles by ``site/slug``."""
        return {article.id: article for article in self}

    @cached_property
    def _neighbours(self) -> dict[str, dict[str, Article]]:
        return {site: {one.slug: one for one in articles} for site, articles in self.articles.items()}

    @cached_property
    def _changes(self) -> Mapping[str, list[datetime]]:
        return {
            site: sorted(version.at for article in articles for version in article.versions)
            for site, articles in self.articles.items()
        }

    def neighbours(self, site_id: str) -> dict[str, Article]:
        """The site's articles by slug."""
        return self._neighbours[site_id]

    def published(self, site_id: str, now: datetime) -> list[Article]:
        """What readers can see, newest first."""
        return [article for article in self.articles[site_id] if article.published <= now]

    def generation(self, site_id: str, now: datetime) -> int:
        """How often the site has changed up to ``now``: between two changes its pages are the same."""
        return bisect_right(self._changes[site_id], now)

    def last_change(self, site_id: str, now: datetime) -> datetime | None:
        """None while nothing has been published."""
        generation = self.generation(site_id, now)
        return self._changes[site_id][generation - 1] if generation else None

    def gold_of(self, article_id: str, *, port: int, at: datetime) -> Gold:
        article = self.by_id[article_id]
        site = self.sites[article.site_id]
        return gold(site, article, self.neighbours(site.id), port=port, at=at)

    def gold(self, *, port: int, at: datetime) -> list[Gold]:
        """Expected values of everything published by ``at``, oldest first."""
        out = sorted((one for one in self if one.published <= at), key=lambda one: (one.published, one.id))
        return [self.gold_of(article.id, port=port, at=at) for article in out]

    def events(self) -> dict[str, list[str]]:
        """Ids of the articles that tell an event, in the order in which they appear, by its label."""
        told: dict[str, list[str]] = {}
        for article in sorted(self, key=lambda one: (one.published, one.id)):
            if article.event:
                told.setdefault(article.event, []).append(article.id)
        return told

    def labelled(self) -> dict[str, str]:
        """The story of every article by its id: its event, or itself where nobody else told it."""
        return {article.id: article.event or article.id for article in self}

    def sources(self, port: int) -> list[dict[str, Any]]:
        """The sites as the crawler's catalogue describes them."""
        return [_source(site, port) for site in self.sites.values()]


def load_world(*, events: bool = False) -> World:
    """``events`` adds the half year of stories in ``events/`` to the week in ``articles/``."""
    sites, drafts = load_sites(), read_articles()
    if events:
        further = read_events()
        if twice := drafts.keys() & further.keys():
            raise ValueError(f"both an article and part of an event: {sorted(twice)}")
        drafts |= further
    return World(sites, load_articles(sites, drafts))


def write_catalog(sources: list[dict[str, Any]], folder: Path) -> list[Path]:
    """One TOML file per source, named by its id. A JSON string or list of strings is also TOML."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for source in sources:
        lines = [f"{key} = {json.dumps(source[key], ensure_ascii=False)}\n" for key in CATALOG_KEYS]
        path = folder / f"{source['id']}.toml"
        path.write_text("".join(lines), encoding="utf-8")
        written.append(path)
    return written


def _source(site: Site, port: int) -> dict[str, Any]:
    base = site.base(port)
    return {
        "id": site.id,
        "name": site.name,
        "home": f"{base}/",
        "language": site.language.partition("-")[0],
        "zone": site.zone.key,
        "kind": site.kind,
        "feeds": [base + feed.path for feed in site.feeds],
        "section_pages": [base + section.path for section in site.sections] if site.watch_sections else [],
        "sitemaps": [base + path for path in site.sitemaps.watch],
    }
