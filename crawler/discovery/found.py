"""What a reader of lists is given and what it hands back."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from core.hints import Hints
from core.link import Known, Link
from crawler.extraction.instants import instant

# A list of more is a bomb, an archive or a mistake; the newest come first anyway.
MOST_LINKS = 2_000
NO_ADDRESS = "has no address"
# An & that begins no reference.
_BARE_AMPERSAND = re.compile(
    rb"(<!\[CDATA\[.*?\]\]>)|&(?!#[0-9]{1,8};|#[xX][0-9a-fA-F]{1,8};|\w{1,32};)", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Listing:
    """A fetched list: its bytes, its address, its Content-Type, the zone of its naive times, and what is
    known of its source."""

    content: bytes
    url: str
    content_type: str = ""
    zone: str = "UTC"
    known: Known = field(default_factory=Known)

    def moment(self, claim: str) -> datetime | None:
        """``claim`` as aware UTC; None without a full instant: a day alone is no time."""
        found = instant(claim, ZoneInfo(self.zone)) if claim else None
        return found.when.astimezone(UTC) if found and found.timed else None


@dataclass(frozen=True, slots=True)
class Discovery:
    """``links`` are candidate articles, ``sitemaps`` the further lists that a sitemap index names.

    ``title`` is the list's own; ``kind`` what it turned out to be, such as ``rss 2.0``. ``hub`` is the
    WebSub hub that a feed names. ``left`` are addresses that were not taken, each with the reason.
    ``hints`` are how often the list itself wants to be asked; ``next_page`` is where it goes on, empty where
    it does not.
    """

    links: tuple[Link, ...]
    title: str = ""
    kind: str = ""
    sitemaps: tuple[Link, ...] = ()
    hub: str = ""
    left: tuple[tuple[str, str], ...] = ()
    hints: Hints = field(default_factory=Hints)
    next_page: str = ""


def ampersands_escaped(xml: bytes) -> bytes:
    """``xml`` with every ``&`` that stands for itself written as XML wants it."""
    return _BARE_AMPERSAND.sub(lambda match: match[1] or b"&amp;", xml)
