"""What the feed or list said about the article before it was fetched."""

from collections.abc import Iterator

from core.article import Field
from crawler.extraction.fragment import paragraphs
from crawler.extraction.page import Candidate, Page
from crawler.extraction.wording import plain


def stage(page: Page) -> Iterator[Candidate]:
    """The entry's own title, authors, time and summary: witnesses where the page is silent."""
    link = page.link
    if link is None:
        return
    if link.title:
        yield Candidate(Field.TITLE, plain(link.title), 0.65, link.title)
    if link.authors:
        yield Candidate(Field.AUTHORS, link.authors, 0.6, "; ".join(link.authors))
    if link.published is not None:
        yield Candidate(
            Field.PUBLISHED, link.published, 0.75, link.published_claim or link.published.isoformat()
        )
    if link.updated is not None:
        yield Candidate(Field.MODIFIED, link.updated, 0.6, link.updated.isoformat())
    if link.summary:
        yield Candidate(Field.SUMMARY, plain(link.summary), 0.4, link.summary)
    text = paragraphs(link.content) if link.content else ""
    if text:
        yield Candidate(Field.BODY, text, 0.3, "")
    if link.language:
        yield Candidate(Field.LANGUAGE, link.language, 0.4, link.language)
