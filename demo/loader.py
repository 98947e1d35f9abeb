"""Files -> World. A file that cannot be right is refused with its name.

One file per site in ``sites/``, one per article in ``articles/<site>/``.
"""

import tomllib
import zlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from demo.model import Article, AuthorBox, Comment, Feed, Robots, Section, Site, Sitemaps, Version
from demo.prose import parse_pages

HERE = Path(__file__).parent
AUTOMATIC_RELATED = 3
ARTICLE_KEYS = frozenset(
    "title teaser body authors byline claimed_author claimed_modified published section related comments "
    "captions initials event copy_of expected revision".split()
)


def load_sites(folder: Path = HERE / "sites") -> dict[str, Site]:
    """Sites by id, in the order of their addresses."""
    sites = [_site(path) for path in sorted(folder.glob("*.toml"))]
    if len({site.address for site in sites}) != len(sites):
        raise ValueError(f"{folder}: two sites share an address")
    return {site.id: site for site in sorted(sites, key=lambda site: int(site.address.rsplit(".", 1)[1]))}


def load_articles(site: Site, folder: Path = HERE / "articles") -> tuple[Article, ...]:
    """The site's articles, newest first, with their related ones filled in."""
    files = sorted((folder / site.id).glob("*.toml"))
    articles = sorted((_article(site, path, folder) for path in files), key=_newest_first)
    if len({article.path for article in articles}) != len(articles):
        raise ValueError(f"{folder / site.id}: two articles share a path")
    return tuple(
        article if article.related else replace(article, related=_older_neighbours(articles, index))
        for index, article in enumerate(articles)
    )


def _newest_first(article: Article) -> tuple[float, str]:
    return (-article.published.timestamp(), article.slug)


def _older_neighbours(articles: list[Article], index: int) -> tuple[str, ...]:
    """Related links never point ahead of the clock: they name what was out before."""
    return tuple(article.slug for article in articles[index + 1 : index + 1 + AUTOMATIC_RELATED])


def _site(path: Path) -> Site:
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    robots = raw.pop("robots", {})
    sitemaps = raw.pop("sitemaps", {})
    if "disallow" in robots:
        robots["disallow"] = tuple(robots["disallow"])
    if "watch" in sitemaps:
        sitemaps["watch"] = tuple(sitemaps["watch"])
    suffix = raw.pop("address")
    parts: dict[str, Any] = {
        "zone": ZoneInfo(raw.pop("zone")),
        "feeds": tuple(Feed(**feed) for feed in raw.pop("feed", [])),
        "sections": tuple(Section(**section) for section in raw.pop("section", [])),
        "authors": {box["name"]: AuthorBox(**box) for box in raw.pop("author", [])},
        "robots": Robots(**robots),
        "sitemaps": Sitemaps(**sitemaps),
    }
    try:
        return Site(id=path.stem, address=f"127.0.0.{suffix}", **parts, **raw)
    except TypeError as error:
        raise ValueError(f"{path}: {error}") from error


def _article(site: Site, path: Path, folder: Path) -> Article:
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    if unknown := raw.keys() - ARTICLE_KEYS:
        raise ValueError(f"{path}: unknown keys {sorted(unknown)}")
    if raw.get("copy_of"):
        original = tomllib.loads((folder / f"{raw['copy_of']}.toml").read_text(encoding="utf-8"))
        raw = {key: original[key] for key in ("title", "teaser", "body")} | raw
    if raw["section"] not in {section.id for section in site.sections}:
        raise ValueError(f"{path}: {site.id} has no section {raw['section']!r}")
    published = _aware(raw["published"], path)
    slug = path.stem
    number = zlib.crc32(f"{site.id}/{slug}".encode()) % 900_000 + 100_000
    names = {
        "local": published.astimezone(site.zone),
        "slug": slug,
        "number": number,
        "section": raw["section"],
    }
    return Article(
        site_id=site.id,
        slug=slug,
        number=number,
        path=site.article_path.format(**names),
        published=published,
        section=raw["section"],
        versions=_versions(raw, published, path),
        claimed_modified=_aware(raw["claimed_modified"], path) if "claimed_modified" in raw else None,
        comments=tuple(Comment(**comment) for comment in raw.get("comments", [])),
        **_tuples(raw, "authors", "related", "captions"),
        **{
            key: raw[key]
            for key in ("byline", "claimed_author", "initials", "event", "copy_of", "expected")
            if key in raw
        },
    )


def _tuples(raw: Mapping[str, Any], *keys: str) -> dict[str, Any]:
    return {key: tuple(raw[key]) for key in keys if key in raw}


def _versions(raw: Mapping[str, Any], published: datetime, path: Path) -> tuple[Version, ...]:
    versions = [Version(published, raw["title"], raw["teaser"], *parse_pages(raw["body"]))]
    for change in raw.get("revision", []):
        last = versions[-1]
        at = _aware(change["at"], path)
        if at <= last.at:
            raise ValueError(f"{path}: revisions must follow each other in time")
        pages = parse_pages(change["body"]) if "body" in change else (last.blocks, last.breaks)
        versions.append(
            Version(at, change.get("title", last.title), change.get("teaser", last.teaser), *pages)
        )
    return tuple(versions)


def _aware(value: datetime, path: Path) -> datetime:
    if value.tzinfo is None:
        raise ValueError(f"{path}: {value} has no offset")
    return value
