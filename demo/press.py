"""Renders what a site answers and remembers it until the site changes."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from demo.model import Feed, Site
from demo.routes import Route, Routes, routes_of
from demo.views import ArticleView, Desk
from demo.world import World

TEMPLATES = Path(__file__).parent / "templates"
CACHE_LIMIT = 4000
GERMAN_MONTHS = "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split()
FEED_TYPES = {
    "rss": "application/rss+xml",
    "atom": "application/atom+xml",
    "json": "application/feed+json",
}


@dataclass(frozen=True)
class Page:
    """A finished answer, before conditions, compression and misbehaviour."""

    kind: str
    body: bytes
    content_type: str = "text/html"
    status: int = 200
    modified: datetime | None = None
    location: str = ""
    etag: str = ""
    """Opaque part, without quotes; empty where the site gives no validator."""


class Press:
    """All sites' pages on one port."""

    def __init__(self, world: World, port: int) -> None:
        self.world = world
        self.port = port
        self._templates = _environment()
        self._routes = {site.id: routes_of(site, world.articles[site.id]) for site in world.sites.values()}
        self._cache: dict[tuple[str, Route, int], Page] = {}

    def routes(self, site: Site) -> Routes:
        return self._routes[site.id]

    def page(self, site: Site, path: str, query: Mapping[str, str], now: datetime) -> Page:
        """What stands at the path at that time; 404 for what is not published yet."""
        route = self.routes(site).resolve(path, query)
        key = (site.id, route, self._revision(site, route, now))
        if key not in self._cache:
            if len(self._cache) >= CACHE_LIMIT:
                self._cache.clear()
            self._cache[key] = self._render(Desk(self.world, site, self.port, now), route)
        return self._cache[key]

    def _revision(self, site: Site, route: Route, now: datetime) -> int:
        if route.kind in ("article", "amp"):
            return self.world.neighbours(site.id)[route.key].version_at(now)
        return self.world.generation(site.id, now)

    def _render(self, desk: Desk, route: Route) -> Page:
        if route.kind in ("article", "amp"):
            return self._article(desk, route)
        if route.kind in ("home", "section"):
            return self._listing(desk, route)
        if route.kind == "feed":
            return self._feed(desk, route)
        if route.kind == "sitemap":
            return self._sitemap(desk, route)
        if route.kind == "robots":
            return self._robots(desk.site)
        if route.kind == "trap":
            body = self._html(desk.site, "trap.j2", path=route.key)
            return Page("trap", body, _html_type(desk.site))
        if route.kind == "redirect":
            return self._redirect(desk, route)
        return self._missing(desk.site, route.kind)

    def _article(self, desk: Desk, route: Route) -> Page:
        article = self.world.neighbours(desk.site.id)[route.key]
        if article.version_at(desk.now) < 0:
            return self._missing(desk.site, route.kind)
        view = desk.article(article, page=route.page)
        if route.page > view.pages:
            return self._missing(desk.site, route.kind)
        name = f"{desk.site.shape}/{route.kind}.j2"
        body = self._html(desk.site, name, base=desk.site.base(self.port), article=view)
        return _validated(Page(route.kind, body, _html_type(desk.site), modified=view.version.at))

    def _listing(self, desk: Desk, route: Route) -> Page:
        listing = desk.listing(route.key, route.page)
        if listing is None:
            return self._missing(desk.site, route.kind)
        name = f"{desk.site.shape}/list.j2"
        body = self._html(desk.site, name, base=desk.site.base(self.port), listing=listing)
        return Page(route.kind, body, _html_type(desk.site))

    def _feed(self, desk: Desk, route: Route) -> Page:
        feed = next(one for one in desk.site.feeds if one.path == route.key)
        items = desk.latest(feed.section, feed.window)
        changed = max((item.version.at for item in items), default=None)
        if feed.format == "json":
            body = json.dumps(_json_feed(desk, feed, items), ensure_ascii=False, indent=1).encode()
        else:
            names = {"feed": feed, "items": items, "changed": changed, "base": desk.site.base(self.port)}
            body = self._html(desk.site, f"feeds/{feed.format}.j2", **names)
        return _validated(Page("feed", body, FEED_TYPES[feed.format], modified=changed))

    def _sitemap(self, desk: Desk, route: Route) -> Page:
        items = desk.news() if route.key == "news" else desk.latest()
        changed = self.world.last_change(desk.site.id, desk.now)
        names = {"items": items, "changed": changed, "base": desk.site.base(self.port)}
        body = self._html(desk.site, f"sitemaps/{route.key}.j2", **names)
        return _validated(Page("sitemap", body, "application/xml", modified=changed))

    def _robots(self, site: Site) -> Page:
        if not site.robots.present:
            return self._missing(site, "robots")
        lines = ["User-agent: *", *(f"Disallow: {path}" for path in site.robots.disallow)]
        if site.robots.crawl_delay_s is not None:
            lines.append(f"Crawl-delay: {site.robots.crawl_delay_s:g}")
        if site.robots.announce_sitemaps:
            announced = site.sitemaps.index, site.sitemaps.news
            lines += [f"Sitemap: {site.base(self.port)}{path}" for path in announced if path]
        return Page("robots", ("\n".join(lines) + "\n").encode(), "text/plain; charset=utf-8")

    def _redirect(self, desk: Desk, route: Route) -> Page:
        target = self.routes(desk.site).fixed[route.key]
        if target.kind == "article" and self._revision(desk.site, target, desk.now) < 0:
            return self._missing(desk.site, "article")
        return Page(target.kind, b"", status=301, location=desk.site.base(self.port) + route.key)

    def _missing(self, site: Site, kind: str) -> Page:
        body = self._html(site, "missing.j2")
        return Page(kind, body, _html_type(site), status=404)

    def _html(self, site: Site, name: str, **names: Any) -> bytes:
        """Rendered in the site's charset; what it lacks becomes a character reference."""
        text = self._templates.get_template(name).render(site=site, **names)
        return text.encode(site.charset, "xmlcharrefreplace")


