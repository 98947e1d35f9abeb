"""One feed, to look at: what it is and what it would bring; nothing is stored.

scrapy crawl feed -a url=https://example.com/feed/ [-a form=json]
"""

from core.errors import EvwatchError
from crawler.looking import LookingSpider
from crawler.parsing import read_list
from storage.pages import Page


class FeedSpider(LookingSpider):
    """Prints the kind, title and links of the feed at ``url``, or why it is none."""

    name = "feed"

    async def looked_at(self, page: Page) -> None:
        """The feed is read in a worker, like any other."""
        try:
            found = await self.run.pool.run(
                read_list,
                "feed",
                page.body,
                page.final_url,
                content_type=page.headers.get("content-type", ""),
                zone=self.zone or "UTC",
            )
        except EvwatchError as error:
            self.show({"error": str(error)})
            return
        languages = [link.language for link in found.links if link.language]
        self.show(
            {
                "url": page.final_url,
                "kind": found.kind,
                "title": found.announced.title,
                "language": languages[0] if languages else "",
                "links": [link.url for link in found.links],
            }
        )
