"""The feeds that are watched, as a list that other programs read; and theirs, as sources."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import chain, count
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from core.source import Focus, Source, id_for, is_web_address
from core.urls import url_key
from storage import sources
from storage.exports.opml import Outline
from storage.sources import Watched

FEED = "feed"


class Fate(StrEnum):
    """What became of an entry of somebody's list."""

    ADDED = "added"
    KNOWN = "known"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Taken:
    """An entry, what became of it, and the source's id or why there is none."""

    outline: Outline
    fate: Fate
    detail: str


def outlines(watched: Sequence[Watched]) -> list[Outline]:
    """The feeds of the sources that are not off, in folders by subject."""
    return [
        Outline(one.source.name, endpoint.url, one.source.home, one.source.language, tuple(one.source.focus))
        for one in watched
        if one.source.enabled
        for endpoint in one.endpoints
        if endpoint.kind == FEED
    ]


def take(session: Session, listed: Sequence[Outline], *, now: datetime) -> list[Taken]:
    """Make sources of the entries, one for all feeds of a site, and say of each what became of it.

    A folder that is called like a subject makes it the source's; others say nothing that we could use.
    """
    watched = sources.watched(session)
    owners = {url_key(endpoint.url): one.source.id for one in watched for endpoint in one.endpoints}
    ids = {one.source.id for one in watched}
    own_ids: dict[str, str] = {}
    added: dict[str, list[Outline]] = {}
    fates: list[Taken] = []
    for outline in listed:
        if not is_web_address(outline.feed):
            fates.append(Taken(outline, Fate.REFUSED, _why_no_feed(outline)))
            continue
        key = url_key(outline.feed)
        if key in owners:
            fates.append(Taken(outline, Fate.KNOWN, owners[key]))
            continue
        site = url_key(outline.home) if is_web_address(outline.home) else key
        if site not in own_ids:
            own_ids[site] = _unlike(id_for(outline.home if site != key else outline.feed), ids)
            ids.add(own_ids[site])
        owners[key] = own_ids[site]
        added.setdefault(own_ids[site], []).append(outline)
        fates.append(Taken(outline, Fate.ADDED, own_ids[site]))
    for own_id, feeds in added.items():
        sources.add_source(session, _source(own_id, feeds), now=now)
    return fates


def _why_no_feed(outline: Outline) -> str:
    return f"not an http(s) address: {outline.feed}" if outline.feed else "it names no feed"


def _unlike(wanted: str, taken: Collection[str]) -> str:
    """``wanted``, with a number where it is taken."""
    numbered = (f"{wanted}-{number}" for number in count(2))
    return next(one for one in chain((wanted,), numbered) if one not in taken)


def _source(own_id: str, feeds: Sequence[Outline]) -> Source:
    first = feeds[0]
    parts = urlsplit(first.feed)
    language = first.language[:2].lower()
    folders = {folder.casefold() for feed in feeds for folder in feed.folders}
    return Source(
        id=own_id,
        name=first.title or parts.hostname or own_id,
        home=first.home if is_web_address(first.home) else f"{parts.scheme}://{parts.netloc}/",
        language=language if language.isascii() and language.isalpha() and len(language) == 2 else "",
        focus=tuple(subject for subject in Focus if subject in folders),
        feeds=tuple(feed.feed for feed in feeds),
    )