def _environment() -> Environment:
    env = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters["rfc822"] = format_datetime
    env.filters["iso"] = lambda moment: moment.isoformat(timespec="seconds")
    env.filters["epoch_ms"] = lambda moment: int(moment.timestamp() * 1000)
    env.filters["german"] = lambda moment: f"{moment.day}. {GERMAN_MONTHS[moment.month - 1]} {moment.year}"
    env.policies["json.dumps_kwargs"] = {"ensure_ascii": False}
    return env


def _html_type(site: Site) -> str:
    return f"text/html; charset={site.charset}" if site.header_charset else "text/html"


def _validated(page: Page) -> Page:
    digest = hashlib.sha256(page.body).hexdigest()[:20]
    return Page(page.kind, page.body, page.content_type, page.status, page.modified, page.location, digest)


def _json_feed(desk: Desk, feed: Feed, items: list[ArticleView]) -> dict[str, Any]:
    """JSON Feed 1.1."""
    base = desk.site.base(desk.port)
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": desk.site.name,
        "home_page_url": f"{base}/",
        "feed_url": base + feed.path,
        "language": desk.site.language,
        "items": [_json_item(feed, item) for item in items],
    }


def _json_item(feed: Feed, item: ArticleView) -> dict[str, Any]:
    full = "".join(block.html for block in item.blocks)
    return {
        "id": item.guid(feed),
        "url": item.feed_url(feed),
        "title": item.title,
        "summary": item.teaser,
        "content_html": full if feed.text == "full" else f"<p>{item.teaser}</p>",
        "date_published": item.published.isoformat(timespec="seconds"),
        "date_modified": item.modified.isoformat(timespec="seconds"),
        "authors": [{"name": name} for name in item.authors],
        "tags": [item.section],
    }
