"""What the catalogue knows of the sites that pages come from."""

from collections.abc import Sequence
from datetime import datetime

from core.site_rules import SiteRules
from core.source import Source
from core.urls import host_of, same_site


class Sites:
    """The catalogue's sources, looked up by id or by an address."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self.sources = sources
        self._by_id = {source.id: source for source in sources}

    def named(self, source_id: str) -> Source | None:
        """The source with that id."""
        return self._by_id.get(source_id)

    def of_address(self, url: str) -> Source | None:
        """The source whose home is on the site of ``url``: on the same host if there is one, and the one
        that is deepest within the site where several are."""
        near = [source for source in self.sources if same_site(source.home, url)]
        return max(near, key=lambda source: _nearness(source.home, url), default=None)

    def rules(self, source_id: str, fetched_at: datetime) -> SiteRules | None:
        """How to read a page of that source that was fetched then (aware UTC)."""
        source = self.named(source_id)
        return source.rules_at(fetched_at) if source else None


def _nearness(home: str, url: str) -> tuple[bool, int]:
    is_above = url.startswith(home)
    return host_of(home) == host_of(url), len(home) if is_above else 0
