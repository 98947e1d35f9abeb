"""What is known of one site's pages and holds nowhere else: where its fields stand, what is not its text."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from core.article import Field, Origin

# The stage of extraction that reads by these rules, as origins name it.
STAGE = "0-site"


@dataclass(frozen=True, slots=True)
class SiteRules:
    """How to read pages fetched from the day ``since`` on and before the day ``until`` (UTC; None: ever).
    An empty value says nothing.

    ``title`` to ``summary`` are CSS selectors of the element that holds the field. ``remove`` are selectors
    of what is cut out before the text is read, ``strip`` the beginnings of paragraphs left out of it.
    ``zone`` is the IANA zone of naive times, where it differs from the source's.
    """

    # Read by pydantic, without an annotation lest it be a field: an unknown key is a slip, not an extra.
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012

    since: date | None = None
    until: date | None = None
    title: str = ""
    authors: str = ""
    published: str = ""
    modified: str = ""
    body: str = ""
    summary: str = ""
    remove: tuple[str, ...] = ()
    strip: tuple[str, ...] = ()
    zone: str = ""

    def hold_at(self, time: datetime) -> bool:
        """True for a page that was fetched at ``time`` (aware UTC)."""
        day = time.date()
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)

    @property
    def selectors(self) -> dict[Field, str]:
        """The fields that a selector is given for."""
        given = {
            Field.TITLE: self.title,
            Field.AUTHORS: self.authors,
            Field.PUBLISHED: self.published,
            Field.MODIFIED: self.modified,
            Field.BODY: self.body,
            Field.SUMMARY: self.summary,
        }
        return {field: selector for field, selector in given.items() if selector}

    def missed(self, origins: Mapping[Field, Origin]) -> list[Field]:
        """The fields whose selectors found nothing on the page of a draft with these ``origins``."""
        return [field for field in self.selectors if field not in origins or origins[field].stage != STAGE]


def overlap(rules: tuple[SiteRules, ...]) -> date | None:
    """The first day for which two sets hold; None when there is none."""
    ordered = sorted(rules, key=lambda one: one.since or date.min)
    for earlier, later in pairwise(ordered):
        if earlier.until is None or earlier.until > (later.since or date.min):
            return later.since or date.min
    return None
