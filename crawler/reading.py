"""From a kept page to a draft, in a worker: the same way for a page of this minute and one of last year."""

from dataclasses import replace

from core import clock
from core.context import Context
from core.errors import SkipArticle, SkipReason
from crawler.parsing import Extracted, extract_page
from crawler.pool import ParserPool
from storage.pages import Page

MARKUP_TYPES = ("html", "xml", "text/plain")


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
