"""One page, to look at: fetched and extracted like any other, printed, not stored.

scrapy crawl page -a url=https://example.com/article [-a form=json] [-a zone=Asia/Shanghai] [-a explain=1]
                  [-a source=electrek]
"""

from dataclasses import asdict, replace
from typing import Any, Self

from scrapy import signals
from scrapy.crawler import Crawler
from w3lib.encoding import http_content_type_encoding

from core import clock
from core.article import Draft
from core.context import Context
from core.errors import SkipArticle
from core.link import Link
from crawler.items import FetchedPage
from crawler.looking import LookingSpider
from crawler.parsing import explain_page
from storage.pages import Page


class PageSpider(LookingSpider):
    """Prints what was extracted from ``url``; with ``explain`` also what every stage said.

    What the catalogue says of the site and what its stored articles share is taken into account: of
    ``source``, or of the one whose site it is.
    """

    name = "page"

    def __init__(self, *, explain: str = "", source: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._explain = bool(explain)
        self._source_id = source
        self._opinions: list[dict[str, Any]] = []

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Scrapy's constructor."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.extracted, signals.item_scraped)
        crawler.signals.connect(spider.dropped, signals.item_dropped)
        return spider

    async def looked_at(self, page: Page) -> FetchedPage:
        """The page goes through the pipelines, which store nothing without a candidate."""
        context = await self._context(page)
        if self._explain:
            self._opinions = await self._explained(page, context)
        return FetchedPage(page, context)

    async def _context(self, page: Page) -> Context:
        charset = http_content_type_encoding(page.headers.get("content-type", ""))
        sites, now = self.run.sites, clock.now()
        source = sites.named(self._source_id) if self._source_id else sites.of_address(page.final_url)
        known = Context(charset=charset, link=Link(self.url), zone=self.zone or "UTC", now=now)
        if source is None:
            return known
        known = replace(known, zone=source.zone, language=source.language).under(source.rules_at(now))
        known = replace(known, habits=await self.run.habits_of(source.id))
        return replace(known, zone=self.zone or known.zone)

    async def _explained(self, page: Page, context: Context) -> list[dict[str, Any]]:
        """Every opinion as JSON values; none of a page that cannot be read: the pipelines say so."""
        try:
            opinions = await self.run.pool.run(explain_page, page.body, page.final_url, context)
        except SkipArticle:
            return []
        return [asdict(opinion) for opinion in opinions]

    def _with_opinions(self, result: dict[str, Any]) -> dict[str, Any]:
        return {**result, "opinions": self._opinions} if self._explain else result

    def extracted(self, item: FetchedPage) -> None:
        """The draft, field by field with its stage."""
        if item.draft is not None:
            self.show(self._with_opinions(as_dict(item.draft)))

    def dropped(self, exception: Exception) -> None:
        """Why the page made no article."""
        self.show(self._with_opinions({"error": str(exception)}))


def as_dict(draft: Draft) -> dict[str, Any]:
    """The draft as JSON values; ``stages`` maps each field to the stage that supplied it."""
    return {
        "url": draft.url,
        "canonical_url": draft.canonical_url,
        "pages": list(draft.pages),
        "first_url": draft.first_url,
        "title": draft.title,
        "authors": list(draft.authors),
        "agency": draft.agency,
        "editors": list(draft.editors),
        "translators": list(draft.translators),
        "published": draft.published.isoformat() if draft.published else None,
        "precision": draft.precision,
        "modified": draft.modified.isoformat() if draft.modified else None,
        "language": draft.language,
        "section": draft.section,
        "image": draft.image,
        "word_count": draft.word_count,
        "flags": sorted(draft.flags),
        "evidence": {flag.value: said for flag, said in draft.evidence.items()},
        "summary": draft.summary,
        "body": draft.body,
        "furniture": list(draft.furniture),
        "stages": {field.value: origin.stage for field, origin in draft.origins.items()},
    }
