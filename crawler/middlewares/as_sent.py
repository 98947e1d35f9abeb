"""A page stays packed as the site sent it: whoever parses it unpacks it, in a worker that can be killed."""

from scrapy import Request
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.http import Response

AS_SENT = "as_sent"
_KEPT = (b"gzip", b"x-gzip", b"zstd")


class AsSent(HttpCompressionMiddleware):
    """Unpacks what other code of this process wants to read. A request with AS_SENT gets its answer under
    gzip or zstd as it came: neither opened nor packed again, a page costs this process next to nothing."""

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """Scrapy's step."""
        codings = response.headers.getlist(b"Content-Encoding") if request.meta.get(AS_SENT) else ()
        if len(codings) == 1 and codings[0].strip().lower() in _KEPT:
            return response
        return super().process_response(request, response)
