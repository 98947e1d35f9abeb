"""Scrapy's response as the page that storage keeps."""

from typing import Any

from scrapy.http import Response

from storage.pages import Page

NOT_MODIFIED = 304
# Every answer reaches the spider: what a status means is decided in crawler.failures.
ALL_STATUSES: dict[str, Any] = {"handle_httpstatus_list": [NOT_MODIFIED, *range(400, 600)]}


def page_of(response: Response) -> Page:
    """Final address, status, headers (lower-case names, repeated ones joined) and the decoded body."""
    headers = {
        name.decode("latin-1").lower(): b", ".join(values).decode("latin-1")
        for name, values in response.headers.items()
    }
    return Page(response.url, response.status, headers, response.body)
