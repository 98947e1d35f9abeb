"""The frontier: candidates come in once, and leave with an article or a reason."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    bindparam,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.orm import Session

from core.link import Link
from core.same_item import guid_keys, is_same_item
from core.urls import clean_url, host_of, url_key
from storage.links import digest, packed, unpacked
from storage.pages import Page, keep_pages
from storage.schema import EndpointRow, FrontierRow, Priority, State
from storage.schema.base import table_of

_KEYS_PER_QUERY = 500
_UPDATE = update(table_of(FrontierRow)).where(table_of(FrontierRow).c.id == bindparam("candidate"))
_FETCHED = _UPDATE.values(state=State.FETCHED, page_id=bindparam("page"))
_NEW = insert(table_of(FrontierRow))
_CLOSED = {"leased_by": None, "lease_until": None}
_DONE = _UPDATE.values(
    state=State.DONE,
    reason=None,
    detail=None,
    closed_at=bindparam("now"),
    article_id=bindparam("article"),
    **_CLOSED,
)
_ARTICLES_OF = select(FrontierRow.id, FrontierRow.article_id).where(
    FrontierRow.id.in_(bindparam("candidates", expanding=True)), FrontierRow.article_id.is_not(None)
)


@dataclass(frozen=True, slots=True)
class Added:
    """How many links were new, and how many known ones will be looked at again."""

    new: int
    again: int


def add_links(
    session: Session,
    links: Sequence[Link],
    *,
    source_id: str,
    endpoint_id: int,
    now: datetime,
    revisits: bool,
) -> Added:
    """Put candidates into the frontier; an address that is already known is not added again.

    With ``revisits``, a known one is queued again when this endpoint's claims about it (title, updated)
    have changed since it last spoke of it. One that only waits as archive is fresh from now on. Under a new
    address a known entry is a candidate for a revision of its article.
    """
    # Lists are newest first: stored oldest first, a higher id is fresher.
    by_key = {url_key(link.url): link for link in reversed(links)}
    known = _known(session, by_key)
    unsettled = {key: link for key, link in by_key.items() if not _is_settled(known.get(key))}
    guids = guid_keys(source_id, unsettled, by_key.values())
    articles = _identify(session, known, by_key, guids)
    new: list[dict[str, Any]] = []
    again = 0
    for key, link in by_key.items():
        said = digest(link)
        row = known.get(key)
        if row is None:
            identity = {"guid_key": guids.get(key), "article_id": articles.get(key)}
            new.append(_new_row(key, link, source_id, {str(endpoint_id): said}, now) | identity)
            continue
        if row.priority == Priority.BACKFILL and row.state == State.QUEUED:
            row.priority = Priority.FRESH
        if revisits:
            again += _revisit(row, link, str(endpoint_id), said, now)
        elif str(endpoint_id) not in row.digests:
            # No second look, but a sighting: what one list missed and another found is counted by it.
            row.digests = {**row.digests, str(endpoint_id): said}
    if new:
        session.execute(_NEW, new)
    session.flush()
    return Added(len(new), again)


def _is_settled(row: FrontierRow | None) -> bool:
    return row is not None and row.guid_key is not None and row.article_id is not None


def _identify(
    session: Session, rows: Mapping[str, FrontierRow], links: Mapping[str, Link], guids: Mapping[str, str]
) -> dict[str, int]:
    """Articles that entries are already known as under other addresses, by the keys of the ones they have
    now; ``rows`` that are no articles yet are told theirs."""
    wanted = {guids[key]: key for key in guids if key not in rows or rows[key].article_id is None}
    found: dict[str, int] = {}
    ordered = list(wanted)
    for start in range(0, len(ordered), _KEYS_PER_QUERY):
        part = ordered[start : start + _KEYS_PER_QUERY]
        became = FrontierRow.guid_key.in_(part) & FrontierRow.article_id.is_not(None)
        for row in session.scalars(select(FrontierRow).where(became).order_by(FrontierRow.id)):
            key = wanted[row.guid_key or ""]
            if row.article_id is not None and is_same_item(unpacked(row.link), links[key]):
                found[key] = row.article_id
    for key, row in rows.items():
        row.guid_key = row.guid_key or guids.get(key)
        row.article_id = row.article_id or found.get(key)
    return found


def add_address(
    session: Session, url: str, *, source_id: str, now: datetime, priority: Priority = Priority.FRESH
) -> None:
    """Put an address into the frontier of which no list has said anything, unless it is known."""
    key = url_key(url)
    if not _known(session, [key]):
        session.execute(_NEW, _new_row(key, Link(url), source_id, {}, now, priority))


def add_archived(session: Session, links: Sequence[Link], *, source_id: str, now: datetime) -> int:
    """Put what an archive lists into the frontier, at low priority; how many addresses were unknown."""
    by_key = {url_key(link.url): link for link in reversed(links)}
    keys = list(by_key)
    for start in range(0, len(keys), _KEYS_PER_QUERY):
        known = FrontierRow.url_key.in_(keys[start : start + _KEYS_PER_QUERY])
        for key in session.scalars(select(FrontierRow.url_key).where(known)):
            del by_key[key]
    rows = [_new_row(key, link, source_id, {}, now, Priority.BACKFILL) for key, link in by_key.items()]
    if rows:
        session.execute(_NEW, rows)
    return len(rows)


def known_addresses(session: Session, urls: Sequence[str]) -> set[str]:
    """Those of ``urls`` that were candidates before."""
    known = _known(session, {url_key(url) for url in urls})
    return {url for url in urls if url_key(url) in known}


def _known(session: Session, keys: Collection[str]) -> dict[str, FrontierRow]:
    ordered = list(keys)
    found: dict[str, FrontierRow] = {}
    for start in range(0, len(ordered), _KEYS_PER_QUERY):
        part = ordered[start : start + _KEYS_PER_QUERY]
        rows = session.scalars(select(FrontierRow).where(FrontierRow.url_key.in_(part)))
        found.update((row.url_key, row) for row in rows)
    return found


def count_done(session: Session, links: Sequence[Link]) -> int:
    """How many of ``links`` have become articles."""
    known = _known(session, {url_key(link.url) for link in links})
    return sum(row.state == State.DONE for row in known.values())


def _new_row(
    key: str,
    link: Link,
    source_id: str,
    digests: dict[str, Any],
    now: datetime,
    priority: Priority = Priority.FRESH,
) -> dict[str, Any]:
    url = clean_url(link.url)
    return {
        "url_key": key,
        "url": url,
        "host": host_of(url),
        "source_id": source_id,
        "state": State.QUEUED,
        "priority": priority,
        "due_at": now,
        "link": packed(link),
        "digests": digests,
        "discovered_at": now,
    }


def _revisit(row: FrontierRow, link: Link, endpoint: str, said: str, now: datetime) -> bool:
    before = row.digests.get(endpoint)
    if before == said:
        return False
    row.digests = {**row.digests, endpoint: said}
    if before is None or row.state != State.DONE:
        return False
    row.state, row.priority, row.attempts, row.due_at = State.QUEUED, Priority.FRESH, 0, now
    row.page_id = None
    row.link = packed(link)
    return True


@dataclass(frozen=True, slots=True)
class Kept:
    """The answer for a candidate, its body packed as it is to be stored."""

    candidate_id: int
    page: Page
    packed: bytes


def keep_fetched(session: Session, items: Sequence[Kept], now: datetime) -> list[int]:
    """Store the pages, their candidates are ``fetched``: from here on nothing has to be fetched again. The
    pages' ids."""
    ids = keep_pages(session, [(kept.page, kept.packed) for kept in items], now=now)
    session.execute(
        _FETCHED,
        [{"candidate": kept.candidate_id, "page": id_} for kept, id_ in zip(items, ids, strict=True)],
    )
    return ids


