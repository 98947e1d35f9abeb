"""What else a page says of its article: section, picture, source, who edited and who translated it."""

import re
from collections.abc import Iterable, Iterator

from core.article import Field
from core.urls import absolute
from crawler.extraction.names import byline
from crawler.extraction.page import Candidate, Page
from crawler.extraction.survey import elsewhere
from crawler.extraction.wording import plain, text_of

SECTION_METAS = (
    "article:section", "og:article:section", "og:section", "parsely-section", "dc.subject.section",
    "article.section", "section", "category",
)  # fmt: skip
IMAGE_METAS = (
    "og:image", "og:image:secure_url", "og:image:url", "twitter:image", "twitter:image:src",
    "parsely-image-url", "sailthru.image.full",
)  # fmt: skip
SOURCE_METAS = ("source", "article:source", "original-source", "syndication-source")
LINKED = 0.9
META = 0.75
SHOWN = 0.7
# Where the page stands in its site, by the way that it shows to search engines.
ON_THE_WAY = 0.5
LONGEST_SECTION = 60
LONGEST_CREDIT = 120
MOST_BOXES = 40
_HAN = r"[\u4e00-\u9fff·]{2,5}"
_HAN_NAMES = rf"\s{{0,2}}[:：/｜|]?\s{{0,3}}({_HAN}(?:[\s、,，]{{1,2}}{_HAN}){{0,3}})(?![\u4e00-\u9fff])"
_NAMES = r"\s+((?:[^\W\d_][\w.'’-]*[\s,]+(?:(?:and|und|et|y)\s+)?){1,8}[^\W\d_][\w'’-]*)"
_CREDITS = (
    (Field.EDITORS, re.compile(rf"(?:责任编辑|责编)\s?[:：/｜|]?{_HAN_NAMES}")),
    (
        Field.EDITORS,
        re.compile(rf"\b(?:[Ee]dited|[Ee]diting|[Bb]earbeitet|[Rr]edigiert)\s+(?:by|von){_NAMES}"),
    ),
    (Field.TRANSLATORS, re.compile(rf"(?:翻译|编译|译者)\s?[:：/｜|]{_HAN_NAMES}")),
    (
        Field.TRANSLATORS,
        re.compile(
            r"\b(?:[Tt]ranslated|[Tt]ranslation|Übersetzt|[Tt]raduit|[Tt]raducido)\s+"
            rf"(?:from\s+\w+\s+|aus\s+dem\s+\w+\s+)?(?:by|von|par|por){_NAMES}"
        ),
    ),
)  # fmt: skip
_SOURCE = re.compile(r"来源\s?[:：]\s{0,3}([\u4e00-\u9fff]{2,12})")
# One of these stands in whatever the patterns above find.
_CREDIT_WORDS = ("责", "译", "dited by", "diting by", "ranslated", "ranslation by", "bersetzt", "earbeitet",
                 "edigiert", "raduit", "raducido")  # fmt: skip


def stage(page: Page) -> Iterator[Candidate]:
    """Declarations, then the lines that name a source, editors and translators."""
    yield from _sections(page)
    yield from _images(page)
    for field, names in ((Field.EDITORS, page.linked.editors), (Field.TRANSLATORS, page.linked.translators)):
        yield from _people(page, field, "; ".join(names), LINKED)
    for name in (*page.linked.providers, *page.linked.organisations):
        yield Candidate(Field.AGENCY, name, LINKED, name)
    for name in page.survey.meta_values(*SOURCE_METAS)[:2]:
        yield Candidate(Field.AGENCY, plain(name), META, name)
    for text in _boxes(page):
        yield from _credits(page, text)


def _credits(page: Page, text: str) -> Iterator[Candidate]:
    """Source, editors and translators, as far as ``text`` names them."""
    source = _SOURCE.search(text)
    if source:
        yield Candidate(Field.AGENCY, source[1], SHOWN, source[0])
    if not any(word in text for word in _CREDIT_WORDS):
        return
    for field, pattern in _CREDITS:
        match = pattern.search(text)
        if match:
            yield from _people(page, field, match[1], SHOWN, claim=match[0])


def _people(page: Page, field: Field, names: str, trust: float, *, claim: str = "") -> Iterator[Candidate]:
    persons = byline(names, page.site_names, lone_words=not claim).persons
    if persons:
        yield Candidate(field, persons, trust, claim or names)


def _boxes(page: Page) -> Iterator[str]:
    """The texts of what may hold a credit: boxes named after authors and dates, lines that sign."""
    found = page.survey
    seen = set()
    for placed in (*found.bylines[:MOST_BOXES], *found.signed[:MOST_BOXES], *found.datelines[:MOST_BOXES]):
        element = placed.element
        if element in seen or elsewhere(element):
            continue
        seen.add(element)
        text = text_of(element, LONGEST_CREDIT, gap=" | ")
        if len(text) <= LONGEST_CREDIT:
            yield text


def _sections(page: Page) -> Iterator[Candidate]:
    metas = ((META, value) for value in page.survey.meta_values(*SECTION_METAS)[:2])
    crumbs = ((ON_THE_WAY, name) for name in page.linked.crumbs)
    said: Iterable[tuple[float, str]] = ((LINKED, page.linked.text("articleSection")), *metas, *crumbs)
    for trust, claim in said:
        section = plain(claim)
        if section and len(section) <= LONGEST_SECTION and not section.startswith(("http:", "https:", "/")):
            yield Candidate(Field.SECTION, section, trust, claim)


def _images(page: Page) -> Iterator[Candidate]:
    metas = ((META, value) for value in page.survey.meta_values(*IMAGE_METAS)[:2])
    for trust, claim in ((LINKED, page.linked.image), *metas):
        address = absolute(claim, base=page.url) if claim else None
        if address:
            yield Candidate(Field.IMAGE, address, trust, claim)
