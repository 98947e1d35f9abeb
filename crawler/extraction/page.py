"""What every stage is given, and what it hands back."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from lxml.html import HtmlElement

from core.article import Field, Precision
from core.context import Context
from core.habits import Habits, Trial
from core.link import Link
from core.urls import absolute, same_site
from crawler.extraction.ldjson import LinkedData, linked_data
from crawler.extraction.repeated import identity
from crawler.extraction.survey import Placed, Survey, survey
from crawler.extraction.wording import folded, plain, text_of

# So many holders of text around the headline are its surroundings; so many make a page's beginning.
BEFORE_HEADLINE = 15
AFTER_HEADLINE = 60
EARLY = 400
# Shorter headings, folded, are labels; subheadings further down belong to the text.
SHORTEST_HEADLINE = 6
MOST_SUBHEADINGS = 40
MOST_HEADINGS = 8
# Between a title and the site's name behind it; a colon stands between a kicker and its headline.
_SITE_DIVIDER = re.compile(r"\s[|｜–—\-·•»/~]+\s|[|｜_]|[-–—]+(?=[\u4e00-\u9fff])")

Value = str | tuple[str, ...] | datetime


@dataclass(frozen=True, slots=True)
class Candidate:
    """One stage's opinion on one field. ``claim`` is the raw text it rests on; ``precision`` how much of a
    time it says, ``trial`` how the box of a text was read.

    ``confidence`` between 0 and 1: above .9 is a declaration made for machines, about .7 a visible
    convention, below .5 a guess that any other witness beats.
    """

    field: Field
    value: Value
    confidence: float
    claim: str = ""
    precision: Precision | None = None
    trial: Trial | None = None


@dataclass(frozen=True)
class Page:
    """One page, parsed once. ``tree`` belongs to the body stage in the end: it comes last and cuts it up.

    ``context`` is what was known before.
    """

    tree: HtmlElement
    url: str
    context: Context

    @property
    def link(self) -> Link | None:
        """What the source's list said."""
        return self.context.link

    @cached_property
    def zone(self) -> ZoneInfo:
        """Where naive times were written."""
        return ZoneInfo(self.context.zone)

    @cached_property
    def survey(self) -> Survey:
        """Everything that one walk over the tree finds."""
        return survey(self.tree)

    @cached_property
    def linked(self) -> LinkedData:
        """What the page's JSON-LD says of this article, and of nothing else on the page."""
        return linked_data(self.survey.linked_data, self.url)

    @cached_property
    def canonical(self) -> str:
        """``rel=canonical`` inside the page's own site: elsewhere it would let one site overwrite another."""
        claimed = absolute(self.survey.canonical, base=self.url) if self.survey.canonical else None
        return claimed if claimed and same_site(claimed, self.url) else ""

    @cached_property
    def habits(self) -> Habits:
        """What the source's other pages have in common."""
        known = self.context.habits
        return known.without(identity(self.url, self.canonical)) if known.pages else known

    @cached_property
    def month_first(self) -> bool:
        """Whether 03/04/2025 is a day in March here: only on American pages, as far as the page says."""
        declared = (self.survey.language or self.survey.meta("og:locale")).replace("_", "-").lower()
        return declared in ("", "en", "en-us", "en-ca", "en-ph")

    @cached_property
    def headings(self) -> list[tuple[Placed, str]]:
        """The first h1s with their texts, those left out that say the site's name."""
        said = _texts(self.survey.headings[:MOST_HEADINGS])
        return [(placed, text) for placed, text in said if not self.names_site(text)]

    @cached_property
    def headline(self) -> Placed | None:
        """The heading that the document's title repeats, else the only h1; where every h1 is the site's name,
        a heading of lower rank. None without."""
        said = self._repeated(self.headings)
        if said is None and not self.headings:
            said = self._repeated(_texts(self.survey.subheadings[:MOST_SUBHEADINGS]))
        return said or (self.headings[0][0] if len(self.headings) == 1 else None)

    def _repeated(self, headings: list[tuple[Placed, str]]) -> Placed | None:
        title = folded(self.survey.title + self.survey.meta("og:title"))
        for placed, text in headings:
            said = folded(text)
            if len(said) >= SHORTEST_HEADLINE and said in title:
                return placed
        return None

    def names_site(self, text: str) -> bool:
        """True for what the site calls itself, also where only the end of the document's title says so."""
        said = folded(text)
        if not said or said in self.site_names:
            return True
        return said == self._title_tail and said not in folded(self.survey.meta("og:title"))

    @cached_property
    def _title_tail(self) -> str:
        """The last part of the document's title, folded, where it is shorter than what it follows."""
        title = plain(self.survey.title)
        dividers = list(_SITE_DIVIDER.finditer(title))
        if not dividers:
            return ""
        head, tail = title[: dividers[-1].start()], title[dividers[-1].end() :]
        return folded(tail) if len(head) > len(tail) else ""

    @cached_property
    def headline_place(self) -> int | None:
        """Where the headline stands; None without one."""
        return self.headline.place if self.headline else None

    def nearest(self, elements: list[Placed]) -> list[Placed]:
        """``elements`` by their distance from the headline; in document order without one."""
        headline = self.headline_place
        return elements if headline is None else sorted(elements, key=lambda one: abs(one.place - headline))

    def is_near_headline(self, placed: Placed) -> bool:
        """True for the surroundings of the headline; also where there is none and ``placed`` comes early."""
        if self.headline_place is None:
            return placed.place < EARLY
        return -BEFORE_HEADLINE <= placed.place - self.headline_place <= AFTER_HEADLINE

    @cached_property
    def site_names(self) -> frozenset[str]:
        """How the site calls itself, folded: never an author, and no part of a title."""
        host = (urlsplit(self.url).hostname or "").removeprefix("www.")
        labels = host.split(".")
        names = [*self.survey.meta_values("og:site_name", "application-name", "al:ios:app_name")]
        names += [*self.linked.publishers, host, labels[0], *labels[-2:-1]]
        # Some name the article where its publisher belongs.
        headline = folded(plain(self.linked.text("headline")))
        return frozenset(said for name in names if name and (said := folded(name)) != headline)


def _texts(headings: list[Placed]) -> list[tuple[Placed, str]]:
    return [(placed, text_of(placed.element, 400)) for placed in headings]


Stage = Callable[[Page], Iterable[Candidate]]
