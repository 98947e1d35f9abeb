"""What the page declares for machines in JSON-LD and in the meta elements of its head."""

from collections.abc import Iterator

from core.article import Field, Precision
from crawler.extraction.instants import Instant, instant, month
from crawler.extraction.names import byline, is_namesake
from crawler.extraction.page import Candidate, Page
from crawler.extraction.wording import plain

PUBLISHED_METAS = (
    "article:published_time", "og:article:published_time", "datepublished", "parsely-pub-date",
    "sailthru.date", "dc.date.issued", "dcterms.created", "dc.date.created", "dcterms.date", "dc.date",
    "date", "pubdate", "publishdate", "publish-date", "publish_date", "og:published_time",
    "citation_publication_date", "citation_online_date", "article:published",
    "cxenseparse:recs:publishtime", "article.published", "rnews:datepublished", "originalpublicationdate",
    "created", "og:pubdate", "published", "published_on", "pubtime", "publish_time",
    "publication_date", "pub_date", "last_updated_date", "datecreated",
    "weibo: article:create_at",
)  # fmt: skip
MODIFIED_METAS = (
    "article:modified_time", "og:updated_time", "datemodified", "dcterms.modified", "dc.date.modified",
    "last-modified", "lastmod",
)  # fmt: skip
AUTHOR_METAS = (
    "author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator",
    "dc.contributor", "byl", "byline", "article:author_name", "citation_author", "og:article:author",
    "authors", "cxenseparse:author", "mediator_author", "bylines", "og:author",
)  # fmt: skip
TITLE_METAS = (
    "og:title", "twitter:title", "dc.title", "dcterms.title", "parsely-title", "sailthru.title", "title",
    "citation_title",
)  # fmt: skip
SUMMARY_METAS = ("og:description", "description", "twitter:description", "dc.description")
# How far declared times are trusted; what only a month is known of loses against any day.
LINKED_TIMED, LINKED_DAY = 0.97, 0.9
META_TIMED, META_DAY = 0.92, 0.81
ONLY_A_MONTH = 0.25
# Known by this value when titles are weighed: below Open Graph, which search engines care less for.
LINKED_TITLE = 0.68
# How far declared persons are trusted: in JSON-LD, in meta elements.
DECLARED_PERSONS = (0.9, 0.75)
# Newsrooms sign as a body and say so; other sites fill the field with their own name.
DECLARED_ORGANISATION = 0.54
UNCONFIRMED = 0.3
NAMESAKE = 0.6
_WRITTEN_BY = (
    "written", "verfasst", "by", "écrit", "escrito", "geschrieben", "scritto", "author", "napsal",
    "skrevet",
)  # fmt: skip


def linked_stage(page: Page) -> Iterator[Candidate]:
    """JSON-LD: the strongest word on dates and persons, and often a search engine's wording of the title."""
    data = page.linked
    headline = plain(data.text("headline"))
    if headline:
        yield Candidate(Field.TITLE, headline, LINKED_TITLE, headline)
    for field, keys in (
        (Field.PUBLISHED, ("datePublished", "dateCreated", "uploadDate")),
        (Field.MODIFIED, ("dateModified",)),
    ):
        claim = data.text(*keys)
        found = _when(page, claim)
        if found is not None:
            yield _dated(field, found, LINKED_TIMED if found.timed else LINKED_DAY, claim)
    yield from _authors(page, data.persons, DECLARED_PERSONS[0])
    yield from _authors(page, data.organisations, 0.55)
    summary = plain(data.text("description"))
    if summary:
        yield Candidate(Field.SUMMARY, summary, 0.7, summary)
    language = data.text("inLanguage")
    if language:
        yield Candidate(Field.LANGUAGE, language, 0.6, language)


def meta_stage(page: Page) -> Iterator[Candidate]:
    """The meta elements: Open Graph, Dublin Core, Parse.ly, citation tags and the like."""
    found = page.survey
    for rank, value in enumerate(map(plain, found.meta_values(*TITLE_METAS))):
        if value:
            yield Candidate(Field.TITLE, value, 0.7 if rank == 0 else 0.6, value)
    for field, names in ((Field.PUBLISHED, PUBLISHED_METAS), (Field.MODIFIED, MODIFIED_METAS)):
        for claim in found.meta_values(*names)[:4]:
            when = _when(page, claim)
            if when is not None:
                yield _dated(field, when, META_TIMED if when.timed else META_DAY, claim)
    yield from _authors(page, _declared_names(page), DECLARED_PERSONS[1])
    for value in map(plain, found.meta_values(*SUMMARY_METAS)):
        yield Candidate(Field.SUMMARY, value, 0.65, value)
    for value in found.meta_values("og:locale", "content-language", "dc.language", "inlanguage"):
        yield Candidate(Field.LANGUAGE, value, 0.5, value)


def _when(page: Page, claim: str) -> Instant | None:
    if not claim:
        return None
    said, now = plain(claim), page.context.now
    return instant(said, page.zone, now=now, month_first=page.month_first) or month(said, page.zone, now=now)


def _dated(field: Field, found: Instant, confidence: float, claim: str) -> Candidate:
    only_a_month = found.precision is Precision.MONTH
    return Candidate(field, found.when, ONLY_A_MONTH if only_a_month else confidence, claim, found.precision)


def _authors(page: Page, names: list[str] | tuple[str, ...], confidence: float) -> Iterator[Candidate]:
    """One candidate for persons, a weaker one for organisations, with the names as declared."""
    persons: list[str] = []
    organisations: list[str] = []
    for name in names[:20]:
        signed = byline(name, page.site_names, lone_words=True)
        persons += signed.persons
        organisations += signed.organisations
    claim = "; ".join(names[:20])
    if persons:
        yield Candidate(Field.AUTHORS, tuple(dict.fromkeys(persons)), confidence, claim)
    elif not page.linked.is_news and any(map(is_namesake, organisations)):
        yield Candidate(Field.AUTHORS, tuple(filter(is_namesake, organisations)), NAMESAKE, claim)
    elif organisations:
        trust = DECLARED_ORGANISATION if page.linked.is_news else UNCONFIRMED
        yield Candidate(Field.AUTHORS, tuple(dict.fromkeys(organisations)), trust, claim)


def _declared_names(page: Page) -> list[str]:
    found = page.survey
    for name in AUTHOR_METAS:
        values = [
            value for value in map(plain, found.metas.get(name, ())) if value and not value.startswith("http")
        ]
        if any(byline(value, page.site_names, lone_words=True).persons for value in values):
            return values
    if found.meta("twitter:label1").lower().startswith(_WRITTEN_BY):
        return found.metas.get("twitter:data1", [])[:3]
    return found.metas.get("author", [])[:3]
