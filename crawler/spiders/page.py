"""One page, to look at: fetched and extracted like any other, printed, not stored.

scrapy crawl page -a url=https://example.com/article [-a form=json] [-a zone=Asia/Shanghai]
"""

from typing import Any, Self

from scrapy import signals
from scrapy.crawler import Crawler

from core.article import Draft
from core.link import Link
from crawler.items import FetchedPage
from crawler.looking import LookingSpider
from storage.pages import Page


class PageSpider(LookingSpider):
    """Prints what was extracted from ``url``."""

    name = "page"

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Scrapy's constructor."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.extracted, signals.item_scraped)
        crawler.signals.connect(spider.dropped, signals.item_dropped)
        return spider

    async def looked_at(self, page: Page) -> FetchedPage:
        """The page goes through the pipelines, which store nothing without a candidate."""
        return FetchedPage(page, Link(self.url), self.zone, "")

    def extracted(self, item: FetchedPage) -> None:
        """The draft, field by field with its stage."""
        if item.draft is not None:
            self.show(as_dict(item.draft))

    def dropped(self, exception: Exception) -> None:
        """Why the page made no article."""
        self.show({"error": str(exception)})


def as_dict(draft: Draft) -> dict[str, Any]:
    """The draft as JSON values; ``stages`` maps each field to the stage that supplied it."""
    return {
        "url": draft.url,
        "canonical_url": draft.canonical_url,
        "title": draft.title,
        "authors": list(draft.authors),
        "published": draft.published.isoformat() if draft.published else None,
        "modified": draft.modified.isoformat() if draft.modified else None,
        "language": draft.language,
        "flags": sorted(draft.flags),
        "summary": draft.summary,
        "body": draft.body,
        "stages": {field.value: origin.stage for field, origin in draft.origins.items()},
    }
