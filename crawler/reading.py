"""From a kept page to a draft, in a worker: the same way for a page of this minute and one of last year."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from core import clock
from core.article import Draft
from core.context import Context
from core.errors import SkipArticle, SkipReason
from core.joining import continues, joined
from core.urls import url_key
from crawler.failures import Failure
from crawler.parsing import Extracted, extract_page
from crawler.pool import ParserPool
from storage.pages import Page

# Longer articles are cut: what goes on for ever is a list.
MOST_PAGES = 10
MARKUP_TYPES = ("html", "xml", "text/plain")

# Gives the page at an address to which an article's page leads, why it cannot be had, or None: nobody asks.
Follow = Callable[[str], Awaitable[Page | Failure | None]]


@dataclass(frozen=True, slots=True)
class Whole:
    """An article with the pages that could be had; ``missing`` says why the next one could not."""

    extracted: Extracted
    missing: Failure | None = None


async def read_whole(
    pool: ParserPool, page: Page, context: Context, follow: Follow, *, most_bytes: int
) -> Whole:
    """What extraction makes of ``page`` and of those on which its article goes on.

    Raises SkipArticle for a ``page`` that is no article, or takes too long.
    """
    first = await read_article(pool, page, context, most_bytes=most_bytes)
    read = [first.draft]
    asked = {url_key(page.final_url)}
    missing: Failure | None = None
    # What the list said of the article is said of its first page.
    later = replace(context, link=None)
    read_later = partial(_read_later, pool, context=later, most_bytes=most_bytes)
    while (url := _next(read)) and url_key(url) not in asked:
        asked.add(url_key(url))
        answer = await follow(url)
        if isinstance(answer, Failure):
            missing = answer
        draft = await read_later(answer, url) if isinstance(answer, Page) else None
        if draft is None or not continues(read[0], draft):
            break
        read.append(draft)
    return Whole(replace(first, draft=joined(read)), missing)


def _next(read: Sequence[Draft]) -> str:
    """Where to go on; nowhere from a later page of an article that is read from its first."""
    return "" if read[0].first_url or len(read) >= MOST_PAGES else read[-1].next_url


async def _read_later(
    pool: ParserPool, page: Page, url: str, *, context: Context, most_bytes: int
) -> Draft | None:
    """None for what is no page of an article: also for one that the site answers from elsewhere."""
    if url_key(page.final_url) != url_key(url):
        return None
    try:
        return (await read_article(pool, page, context, most_bytes=most_bytes)).draft
    except SkipArticle:
        return None


async def read_article(pool: ParserPool, page: Page, context: Context, *, most_bytes: int) -> Extracted:
    """What extraction makes of ``page``; how it was served is added to ``context`` here.

    Raises SkipArticle for what is no article, takes too long or is more than ``most_bytes`` when unpacked.
    """
    content_type = page.headers.get("content-type", "").lower()
    if content_type and not any(kind in content_type for kind in MARKUP_TYPES):
        raise SkipArticle(SkipReason.NOT_HTML, content_type.partition(";")[0])
    served = replace(context, charset=_charset(content_type), now=clock.now())
    extracted = await pool.run(extract_page, page.body, page.final_url, served, most_bytes=most_bytes)
    if not extracted.draft.body or not extracted.draft.title:
        raise SkipArticle(SkipReason.NO_TEXT, "no article text" if extracted.draft.title else "no title")
    return extracted


def _charset(content_type: str) -> str | None:
    _, found, rest = content_type.partition("charset=")
    return rest.partition(";")[0].strip(" \"'") or None if found else None
