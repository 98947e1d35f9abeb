"""From a kept page to a draft, in a worker: the same way for a page of this minute and one of last year."""

from core import clock
from core.errors import SkipArticle, SkipReason
from core.link import Link
from crawler.parsing import Extracted, extract_page
from crawler.pool import ParserPool
from storage.pages import Page

MARKUP_TYPES = ("html", "xml", "text/plain")


async def read_article(pool: ParserPool, page: Page, *, link: Link, zone: str, language: str) -> Extracted:
    """What extraction makes of ``page``. Raises SkipArticle for what is no article, or takes too long."""
    content_type = page.headers.get("content-type", "").lower()
    if content_type and not any(kind in content_type for kind in MARKUP_TYPES):
        raise SkipArticle(SkipReason.NOT_HTML, content_type.partition(";")[0])
    extracted = await pool.run(
        extract_page,
        page.body,
        page.final_url,
        charset=_charset(content_type),
        link=link,
        zone=zone,
        language=language,
        now=clock.now(),
    )
    if not extracted.draft.body or not extracted.draft.title:
        raise SkipArticle(SkipReason.NO_TEXT, "no article text" if extracted.draft.title else "no title")
    return extracted


def _charset(content_type: str) -> str | None:
    _, found, rest = content_type.partition("charset=")
    return rest.partition(";")[0].strip(" \"'") or None if found else None
