"""Page bytes to draft article: a numbered cascade of small pure stages around trafilatura.

No network, no database, no clock. The caller runs ``extract`` in a worker that can be killed.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from core.article import Draft
from core.link import Link
from crawler.extraction.cascade import collect, decide
from crawler.extraction.charset import decode
from crawler.extraction.page import Page
from crawler.extraction.tree import parse

# Stored with every article; a change that alters results gets a new one, so that old pages can be re-read.
EXTRACTOR_VERSION = "2"

__all__ = ["EXTRACTOR_VERSION", "extract"]


def extract(
    html: bytes,
    url: str,
    *,
    charset: str | None = None,
    link: Link | None = None,
    zone: str = "UTC",
    language: str = "",
    now: datetime | None = None,
) -> Draft:
    """The article at ``url``. A page without text gives a draft with an empty ``body``, never an error.

    ``charset`` comes from the HTTP header, ``link`` is what the source's list said, ``zone`` the IANA
    zone of naive times, ``language`` the source's (ISO 639-1). A date too far ahead of ``now`` is none.
    """
    tree = parse(decode(html, charset))
    if tree is None:
        return Draft(url=url)
    page = Page(tree, url, ZoneInfo(zone), language, now, link)
    return decide(page, collect(page))
