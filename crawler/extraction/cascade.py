"""The cascade: numbered stages say what they see, then one rule per field chooses."""

from collections import defaultdict
from dataclasses import replace
from datetime import datetime

from core.article import Draft, Field, Origin
from core.text.words import count_words
from crawler.extraction import (
    stage_body,
    stage_dateline,
    stage_declared,
    stage_details,
    stage_feed,
    stage_flags,
    stage_headline,
    stage_signature,
    stage_site,
    stage_state,
)
from crawler.extraction.choose_agency import choose_agency
from crawler.extraction.choose_authors import choose_authors
from crawler.extraction.choose_body import choose_body
from crawler.extraction.choose_flags import choose_flags
from crawler.extraction.choose_published import as_instant, choose_published, precision_of
from crawler.extraction.choose_summary import choose_summary
from crawler.extraction.choose_title import choose_title
from crawler.extraction.page import Candidate, Page, Stage
from crawler.extraction.repeated import marks_of, traces, without_repeated
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
    ("9-details", stage_details.stage),
    (stage_site.NAME, stage_site.stage),
    ("10-body", stage_body.stage),
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
    ruled = _ruled(found)
    whole = ruled.get(Field.BODY) or choose_body(_of(found, Field.BODY))
    marks = marks_of(_text(whole))
    body, furniture = without_repeated(_text(whole), marks, page.habits)
    body = stage_site.stripped(body, page.context.rules)
    chosen = _choose(page, found, whole, body) | ruled
    title = _text(chosen[Field.TITLE])
    said = _declared_languages(page, found)
    code, trust = language(body or title, said, source=page.context.language)
    origins = {field: _origin(found, field, c) for field, c in chosen.items() if c is not None}
    for field in (Field.SUMMARY, Field.AGENCY):  # the text itself may have said it
        if field in origins and not origins[field].stage:
            origins[field] = replace(origins[field], stage=origins[Field.BODY].stage)
    if code:
        origins[Field.LANGUAGE] = Origin("11-language", trust, page.survey.language)
    evidence = choose_flags(_of(found, Field.FLAGS), page, body=body, agency=_text(chosen[Field.AGENCY]))
    return Draft(
        url=page.url,
        title=title,
        authors=_names(chosen[Field.AUTHORS]),
        published=as_instant(chosen[Field.PUBLISHED]),
        date=_local(chosen[Field.PUBLISHED]),
        precision=precision_of(chosen[Field.PUBLISHED]),
        modified=as_instant(chosen[Field.MODIFIED]),
        body=body,
        summary=_text(chosen[Field.SUMMARY]),
        language=code,
        canonical_url=page.canonical,
        section=_text(chosen[Field.SECTION]),
        image=_text(chosen[Field.IMAGE]),
        agency=_text(chosen[Field.AGENCY]),
        editors=_names(chosen[Field.EDITORS]),
        translators=_names(chosen[Field.TRANSLATORS]),
        word_count=count_words(body),
        flags=frozenset(evidence),
        evidence=evidence,
        furniture=furniture,
        traces=traces(marks, map(_text, _of(found, Field.TITLE)), title, whole.trial if whole else None),
        origins=origins,
    )


def _choose(page: Page, found: Found, whole: Candidate | None, body: str) -> dict[Field, Candidate | None]:
    """The winner of each field; ``body`` is what remains of the text ``whole``."""
    authors = choose_authors(_of(found, Field.AUTHORS), page)
    surest = (Field.MODIFIED, Field.SECTION, Field.IMAGE, Field.EDITORS, Field.TRANSLATORS)
    return {field: _surest(found, field) for field in surest} | {
        Field.TITLE: choose_title(_of(found, Field.TITLE), page),
        Field.AUTHORS: authors,
        Field.PUBLISHED: choose_published(_of(found, Field.PUBLISHED), _of(found, Field.MODIFIED), page),
        Field.BODY: whole,
        Field.SUMMARY: choose_summary(_of(found, Field.SUMMARY), whole, body),
        Field.AGENCY: choose_agency(_of(found, Field.AGENCY), page, body=body, authors=authors),
    }


def _of(found: Found, field: Field) -> list[Candidate]:
    return [candidate for _, candidate in found.get(field, ())]


def _ruled(found: Found) -> dict[Field, Candidate | None]:
    """What the site's rules found: it is not weighed against the rest."""
    return {c.field: c for said in found.values() for stage, c in said if stage == stage_site.NAME}


def _surest(found: Found, field: Field) -> Candidate | None:
    return max(_of(found, field), key=lambda c: c.confidence, default=None)


def _origin(found: Found, field: Field, chosen: Candidate) -> Origin:
    """Where the chosen value came from: the stage whose candidate it is, or whose claim it was made of."""
    borrowed = {Field.PUBLISHED: Field.MODIFIED, Field.AGENCY: Field.AUTHORS}
    witnesses = found[field] + found[borrowed.get(field, field)]
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


def _names(candidate: Candidate | None) -> tuple[str, ...]:
    return candidate.value if candidate and isinstance(candidate.value, tuple) else ()


def _text(candidate: Candidate | None) -> str:
    return candidate.value if candidate and isinstance(candidate.value, str) else ""
