"""The baseline of the crawl: what a tutorial builds of the same four packages.

Scrapy fetches, the callback extracts text and metadata with trafilatura, a pipeline opens a session and
commits for every item. Nothing is kept, leased or guarded; eight requests go to one host at a time.

    python -m benchmarks.tutorial_client DATABASE FEED...
"""

import sys
from collections.abc import AsyncIterator, Iterator
from typing import Any

import scrapy
import trafilatura
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response
from sqlalchemy import create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    """The tutorial's one table."""


class Article(Base):
    """An article, all in text."""

    __tablename__ = "articles"
    id: Mapped[int] = mapped_column(primary_key=True)
    url: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str | None]
    body: Mapped[str | None]
    byline: Mapped[str | None]
    published: Mapped[str | None]


class Store:
    """A session and a commit for every item."""

    def open_spider(self) -> None:
        self.engine = create_engine(f"sqlite:///{sys.argv[1]}")
        Base.metadata.create_all(self.engine)

    def process_item(self, item: dict[str, Any]) -> dict[str, Any]:
        with Session(self.engine) as session:
            if session.scalar(select(Article).where(Article.url == item["url"])) is None:
                session.add(Article(**item))
                session.commit()
        return item


class NewsSpider(scrapy.Spider):
    """Feeds to articles."""

    name = "tutorial"

    async def start(self) -> AsyncIterator[Any]:
        for feed in sys.argv[2:]:
            yield scrapy.Request(feed, self.feed)

    def feed(self, response: Response) -> Iterator[scrapy.Request]:
        for url in response.xpath("//item/link/text()").getall():
            yield scrapy.Request(url, self.article)

    def article(self, response: Response) -> Iterator[dict[str, Any]]:
        body = trafilatura.extract(response.text, url=response.url)
        found = trafilatura.extract_metadata(response.text, default_url=response.url)
        yield {
            "url": response.url,
            "title": found.title,
            "body": body,
            "byline": found.author,
            "published": found.date,
        }


if __name__ == "__main__":
    process = CrawlerProcess(
        {
            "ROBOTSTXT_OBEY": True,
            "ITEM_PIPELINES": {Store: 300},
            "LOG_LEVEL": "WARNING",
            "TELNETCONSOLE_ENABLED": False,
            "CONCURRENT_REQUESTS_PER_DOMAIN": 8,
        }
    )
    process.crawl(NewsSpider)
    process.start()
