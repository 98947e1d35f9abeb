"""Every stage's opinion on every field, and which one won: for people who ask why."""

from datetime import datetime

from core.article import Draft, Field, Opinion
from core.context import NOTHING_KNOWN, Context
from core.site_rules import SiteRules
from crawler.extraction import stage_site
from crawler.extraction.cascade import Found, claim_of, collect, decide
from crawler.extraction.charset import decode
from crawler.extraction.page import Candidate, Page, Value
from crawler.extraction.tree import parse
from crawler.extraction.wording import squeezed

LONGEST_SHOWN = 100
# Made of other fields' values where nobody speaks of them.
_MADE = (Field.LANGUAGE, Field.SUMMARY, Field.AGENCY)


def explain(html: bytes, url: str, context: Context = NOTHING_KNOWN) -> list[Opinion]:
    """What the stages say of the page at ``url``, by field and then by trust.

    The arguments are those of ``extract``."""
    tree = parse(decode(html, context.charset))
    if tree is None:
        return []
    page = Page(tree, url, context)
    found = collect(page)
    draft = decide(page, found)
    opinions = [opinion for field in Field for opinion in _opinions(field, found, draft)]
    return opinions + _missed(context.rules, draft)


def _missed(rules: SiteRules | None, draft: Draft) -> list[Opinion]:
    """The rules of the site that found nothing: after a redesign, all of them."""
    if rules is None:
        return []
    told = [(field, f"nothing matches {rules.selectors[field]}") for field in rules.missed(draft.origins)]
    return [Opinion(field, stage_site.NAME, "", 0.0, said, False) for field, said in told]


def _opinions(field: Field, found: Found, draft: Draft) -> list[Opinion]:
    """The field's candidates, surest first; what was chosen from another field's candidates among them."""
    said = list(found.get(field, ()))
    winner = _winner(said, field, draft)
    if winner is None and field is Field.PUBLISHED:
        borrowed = list(found.get(Field.MODIFIED, ()))
        winner = _winner(borrowed, field, draft)
        said += [(stage, candidate) for stage, candidate in borrowed if candidate is winner]
    said.sort(key=lambda one: -one[1].confidence)
    opinions = [
        Opinion(
            field,
            stage,
            _shown(c.value),
            round(c.confidence, 2),
            squeezed(c.claim)[:LONGEST_SHOWN],
            c is winner,
        )
        for stage, c in said
    ]
    if winner is None and field in _MADE and field in draft.origins:
        origin, value = draft.origins[field], getattr(draft, field.value)
        claim = squeezed(origin.claim)[:LONGEST_SHOWN]
        opinions.insert(
            0, Opinion(field, origin.stage, _shown(value), round(origin.confidence, 2), claim, True)
        )
    return opinions


def _winner(said: list[tuple[str, Candidate]], field: Field, draft: Draft) -> Candidate | None:
    origin = draft.origins.get(field)
    if origin is None:
        return None
    alike = [c for stage, c in said if stage == origin.stage and claim_of(c) == origin.claim]
    exact = [c for c in alike if c.confidence == origin.confidence]
    return next(iter(exact + alike), None)


def _shown(value: Value) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    text = "; ".join(value) if isinstance(value, tuple) else squeezed(value)
    return text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 1]}…"