def close_done(session: Session, articles: Mapping[int, int], *, now: datetime) -> None:
    """The candidates became articles: the ids of both."""
    if articles:
        rows = [{"candidate": id_, "now": now, "article": article} for id_, article in articles.items()]
        session.execute(_DONE, rows)


def articles_of(session: Session, candidate_ids: Collection[int]) -> dict[int, int]:
    """The articles that these candidates became before, by the candidates' ids."""
    rows = session.execute(_ARTICLES_OF, {"candidates": list(candidate_ids)}) if candidate_ids else ()
    return {row.id: row.article_id for row in rows}


def give_up(
    session: Session,
    candidate_id: int,
    *,
    now: datetime,
    reason: str,
    detail: str = "",
) -> None:
    """The candidate is given up for ``reason``."""
    values = {"state": State.FAILED, "reason": reason, "detail": detail or None, "closed_at": now}
    _set(session, candidate_id, **values, **_CLOSED)


def retry_later(
    session: Session, candidate_id: int, *, due_at: datetime, reason: str, detail: str = ""
) -> None:
    """The attempt failed; the next one is due at ``due_at``, after what is fresh."""
    row = session.get_one(FrontierRow, candidate_id)
    row.attempts += 1
    row.priority = min(row.priority, Priority.RETRY)
    row.due_at, row.reason, row.detail = due_at, reason, detail or None
    row.leased_by = row.lease_until = None


def _set(session: Session, candidate_id: int, **values: Any) -> None:
    session.execute(_UPDATE, {"candidate": candidate_id, **values})


def link_of_page(session: Session, page_id: int) -> Link:
    """What the source's list said of the article on a kept page; a link without claims where none did."""
    row = session.scalar(select(FrontierRow).where(FrontierRow.page_id == page_id).limit(1))
    return unpacked(row.link) if row is not None else Link("")


def count_by_state(session: Session) -> dict[str, int]:
    """How many candidates there are in each state."""
    query = select(FrontierRow.state, func.count().label("rows")).group_by(FrontierRow.state)
    return {row.state: row.rows for row in session.execute(query)}


def sightings(session: Session, *, since: datetime) -> dict[str, list[frozenset[str]]]:
    """The kinds of lists that told of each candidate discovered since then, by source; what no list told of
    (addresses that other pages led to, archive) is left out."""
    kinds = {str(row.id): row.kind for row in session.execute(select(EndpointRow.id, EndpointRow.kind))}
    found: dict[str, list[frozenset[str]]] = {}
    query = select(FrontierRow.source_id, FrontierRow.digests).where(FrontierRow.discovered_at >= since)
    for row in session.execute(query.order_by(FrontierRow.source_id)):
        seen = frozenset(kinds[endpoint] for endpoint in row.digests if endpoint in kinds)
        if seen:
            found.setdefault(row.source_id, []).append(seen)
    return found
