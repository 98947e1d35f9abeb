"""Nouns of the newsroom: sites, articles and what readers saw of them at a given time."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

from demo.prose import Block

LABELLED_RULES = frozenset(
    "cn-licence contract-end recall-cn recall-west tariff factory layoffs monthly-deliveries".split()
)
"""The ready rules for which every article says whether their reader would want it."""


@dataclass(frozen=True)
class Feed:
    path: str
    format: str
    """``rss``, ``atom`` or ``json``."""
    text: str = "teaser"
    """``teaser`` or ``full``."""
    window: int = 20
    guid: str = "link"
    """``link``, or ``number`` for WordPress's ``/?p=ID``."""
    tracking: bool = False
    """Links carry ``?feed_id=NNN``."""
    section: str = ""
    """Only this section; empty for all."""


@dataclass(frozen=True)
class Section:
    id: str
    path: str
    title: str


@dataclass(frozen=True)
class Robots:
    """``present=False``: the site has no robots.txt and answers 404."""

    present: bool = True
    disallow: tuple[str, ...] = ()
    crawl_delay_s: float | None = None
    announce_sitemaps: bool = False


@dataclass(frozen=True)
class Sitemaps:
    """Paths; empty where the site has none. ``watch`` are those the crawler is told about."""

    index: str = ""
    articles: str = ""
    news: str = ""
    watch: tuple[str, ...] = ()


@dataclass(frozen=True)
class AuthorBox:
    name: str
    bio: str
    articles: int


@dataclass(frozen=True)
class Site:
    id: str
    name: str
    address: str
    language: str
    """BCP 47, as the page declares it: ``en``, ``zh-CN``, ``de``."""
    zone: ZoneInfo
    shape: str
    """Folder of templates."""
    article_path: str
    """Format string over ``local`` (publication in the site's zone), ``slug``, ``number``, ``section``."""
    paging: str
    """What follows a list's path on page ``{n}``: ``page/{n}/`` or ``?p={n}``."""
    charset: str = "utf-8"
    header_charset: bool = True
    """Whether Content-Type names the charset; else only the document does."""
    page_size: int = 8
    article_paging: str = ""
    """What follows an article's path on its page ``{n}``; empty where articles stand on one page each."""
    amp: bool = False
    tagline: str = ""
    kind: str = "media"
    """As in the crawler's catalogue."""
    trap: str = ""
    """A path that robots.txt forbids and pages link to."""
    chrome: Mapping[str, str] = field(default_factory=dict)
    """Lines that templates print around every article, none of them part of it."""
    authors: Mapping[str, AuthorBox] = field(default_factory=dict)
    feeds: tuple[Feed, ...] = ()
    sections: tuple[Section, ...] = ()
    sitemaps: Sitemaps = Sitemaps()
    robots: Robots = Robots()
    watch_sections: bool = False

    def base(self, port: int) -> str:
        return f"http://{self.address}:{port}"


@dataclass(frozen=True)
class Comment:
    name: str
    text: str


@dataclass(frozen=True)
class Version:
    """What the article said from ``at`` on."""

    at: datetime
    title: str
    teaser: str
    blocks: tuple[Block, ...]
    breaks: tuple[int, ...] = ()
    """How many blocks come before each further page."""

    @property
    def pages(self) -> list[tuple[Block, ...]]:
        """The blocks of each page."""
        edges = [0, *self.breaks, len(self.blocks)]
        return [self.blocks[start:end] for start, end in pairwise(edges)]


@dataclass(frozen=True)
class Article:
    site_id: str
    slug: str
    number: int
    path: str
    published: datetime
    section: str
    versions: tuple[Version, ...]
    authors: tuple[str, ...] = ()
    byline: str = ""
    """Printed in place of the authors' names when not empty."""
    claimed_author: str = ""
    """JSON-LD's author where it differs from the byline."""
    claimed_modified: datetime | None = None
    """A modified date that the page claims against the facts; None for the true one."""
    related: tuple[str, ...] = ()
    """Slugs on the same site."""
    comments: tuple[Comment, ...] = ()
    captions: tuple[str, ...] = ()
    initials: str = ""
    event: str = ""
    copy_of: str = ""
    """Id of the article whose text this one reprints."""
    rules: tuple[str, ...] = ()
    """Which of ``LABELLED_RULES`` have a reader who would want it, judged by its meaning."""
    expected: Mapping[str, object] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return f"{self.site_id}/{self.slug}"

    def page_paths(self, site: Site) -> list[str]:
        """The paths of its pages, one for most articles."""
        count = max(len(version.pages) for version in self.versions)
        return [self.path, *(self.path + site.article_paging.format(n=n) for n in range(2, count + 1))]

    def version_at(self, now: datetime) -> int:
        """Index of the version that readers see, -1 before publication."""
        return sum(version.at <= now for version in self.versions) - 1
