"""The cascade: numbered stages say what they see, then one rule per field chooses."""

from collections import defaultdict
from datetime import datetime

from core.article import Draft, Field, Origin
from core.urls import absolute, same_site
from crawler.extraction import (
    stage_body,
    stage_dateline,
    stage_declared,
    stage_feed,
    stage_flags,
    stage_headline,
    stage_signature,
    stage_site,
    stage_state,
)
from crawler.extraction.choose_authors import choose_authors
from crawler.extraction.choose_body import choose_body
from crawler.extraction.choose_flags import choose_flags
from crawler.extraction.choose_published import as_instant, choose_published
from crawler.extraction.choose_title import choose_title
from crawler.extraction.page import Candidate, Page, Stage
from crawler.extraction.stage_language import language

# In this order; a new stage is one file and one line. The body comes last because it cuts the tree up; the
# site's rules, before everything in trust, come right before it because they may cut something out.
STAGES: tuple[tuple[str, Stage], ...] = (
    ("1-linked-data", stage_declared.linked_stage),
    ("2-meta", stage_declared.meta_stage),
    ("3-state", stage_state.stage),
    ("4-headline", stage_headline.stage),
    ("5-signature", stage_signature.stage),
    ("6-dateline", stage_dateline.stage),
    ("7-feed", stage_feed.stage),
    ("8-flags", stage_flags.stage),
    (stage_site.NAME, stage_site.stage),
    ("9-body", stage_body.stage),
)

Found = dict[Field, list[tuple[str, Candidate]]]


def collect(page: Page) -> Found:
    """Every stage's candidates by field, each with the stage's name."""
    found: Found = defaultdict(list)
    for name, stage in STAGES:
        for candidate in stage(page):
            found[candidate.field].append((name, candidate))
    return found


def decide(page: Page, found: Found) -> Draft:
    """One draft out of all candidates."""
    chosen: dict[Field, Candidate | None] = {
        Field.TITLE: choose_title(_of(found, Field.TITLE), page),
        Field.AUTHORS: choose_authors(_of(found, Field.AUTHORS), page),
        Field.PUBLISHED: choose_published(_of(found, Field.PUBLISHED), _of(found, Field.MODIFIED), page.link),
        Field.MODIFIED: _surest(found, Field.MODIFIED),
        Field.BODY: choose_body(_of(found, Field.BODY)),
        Field.SUMMARY: _surest(found, Field.SUMMARY),
    }
    chosen |= _ruled(found)
    body = stage_site.stripped(_text(chosen[Field.BODY]), page.context.rules)
    code, trust = language(body or _text(chosen[Field.TITLE]), _declared_languages(page, found))
    authors = chosen[Field.AUTHORS]
    origins = {field: _origin(found, field, c) for field, c in chosen.items() if c is not None}
    if code:
        origins[Field.LANGUAGE] = Origin("10-language", trust, page.survey.language)
    evidence = choose_flags(_of(found, Field.FLAGS), page, body=body, authors=authors)
    return Draft(
        url=page.url,
        title=_text(chosen[Field.TITLE]),
        authors=authors.value if authors and isinstance(authors.value, tuple) else (),
        published=as_instant(chosen[Field.PUBLISHED]),
        date=_local(chosen[Field.PUBLISHED]),
        modified=as_instant(chosen[Field.MODIFIED]),
        body=body,
        summary=_text(chosen[Field.SUMMARY]),
        language=code,
        canonical_url=canonical_of(page),
        flags=frozenset(evidence),
        evidence=evidence,
        origins=origins,
    )


def _of(found: Found, field: Field) -> list[Candidate]:
    return [candidate for _, candidate in found.get(field, ())]


def _ruled(found: Found) -> dict[Field, Candidate | None]:
    """What the site's rules found: it is not weighed against the rest."""
    return {c.field: c for said in found.values() for stage, c in said if stage == stage_site.NAME}


def _surest(found: Found, field: Field) -> Candidate | None:
    return max(_of(found, field), key=lambda c: c.confidence, default=None)


def _origin(found: Found, field: Field, chosen: Candidate) -> Origin:
    """Where the chosen value came from: the stage whose candidate it is, or whose claim it was made of."""
    witnesses = found[field] + found[Field.MODIFIED]
    own = [stage for stage, candidate in witnesses if candidate is chosen]
    told = [stage for stage, candidate in witnesses if chosen.claim and candidate.claim == chosen.claim]
    return Origin(next(iter(own + told), ""), chosen.confidence, claim_of(chosen))


def claim_of(candidate: Candidate) -> str:
    """The raw text behind ``candidate`` as an origin keeps it."""
    value = candidate.value
    return (
        candidate.claim[:500] if candidate.claim else value.isoformat() if isinstance(value, datetime) else ""
    )


def _local(candidate: Candidate | None) -> datetime | None:
    return candidate.value if candidate and isinstance(candidate.value, datetime) else None


def _declared_languages(page: Page, found: Found) -> list[str]:
    return [page.survey.language, page.context.language, *(_text(c) for c in _of(found, Field.LANGUAGE))]


def canonical_of(page: Page) -> str:
    """``rel=canonical`` inside the page's own site: elsewhere it would let one site overwrite another."""
    claimed = absolute(page.survey.canonical, base=page.url) if page.survey.canonical else None
    return claimed if claimed and same_site(claimed, page.url) else ""


def _text(candidate: Candidate | None) -> str:
    return candidate.value if candidate and isinstance(candidate.value, str) else ""
