"""Files -> World. A file that cannot be right is refused with its name.

One file per site in ``sites/``, one per article in ``articles/<site>/``, one per event in ``events/``.
"""

import tomllib
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from demo.model import (
    LABELLED_RULES,
    Article,
    AuthorBox,
    Comment,
    Feed,
    Robots,
    Section,
    Site,
    Sitemaps,
    Version,
)
from demo.prose import parse_pages

HERE = Path(__file__).parent
AUTOMATIC_RELATED = 3
ARTICLE_KEYS = frozenset(
    "title teaser body authors byline claimed_author claimed_modified published section related comments "
    "captions initials event copy_of edits rules expected revision".split()
)
EVENT_KEYS = frozenset({"alone", "article"})


@dataclass(frozen=True)
class Draft:
    """An article as its file has it; ``file`` is what errors name."""

    site_id: str
    slug: str
    file: Path
    raw: Mapping[str, Any]


def load_sites(folder: Path = HERE / "sites") -> dict[str, Site]:
    """Sites by id, in the order of their addresses."""
    sites = [_site(path) for path in sorted(folder.glob("*.toml"))]
    if len({site.address for site in sites}) != len(sites):
        raise ValueError(f"{folder}: two sites share an address")
    return {site.id: site for site in sorted(sites, key=lambda site: int(site.address.rsplit(".", 1)[1]))}


def read_articles(folder: Path = HERE / "articles") -> dict[str, Draft]:
    """Drafts by ``site/slug`` from files of one article each."""
    files = sorted(folder.glob("*/*.toml"))
    drafts = [Draft(file.parent.name, file.stem, file, _toml(file)) for file in files]
    return {f"{draft.site_id}/{draft.slug}": draft for draft in drafts}


def read_events(folder: Path = HERE / "events") -> dict[str, Draft]:
    """Drafts by ``site/slug`` from files of one event each, whose label is the file's name.

    A file that says ``alone`` holds articles of which each is a story of its own.
    """
    drafts: dict[str, Draft] = {}
    for file in sorted(folder.glob("*.toml")):
        raw = _toml(file)
        if unknown := raw.keys() - EVENT_KEYS:
            raise ValueError(f"{file}: unknown keys {sorted(unknown)}")
        event = "" if raw.get("alone") else file.stem
        for table in raw.get("article", []):
            if not table.keys() >= {"site", "slug"}:
                raise ValueError(f"{file}: an article lacks its site or slug")
            site_id, slug = table.pop("site"), table.pop("slug")
            if f"{site_id}/{slug}" in drafts:
                raise ValueError(f"{file}: {site_id}/{slug} is taken")
            drafts[f"{site_id}/{slug}"] = Draft(site_id, slug, file, {"event": event} | table)
    return drafts


def load_articles(sites: Mapping[str, Site], drafts: Mapping[str, Draft]) -> dict[str, tuple[Article, ...]]:
    """Every site's articles, newest first, with their related ones filled in."""
    articles: dict[str, list[Article]] = {site_id: [] for site_id in sites}
    for draft in drafts.values():
        if draft.site_id not in sites:
            raise ValueError(f"{draft.file}: no site {draft.site_id!r}")
        articles[draft.site_id].append(_article(sites[draft.site_id], draft, drafts))
    return {site_id: _in_order(site_id, mine) for site_id, mine in articles.items()}


def _toml(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{file}: {error}") from error


def _in_order(site_id: str, unordered: list[Article]) -> tuple[Article, ...]:
    articles = sorted(unordered, key=_newest_first)
    if len({article.path for article in articles}) != len(articles):
        raise ValueError(f"{site_id}: two articles share a path")
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
    raw = _toml(path)
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


def _article(site: Site, draft: Draft, drafts: Mapping[str, Draft]) -> Article:
    path, slug = draft.file, draft.slug
    raw = _with_copied_text(draft, drafts)
    if unknown := raw.keys() - ARTICLE_KEYS:
        raise ValueError(f"{path}: unknown keys {sorted(unknown)}")
    if raw["section"] not in {section.id for section in site.sections}:
        raise ValueError(f"{path}: {site.id} has no section {raw['section']!r}")
    if unknown := set(raw.get("rules", [])) - LABELLED_RULES:
        raise ValueError(f"{path}: no labels for rules {sorted(unknown)}")
    published = _aware(raw["published"], path)
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
        **_tuples(raw, "authors", "related", "captions", "rules"),
        **{
            key: raw[key]
            for key in ("byline", "claimed_author", "initials", "event", "copy_of", "expected")
            if key in raw
        },
    )


def _with_copied_text(draft: Draft, drafts: Mapping[str, Draft]) -> dict[str, Any]:
    """A copy has its original's title, teaser and body unless it brings its own; then come its edits."""
    raw = dict(draft.raw)
    if copied := raw.get("copy_of"):
        if copied not in drafts:
            raise ValueError(f"{draft.file}: no article {copied!r} to copy")
        raw = {key: drafts[copied].raw[key] for key in ("title", "teaser", "body")} | raw
    for old, new in raw.get("edits", []):
        if old not in raw["body"]:
            raise ValueError(f"{draft.file}: the body has no {old!r} to edit")
        raw["body"] = raw["body"].replace(old, new)
    return raw


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
