"""What a look at a site comes to: its lists, and the source that would watch it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from cli.looking import look
from core.errors import ConfigError
from core.offers import Offer, chosen
from core.settings import Settings
from core.source import Source, id_for

# A look asks for the home page, its robots.txt and up to some twenty lists, one after the other.
MOST_REQUESTS = 40


@dataclass(frozen=True, slots=True)
class Found:
    """A site's lists, and those of them that a source would watch."""

    url: str
    title: str
    language: str
    offers: list[Offer]
    taken: list[Offer]


def discovered(url: str, settings: Settings, *, zone: str = "UTC") -> Found:
    """Look at ``url``, a home page or a feed. Raises ConfigError when it cannot be read."""
    said = look("discover", url, settings, zone=zone, requests=MOST_REQUESTS)
    if "error" in said:
        raise ConfigError(f"{url} cannot be read: {said['error']}")
    offers = [_offer(one) for one in said["offers"]]
    taken = chosen(offers)
    first = taken[0] if taken else None
    # A document's title also says what stands on the page; a feed is called as its site is.
    title = (first.title if first and first.kind == "feed" else "") or said["title"]
    language = said["language"] or (first.language if first else "")
    return Found(said["url"], title.strip(), language[:2].lower(), offers, taken)


def proposed(found: Found, *, source_id: str = "", name: str = "", zone: str = "UTC") -> Source:
    """The source that would watch the site. Raises ConfigError when there is nothing to watch."""
    if not found.taken:
        raise ConfigError(f"{found.url} offers no feed, sitemap or section page with articles")
    parts = urlsplit(found.url)
    host = parts.hostname or ""
    own_id = source_id or id_for(found.url)
    try:
        return Source(
            id=own_id,
            name=name or found.title or host,
            home=f"{parts.scheme}://{parts.netloc}/",
            language=found.language if found.language.isalpha() and len(found.language) == 2 else "",
            zone=zone,
            feeds=_urls(found.taken, "feed"),
            sitemaps=_urls(found.taken, "sitemap"),
            section_pages=_urls(found.taken, "section"),
        )
    except ValueError as error:
        raise ConfigError(f"{own_id!r} cannot be a source's id: use a-z, 0-9 and hyphens") from error


def as_toml(source: Source) -> str:
    """The source as a file of the catalogue."""
    fields = source.model_dump(mode="json", exclude={"id"}, exclude_defaults=True)
    # A JSON string or list of strings is one of TOML, too.
    lines = [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in fields.items()]
    return "\n".join(lines)


def _urls(offers: Sequence[Offer], kind: str) -> tuple[str, ...]:
    return tuple(offer.url for offer in offers if offer.kind == kind)


def _offer(said: dict[str, Any]) -> Offer:
    newest = datetime.fromisoformat(said["newest"]) if said["newest"] else None
    return Offer(**(said | {"keys": frozenset(said["keys"]), "newest": newest}))
