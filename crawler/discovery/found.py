"""What a reader of lists is given and what it hands back."""

from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from core.hints import Hints
from core.link import Link
from crawler.extraction.instants import instant

# A list of more is a bomb, an archive or a mistake; the newest come first anyway.
MOST_LINKS = 2_000


@dataclass(frozen=True, slots=True)
class Listing:
    """A fetched list: its bytes, its address, its Content-Type and the zone of its naive times."""

    content: bytes
    url: str
    content_type: str = ""
    zone: str = "UTC"

    def moment(self, claim: str) -> datetime | None:
        """``claim`` as aware UTC; None without a full instant: a day alone is no time."""
        found = instant(claim, ZoneInfo(self.zone)) if claim else None
        return found.when if found and found.timed else None


@dataclass(frozen=True, slots=True)
class Discovery:
    """``links`` are candidate articles, ``sitemaps`` the further lists that a sitemap index names.

    ``title`` is the list's own; ``kind`` what it turned out to be, such as ``rss 2.0``. ``hub`` is the
    WebSub hub that a feed names. ``left`` are addresses that were not taken, each with the reason.
    ``hints`` are how often the list itself wants to be asked.
    """

    links: tuple[Link, ...]
    title: str = ""
    kind: str = ""
    sitemaps: tuple[Link, ...] = ()
    hub: str = ""
    left: tuple[tuple[str, str], ...] = ()
    hints: Hints = field(default_factory=Hints)
