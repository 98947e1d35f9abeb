"""What is known of a page before it is read: how it was served, what led to it, what its source is like."""

from dataclasses import dataclass, replace
from datetime import datetime

from core.habits import NO_HABITS, Habits
from core.link import Link
from core.site_rules import SiteRules


@dataclass(frozen=True, slots=True)
class Context:
    """Everything but the bytes and the address that extraction may take into account.

    ``charset`` comes from the HTTP header, ``link`` is what the source's list said, ``zone`` the IANA zone
    of naive times, ``language`` the source's (ISO 639-1). A date too far ahead of ``now`` is none; with None
    every date stands. ``habits`` is what the source's latest pages have in common, ``rules`` are those of the
    site at the time the page was fetched.
    """

    charset: str | None = None
    link: Link | None = None
    zone: str = "UTC"
    language: str = ""
    now: datetime | None = None
    habits: Habits = NO_HABITS
    rules: SiteRules | None = None

    def under(self, rules: SiteRules | None) -> "Context":
        """The same with a site's rules, whose zone counts before the source's."""
        return replace(self, rules=rules, zone=(rules.zone if rules else "") or self.zone)


NOTHING_KNOWN = Context()
