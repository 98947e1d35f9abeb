"""A site's path -> what stands there."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from demo.model import Article, Site

AMP = "amp/"


@dataclass(frozen=True)
class Route:
    """``kind`` is what the request log counts; ``key`` names the article, section, feed or sitemap."""

    kind: str
    key: str = ""
    page: int = 1


@dataclass(frozen=True)
class Routes:
    """Paths of one site."""

    site: Site
    fixed: Mapping[str, Route]
    numbers: Mapping[str, str]
    """Path by article number, for WordPress's ``/?p=ID``."""

    def resolve(self, path: str, query: Mapping[str, str]) -> Route:
        if path == "/" and query.get("p") in self.numbers:
            return Route("redirect", self.numbers[query["p"]])
        path, page = self._page_number(path, query)
        route = self.fixed.get(path)
        if route is not None:
            return Route(route.kind, route.key, max(page, route.page))
        if self.site.trap and path.startswith(self.site.trap):
            return Route("trap", path)
        if path + "/" in self.fixed:
            return Route("redirect", path + "/")
        return Route("other")

    def _page_number(self, path: str, query: Mapping[str, str]) -> tuple[str, int]:
        paging = self.site.paging
        if paging.startswith("?"):
            value = query.get(paging[1:].partition("=")[0], "1")
            return path, int(value) if value.isdecimal() else 1
        hit = re.fullmatch(r"(.*/)" + re.escape(paging).replace(r"\{n\}", r"([0-9]{1,4})"), path)
        return (hit[1], int(hit[2])) if hit else (path, 1)


def routes_of(site: Site, articles: tuple[Article, ...]) -> Routes:
    fixed = {"/": Route("home"), "/robots.txt": Route("robots")}
    fixed |= {section.path: Route("section", section.id) for section in site.sections}
    fixed |= {feed.path: Route("feed", feed.path) for feed in site.feeds}
    maps = site.sitemaps
    named = {"index": maps.index, "articles": maps.articles, "news": maps.news}
    fixed |= {path: Route("sitemap", key) for key, path in named.items() if path}
    for article in articles:
        for number, path in enumerate(article.page_paths(site), start=1):
            fixed[path] = Route("article", article.slug, number)
        if site.amp:
            fixed[article.path + AMP] = Route("amp", article.slug)
    return Routes(site, fixed, {str(article.number): article.path for article in articles})
