"""An article in several pages, put together: one text, and of everything else what the first page says."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from core.article import Draft, Flag
from core.text.words import count_words
from core.urls import url_key

# A repeated paragraph of this many letters is furniture of the pages, no figure of speech.
LONGEST_REFRAIN = 40
# A page with less new text than this has been read before.
NEW_SHARE = 0.1
_NOT_WORD = re.compile(r"[\W_]+")
_PAGE_MARK = re.compile(
    r"\W*\b(?:page|seite|pagina|página|part|teil)\s*\d{1,2}(?:\s*(?:of|von|de|sur|/)\s*\d{1,2})?\b"
    r"|\W*第\s*\d{1,2}\s*页|\s*[(\[]\d{1,2}(?:\s*/\s*\d{1,2})?[)\]]",
    re.I,
)


def continues(first: Draft, later: Draft) -> bool:
    """True when ``later``, to which a page of ``first`` leads, is another page of it: it leads back, or has
    the same title. It may be anything that a site links to by mistake."""
    if later.first_url and url_key(later.first_url) == url_key(first.url):
        return True
    return bool(_title(first)) and _title(first) == _title(later)


def joined(pages: Sequence[Draft]) -> Draft:
    """The article whose pages these are, in their order. What a page repeats of those before it is left out.

    Its ``next_url`` is where the last of them goes on. A first page is no teaser because the text goes on:
    it is one when a later page is one, too.
    """
    first, *rest = pages
    if not rest:
        return first
    flags = first.flags
    if not any(Flag.TEASER in later.flags for later in rest):
        flags = flags - {Flag.TEASER}
    evidence = {flag: said for flag, said in first.evidence.items() if flag in flags}
    body = "\n\n".join(_texts(pages))
    pages_read = tuple(page.url for page in pages)
    return replace(
        first,
        body=body,
        word_count=count_words(body),
        flags=flags,
        evidence=evidence,
        pages=pages_read,
        next_url=rest[-1].next_url,
    )


def _texts(pages: Sequence[Draft]) -> list[str]:
    told: list[str] = []
    known: set[str] = set()
    for number, page in enumerate(pages):
        paragraphs = [(paragraph, _folded(paragraph)) for paragraph in page.body.split("\n\n")]
        new = sum(len(said) for _, said in paragraphs if said not in known)
        if new < NEW_SHARE * sum(len(said) for _, said in paragraphs):
            continue  # the first page's text was the feed's, or a site shows its last page for ever
        at_head = number > 0
        for paragraph, said in paragraphs:
            if number and said in known and (at_head or len(said) > LONGEST_REFRAIN):
                continue
            at_head = False
            told.append(paragraph)
        known.update(said for _, said in paragraphs)
    return told


def _title(draft: Draft) -> str:
    return _folded(_PAGE_MARK.sub("", draft.title))


def _folded(text: str) -> str:
    return _NOT_WORD.sub("", unicodedata.normalize("NFKC", text).casefold())
