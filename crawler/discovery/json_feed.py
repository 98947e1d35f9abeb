"""JSON Feed 1.0 and 1.1 (jsonfeed.org)."""

import html
import json
from typing import Any

from core.errors import DiscoveryError
from core.link import Link
from core.urls import absolute
from crawler.discovery.found import MOST_LINKS, NO_ADDRESS, Discovery, Listing
from crawler.extraction.wording import plain


def read(listing: Listing) -> Discovery:
    """The feed's items. Raises DiscoveryError for any other JSON."""
    try:
        feed = json.loads(listing.content.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError) as error:
        raise DiscoveryError(f"broken JSON: {error}") from error
    version = _text(feed, "version") if isinstance(feed, dict) else ""
    if "jsonfeed.org/version/" not in version:
        raise DiscoveryError("JSON, but no recognised version of JSON Feed")
    items = feed["items"][:MOST_LINKS] if isinstance(feed.get("items"), list) else []
    base = absolute(_text(feed, "home_page_url"), base=listing.url) or listing.url
    language = _text(feed, "language")
    read_items = [(item, _item(listing, item, base, language)) for item in items]
    return Discovery(
        tuple(link for _, link in read_items if link is not None),
        title=plain(_text(feed, "title")),
        kind=f"json feed {version.rsplit('/', 1)[-1]}",
        hub=_hub(feed, base),
        left=tuple((str(item)[:100], NO_ADDRESS) for item, link in read_items if link is None),
    )


def _item(listing: Listing, item: Any, base: str, language: str) -> Link | None:
    if not isinstance(item, dict):
        return None
    guid = _text(item, "id")
    raw = _text(item, "url", "external_url") or (guid if guid.startswith(("http://", "https://")) else "")
    url = absolute(raw, base=base) if raw else None
    if url is None:
        return None
    published = _text(item, "date_published")
    return Link(
        url=url,
        title=plain(_text(item, "title")),
        published=listing.moment(published),
        published_claim=published,
        updated=listing.moment(_text(item, "date_modified")),
        authors=tuple(dict.fromkeys(_authors(item))),
        summary=plain(_text(item, "summary")),
        content=_text(item, "content_html") or _paragraphs(_text(item, "content_text")),
        guid=guid,
        language=(_text(item, "language") or language)[:2].lower(),
    )


def _authors(item: dict[str, Any]) -> list[str]:
    people = item.get("authors") or [item.get("author")]
    if not isinstance(people, list):
        return []
    return [
        plain(_text(person, "name")) for person in people if isinstance(person, dict) and person.get("name")
    ]


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{html.escape(part)}</p>" for part in text.split("\n\n") if part.strip())


def _hub(feed: dict[str, Any], base: str) -> str:
    hubs = feed.get("hubs")
    for hub in hubs if isinstance(hubs, list) else ():
        if isinstance(hub, dict) and _text(hub, "type").lower() == "websub":
            return absolute(_text(hub, "url"), base=base) or ""
    return ""


def _text(said: dict[str, Any], *keys: str) -> str:
    return next((str(said[key]) for key in keys if said.get(key)), "")
