"""What travels from spider to pipelines."""

from dataclasses import dataclass

from core.article import Draft
from core.context import Context
from crawler.failures import Failure
from storage.leases import Candidate
from storage.pages import Page


@dataclass(slots=True)
class FetchedPage:
    """One fetched page on its way to an article.

    ``candidate`` None means that somebody only wants to look at it: nothing is stored. ``page_id`` is set
    once the page is kept, ``draft`` once it is extracted; ``missing`` says why a further page of the article
    could not be had.
    """

    page: Page
    context: Context
    candidate: Candidate | None = None
    page_id: int | None = None
    draft: Draft | None = None
    extractor_version: str = ""
    missing: Failure | None = None
