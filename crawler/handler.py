"""The last step before the network: one request at a time to a host, none to one that wants a pause."""

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.http import Response

from core import clock
from core.urls import host_of
from crawler import failures
from crawler.refusals import HostPaused
from crawler.run import Run
from crawler.turns import Turns

CONNECTIONS_KEPT = 2


class PausingHandler(HTTP11DownloadHandler):
    """HTTP and HTTPS. Requests wait for their turn behind the middlewares: what a host asks for while they
    wait can be heeded here only."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._run = Run.of(crawler)
        # Without a delay Scrapy starts all that waits for a host before it counts the first as started.
        self._turns = Turns()
        # With room for one only, a request that is sent while the last one's connection is still on its way
        # back into the pool would open another, and the first would be dropped: a TLS handshake a page.
        self._pool.maxPersistentPerHost = CONNECTIONS_KEPT

    async def download_request(self, request: Request) -> Response:
        """Raises HostPaused instead of asking. A pause that an answer asks for (RFC 9110 §10.2.3) is kept."""
        host = host_of(request.url)
        async with self._turns.at(host):
            until = self._run.pauses.get(host)
            if until is not None and until > clock.now():
                raise HostPaused(f"{host} asked for a pause", until=until)
            response = await super().download_request(request)
            retry_after = (response.headers.get(b"Retry-After") or b"").decode("latin-1")
            wanted = failures.pause_until(response.status, retry_after, now=clock.now())
            if wanted is not None:
                await self._run.pause(host, wanted)
        return response
