"""A layout that the cascade gets wrong, and the rules that mend it, before and after a redesign."""

import pickle
from pathlib import Path

import pytest

from core.article import Draft, Field
from core.context import Context
from core.site_rules import SiteRules
from crawler.extraction import extract
from crawler.extraction.explain import explain

FIXTURES = Path(__file__).parents[2] / "fixtures" / "site_rules"
URL = "https://tramgazette.example/night-trams"
RULES = SiteRules(
    title=".lead-in",
    authors=".who",
    published=".on",
    body=".text",
    remove=(".shop",),
    strip=("Gazette tip:",),
    zone="Europe/Brussels",
)


def read(rules: SiteRules | None, page: str = "before") -> Draft:
    return extract((FIXTURES / f"{page}.html").read_bytes(), URL, Context().under(rules))


def test_the_cascade_alone_takes_the_sites_motto_for_a_headline_and_signs_nothing() -> None:
    draft = read(None)
    assert draft.title == "Rails, wires and everything between"
    assert draft.authors == ()
    assert "Gazette mug" in draft.body


def test_where_a_rule_matches_it_wins() -> None:
    draft = read(RULES)
    assert (draft.title, draft.authors) == ("Night trams get their own battery", ("Odile Brandt",))
    assert draft.body.startswith("The depot at Quarry Lane")
    assert draft.body.endswith("will come down in spring.")
    assert {draft.origins[field].stage for field in RULES.selectors} == {"0-site"}


def test_the_rules_zone_is_that_of_naive_times() -> None:
    published = read(RULES).published
    assert published is not None
    assert published.isoformat() == "2023-12-05T17:40:00+00:00"


def test_what_is_removed_and_what_is_stripped_is_not_in_the_body() -> None:
    body = read(RULES).body
    assert "mug" not in body
    assert "escalator" not in body
    assert len(body.split("\n\n")) == 3


def test_removal_alone_leaves_the_text_to_the_cascade() -> None:
    draft = read(SiteRules(remove=(".shop", ".archive")))
    assert draft.origins[Field.BODY].stage == "10-body"
    assert "mug" not in draft.body
    assert "ago this week" not in draft.body


def test_what_is_removed_from_the_text_can_still_be_read_for_other_fields() -> None:
    draft = read(SiteRules(authors=".who", title=".lead-in", remove=(".meta", ".lead-in")))
    assert (draft.title, draft.authors) == ("Night trams get their own battery", ("Odile Brandt",))


def test_after_a_redesign_the_cascade_goes_on_as_without_rules_and_the_misses_are_known() -> None:
    draft = read(RULES, "after")
    assert draft.title == read(None, "after").title
    assert set(RULES.missed(draft.origins)) == {Field.TITLE, Field.AUTHORS, Field.PUBLISHED, Field.BODY}


def test_the_explanation_names_the_selectors_that_found_nothing() -> None:
    opinions = explain((FIXTURES / "after.html").read_bytes(), URL, Context().under(RULES))
    told = {one.field: one.claim for one in opinions if one.stage == "0-site"}
    assert told[Field.TITLE] == "nothing matches .lead-in"
    assert len(told) == 4


@pytest.mark.parametrize(
    "selector",
    [
        pytest.param("ns|div", id="a namespace that the page has not"),
        pytest.param("html", id="the whole document"),
        pytest.param("body", id="the whole body"),
    ],
)
def test_a_selector_for_removal_that_makes_no_sense_breaks_nothing(selector: str) -> None:
    assert "Quarry Lane" in read(SiteRules(remove=(selector,))).body


def test_a_meta_element_may_hold_a_field() -> None:
    page = b"<html><head><meta name='hl' content='The real headline'></head><body><h1>Motto</h1><p>Text.</p>"
    draft = extract(page, URL, Context(rules=SiteRules(title="meta[name=hl]")))
    assert draft.title == "The real headline"


def test_rules_travel_between_processes() -> None:
    assert pickle.loads(pickle.dumps(RULES)) == RULES
