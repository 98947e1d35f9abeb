"""One request from within a crawl, past the same gates as every other."""

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http.request import NO_CALLBACK

from core.errors import SkipReason
from crawler import failures
from crawler.answers import ALL_STATUSES, page_of
from crawler.failures import Failure
from crawler.middlewares.as_sent import AS_SENT
from storage.pages import Page


async def ask(crawler: Crawler, url: str, *, as_sent: bool = False) -> Page | Failure:
    """What ``url`` answers, or why it cannot be had; ``as_sent`` leaves it packed as it came."""
    engine = crawler.engine
    assert engine is not None
    if not engine.running:
        return Failure(SkipReason.UNREACHABLE, "the crawl is being ended", final=False)
    request = Request(url, callback=NO_CALLBACK, meta={**ALL_STATUSES, AS_SENT: as_sent}, dont_filter=True)
    try:
        response = await engine.download_async(request)
    except Exception as error:  # whatever a download may end with
        return failures.of_error(error)
    return failures.of_status(response.status) or page_of(response)
