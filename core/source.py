"""A news source: what evwatch watches, as the catalogue or the user declares it."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from core.regions import REGION_OF, REGIONS, region_of
from core.site_rules import SiteRules, overlap
from core.urls import absolute, registrable_domain, url_key
from core.zones import known_zone

LONGEST_ID = 64
SOURCE_ID = re.compile(rf"[a-z0-9][a-z0-9-]{{0,{LONGEST_ID - 1}}}")


class Focus(StrEnum):
    """What a source writes about."""

    MAKER = "maker"
    SUPPLIER = "supplier"
    BATTERY = "battery"
    MATERIALS = "materials"
    CHARGING = "charging"
    FLEET = "fleet"
    POLICY = "policy"
    TARIFF = "tariff"
    LICENCE = "licence"
    RECALL = "recall"
    FILING = "filing"
    FUNDING = "funding"
    OTHER = "other"


def place_in_list(country: str, focus: Sequence[str]) -> tuple[int, int]:
    """Where a source stands in a list: by region, within one by what it is first of all about. What says
    nothing of the kind comes last."""
    region = region_of(country)
    first = next((index for index, subject in enumerate(Focus) if focus and subject == focus[0]), len(Focus))
    return REGIONS.index(region) if region else len(REGIONS), first


class SourceKind(StrEnum):
    """Who speaks: a medium, an authority or exchange that others report on, an association of makers."""

    MEDIA = "media"
    REGULATOR = "regulator"
    ASSOCIATION = "association"


class Paywall(StrEnum):
    """What a reader without a subscription gets: everything, all but some articles or data, a number of
    articles a month, no more than openings."""

    NO = "no"
    SOME = "some"
    METERED = "metered"
    HARD = "hard"


def _known_country(code: str) -> str:
    if code and code not in REGION_OF:
        raise ValueError(f"no country has the code {code!r} (ISO 3166-1; EU for the Union)")
    return code


def is_web_address(url: str) -> bool:
    """True for what can be asked by HTTP."""
    return absolute(url, base="") is not None


def _web_address(url: str) -> str:
    if not is_web_address(url):
        raise ValueError(f"not an http(s) address: {url!r}")
    return url


def id_for(url: str) -> str:
    """The usual id of a source at ``url``: its registrable domain with hyphens."""
    host = url_key(url).partition("/")[0]
    return re.sub(r"[^a-z0-9]+", "-", registrable_domain(host)).strip("-")[:LONGEST_ID]


def _source_id(value: str) -> str:
    if not SOURCE_ID.fullmatch(value):
        raise ValueError(f"a source's id is lower-case letters, digits and hyphens, not {value!r}")
    return value


def _as_written(rules: object) -> object:
    """The keys of a set of rules as its fields are called: ``from`` is no name in Python."""
    if not isinstance(rules, dict):
        return rules
    if "since" in rules:
        raise ValueError("the first day of rules is called from")
    return {"since" if key == "from" else key: value for key, value in rules.items()}


def _usable(rules: SiteRules) -> SiteRules:
    if rules.zone:
        known_zone(rules.zone)
    if rules.since and rules.until and rules.since >= rules.until:
        raise ValueError(f"from {rules.since} is not before until {rules.until}")
    if not all(text.strip() for text in rules.strip):
        raise ValueError("strip holds an empty text, which every paragraph begins with")
    for selector in (*rules.selectors.values(), *rules.remove):
        _check_selector(selector)
    return rules


def _check_selector(selector: str) -> None:
    # Imported on first use: few sites have rules.
    from cssselect import HTMLTranslator, SelectorError

    try:
        HTMLTranslator().css_to_xpath(selector)
    except SelectorError as error:
        raise ValueError(f"not a CSS selector: {selector!r} ({error})") from error


def _selector(value: str) -> str:
    if value:
        _check_selector(value)
    return value


WebAddress = Annotated[str, AfterValidator(_web_address)]
Rules = Annotated[SiteRules, BeforeValidator(_as_written), AfterValidator(_usable)]


class Source(BaseModel):
    """One site of the catalogue.

    ``zone`` is the IANA zone in which the site prints times without an offset; ``language`` is the ISO
    639-1 code of its articles, a hint for extraction. ``off`` says why the source must not be polled; empty,
    it is watched. ``link_selector`` is the CSS selector of the boxes in which section pages link to articles,
    where they are not found without it. ``poll_floor_s`` and ``poll_ceiling_s`` bound the seconds between two
    polls of one of its lists, None where the settings do. No two sets of ``rules`` hold at one time.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Annotated[str, AfterValidator(_source_id)]
    name: str = Field(min_length=1)
    home: WebAddress
    language: str = Field(default="", pattern=r"^([a-z]{2})?$")
    zone: Annotated[str, AfterValidator(known_zone)] = "UTC"
    country: Annotated[str, AfterValidator(_known_country)] = ""
    focus: tuple[Focus, ...] = ()
    trust: int = Field(default=3, ge=1, le=5)
    kind: SourceKind = SourceKind.MEDIA
    paywall: Paywall = Paywall.NO
    feeds: tuple[WebAddress, ...] = ()
    section_pages: tuple[WebAddress, ...] = ()
    sitemaps: tuple[WebAddress, ...] = ()
    link_selector: Annotated[str, AfterValidator(_selector)] = ""
    poll_floor_s: int | None = Field(default=None, ge=1)
    poll_ceiling_s: int | None = Field(default=None, ge=60)
    off: str = ""
    note: str = ""
    rules: tuple[Rules, ...] = ()

    @model_validator(mode="after")
    def _has_an_entrance(self) -> Self:
        if not (self.endpoints or self.off):
            raise ValueError("needs at least one of feeds, section_pages, sitemaps")
        return self

    @model_validator(mode="after")
    def _floor_below_ceiling(self) -> Self:
        floor_s, ceiling_s = self.poll_floor_s, self.poll_ceiling_s
        if floor_s is not None and ceiling_s is not None and floor_s > ceiling_s:
            raise ValueError(f"poll_floor_s {floor_s} is above poll_ceiling_s {ceiling_s}")
        return self

    @model_validator(mode="after")
    def _rules_follow_each_other(self) -> Self:
        day = overlap(self.rules)
        if day is not None:
            said = "from the first day" if day == date.min else f"on {day}"
            raise ValueError(f"two sets of rules hold {said}: end one with until, begin the next with from")
        return self

    @property
    def region(self) -> str:
        """The part of the world it writes from; empty where no country is given."""
        return region_of(self.country)

    @property
    def endpoints(self) -> dict[str, str]:
        """The kind (feed, section, sitemap) of each address that lists its articles."""
        kinds = {"feed": self.feeds, "section": self.section_pages, "sitemap": self.sitemaps}
        return {url: kind for kind, urls in kinds.items() for url in urls}

    def rules_at(self, time: datetime) -> SiteRules | None:
        """The rules for a page that was fetched at ``time`` (aware UTC); None where there are none."""
        return next((rules for rules in self.rules if rules.hold_at(time)), None)
