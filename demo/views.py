"""What templates are given: absolute addresses, dates in the site's zone, text of the current version."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import islice

from demo.gold import related_title
from demo.model import Article, AuthorBox, Comment, Feed, Site, Version
from demo.prose import Block
from demo.routes import AMP
from demo.world import World

NEWS_WINDOW_S = 2 * 24 * 3600
"""A news sitemap holds the last two days (Google's rule), counted back from the newest article."""


@dataclass(frozen=True)
class ArticleView:
    site: Site
    article: Article
    version: Version
    neighbours: dict[str, Article]
    port: int
    page: int = 0
    """Which page of it is shown; 0 for the whole, as lists and feeds have it."""

    @property
    def url(self) -> str:
        return self.site.base(self.port) + self.article.path

    @property
    def pages(self) -> int:
        return len(self.version.pages)

    def page_url(self, page: int) -> str:
        return self.site.base(self.port) + self.article.page_paths(self.site)[page - 1]

    @property
    def amp_url(self) -> str:
        return self.url + AMP

    @property
    def title(self) -> str:
        return self.version.title

    @property
    def teaser(self) -> str:
        return self.version.teaser

    @property
    def blocks(self) -> tuple[Block, ...]:
        return self.version.pages[self.page - 1] if self.page else self.version.blocks

    @cached_property
    def paragraphs(self) -> list[str]:
        return [block.text for block in self.blocks if block.kind == "paragraph"]

    @property
    def authors(self) -> tuple[str, ...]:
        return self.article.authors

    @property
    def byline(self) -> str:
        """What stands where the author's name belongs; empty without one."""
        return self.article.byline or " and ".join(self.article.authors)

    @property
    def claimed_author(self) -> str:
        return self.article.claimed_author or ", ".join(self.article.authors)

    @property
    def boxes(self) -> list[AuthorBox]:
        return [self.site.authors[name] for name in self.authors if name in self.site.authors]

    @property
    def published(self) -> datetime:
        return self.article.published.astimezone(self.site.zone)

    @property
    def modified(self) -> datetime:
        return (self.article.claimed_modified or self.version.at).astimezone(self.site.zone)

    @property
    def section(self) -> str:
        return next(one.title for one in self.site.sections if one.id == self.article.section)

    @property
    def section_url(self) -> str:
        path = next(one.path for one in self.site.sections if one.id == self.article.section)
        return self.site.base(self.port) + path

    @property
    def related(self) -> list[tuple[str, str]]:
        """Title and address of each."""
        base = self.site.base(self.port)
        found = (self.neighbours[slug] for slug in self.article.related)
        return [(related_title(one), base + one.path) for one in found]

    @property
    def comments(self) -> tuple[Comment, ...]:
        return self.article.comments

    def feed_url(self, feed: Feed) -> str:
        return f"{self.url}?feed_id={self.article.number % 1000}" if feed.tracking else self.url

    def guid(self, feed: Feed) -> str:
        return f"{self.site.base(self.port)}/?p={self.article.number}" if feed.guid == "number" else self.url


@dataclass(frozen=True)
class ListView:
    """One page of a list; ``path`` is that of its first page."""

    title: str
    path: str
    items: list[ArticleView]
    page: int
    pages: int
    paging: str

    def address(self, page: int) -> str:
        return self.path + self.paging.format(n=page) if page > 1 else self.path


@dataclass(frozen=True)
class Desk:
    """One site at one moment."""

    world: World
    site: Site
    port: int
    now: datetime

    def article(self, article: Article, *, page: int = 0) -> ArticleView:
        version = article.versions[max(0, article.version_at(self.now))]
        return ArticleView(self.site, article, version, self.world.neighbours(self.site.id), self.port, page)

    def latest(self, section: str = "", limit: int | None = None) -> list[ArticleView]:
        out = (one for one in self.world.published(self.site.id, self.now) if section in ("", one.section))
        return [self.article(one) for one in islice(out, limit)]

    def news(self) -> list[ArticleView]:
        out = self.latest()
        return [one for one in out if (out[0].published - one.published).total_seconds() <= NEWS_WINDOW_S]

    def listing(self, section: str, page: int) -> ListView | None:
        """A page of the section, of everything for an empty one; None past the end."""
        found = next((one for one in self.site.sections if one.id == section), None)
        items = self.latest(section)
        pages = max(1, -(-len(items) // self.site.page_size))
        if not 1 <= page <= pages:
            return None
        start = (page - 1) * self.site.page_size
        return ListView(
            title=found.title if found else self.site.name,
            path=found.path if found else "/",
            items=items[start : start + self.site.page_size],
            page=page,
            pages=pages,
            paging=self.site.paging,
        )
