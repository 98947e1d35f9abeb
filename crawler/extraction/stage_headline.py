"""The title a reader sees: the headings, and the document's own title."""

from collections.abc import Iterator

from core.article import Field
from crawler.extraction.page import Candidate, Page
from crawler.extraction.wording import plain, text_of

# The confidence of a heading in the page's main part; only such a one is weighed against declared titles.
HEADING = 0.8
DOCUMENT_TITLE = 0.4


def stage(page: Page) -> Iterator[Candidate]:
    """h1 texts in document order, a heading of lower rank that ``title`` repeats, then ``title`` itself."""
    for _, text in page.headings:
        if "${" not in text:
            yield Candidate(Field.TITLE, text, HEADING, text)
    headline = page.headline
    if headline is not None and headline not in page.survey.headings:
        yield Candidate(Field.TITLE, text_of(headline.element, 400), HEADING)
    for placed in page.survey.properties.get("headline", [])[:2]:
        text = plain(placed.element.get("content") or "") or text_of(placed.element, 400)
        if text:
            yield Candidate(Field.TITLE, text, HEADING, text)
    title = plain(page.survey.title)
    if title:
        yield Candidate(Field.TITLE, title, DOCUMENT_TITLE, title)
