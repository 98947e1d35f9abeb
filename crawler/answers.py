"""Scrapy's response as the page that storage keeps."""

from typing import Any

from requests.utils import parse_header_links
from scrapy.http import Response

from core.urls import absolute
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


def hub_of(page: Page) -> str:
    """The WebSub hub that the answer's ``Link`` header names (W3C WebSub §4); empty without one."""
    links = parse_header_links(page.headers.get("link", ""))
    named = [link["url"] for link in links if "hub" in link.get("rel", "").lower().split()]
    return (absolute(named[0], base=page.final_url) or "") if named else ""
