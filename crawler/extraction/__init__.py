"""Page bytes to draft article: a numbered cascade of small pure stages around trafilatura.

No network, no database, no clock. The caller runs ``extract`` in a worker that can be killed.
"""

from dataclasses import replace

from core.article import Draft
from core.context import NOTHING_KNOWN, Context
from crawler.extraction.cascade import collect, decide
from crawler.extraction.charset import decode
from crawler.extraction.page import Page
from crawler.extraction.pagination import neighbours
from crawler.extraction.tree import parse

# Stored with every article; a change that alters results gets a new one, so that old pages can be re-read.
EXTRACTOR_VERSION = "3"

__all__ = ["EXTRACTOR_VERSION", "extract"]


def extract(html: bytes, url: str, context: Context = NOTHING_KNOWN) -> Draft:
    """The article at ``url``. A page without text gives a draft with an empty ``body``, never an error."""
    tree = parse(decode(html, context.charset))
    if tree is None:
        return Draft(url=url)
    page = Page(tree, url, context)
    # First of all: the body stage cuts the tree up.
    beside = neighbours(tree, url, page.canonical)
    draft = decide(page, collect(page))
    return replace(draft, next_url=beside.next_url, first_url=beside.first_url)
