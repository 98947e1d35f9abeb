"""Find articles by any query: the index decides what it can, the matcher reads the rest."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import pairwise

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock
from core.article import Article
from core.errors import QueryError
from core.query import relevance
from core.query.explain import query_text
from core.query.matcher import document, matches
from core.query.nodes import Node
from core.query.relevance import NEWEST
from core.query.resolve import SourceProfile, is_resolved, resolve
from storage import search as index
from storage.library import by_time_keys
from storage.schema import SourceRow
from storage.search import DEADLINE_S
from storage.search.keys import time_key
from storage.search.widen import is_exact, widened

# The index is asked for many at a time, for a wildcard costs it as much for one. Articles are read a few at
# first: mostly those are enough.
_KEYS = 400
_SLICES = (0, 25, 75, 175, _KEYS)


def resolved(session: Session, node: Node, *, now: datetime) -> Node:
    """The query over the sources as they stand, at the time ``now`` (aware UTC)."""
    return node if is_resolved(node) else resolve(node, source_profiles(session), now)


def source_profiles(session: Session) -> dict[str, SourceProfile]:
    """What a query may ask of the sources, by id."""
    row = SourceRow
    rows = session.execute(select(row.id, row.country, row.focus, row.trust, row.kind))
    return {row.id: SourceProfile(row.country, tuple(row.focus), row.trust, row.kind) for row in rows}


def search(
    session: Session,
    node: Node,
    *,
    limit: int = 20,
    before_key: int | None = None,
    deadline_s: float = DEADLINE_S,
) -> list[int]:
    """As ``storage.search.search``, for every resolved query. Raises QueryError when it takes too long."""
    if is_exact(node):
        return index.search(session, node, limit=limit, before_key=before_key, deadline_s=deadline_s)
    found: list[int] = []
    for articles in _read(session, node, before_key, deadline_s):
        found += _keys(node, articles)
        if len(found) >= limit:
            break
    return found[:limit]


def count(session: Session, node: Node, *, deadline_s: float = DEADLINE_S) -> int:
    """How many articles meet the query. Raises QueryError like ``search``."""
    if is_exact(node):
        return index.count(session, node, deadline_s=deadline_s)
    return sum(len(_keys(node, articles)) for articles in _read(session, node, None, deadline_s))


def every(session: Session, node: Node, *, deadline_s: float = DEADLINE_S) -> Iterator[Article]:
    """All articles that meet the query, newest first, read one by one. Raises QueryError when the index
    alone takes too long."""
    for articles in _read(session, node, None, deadline_s):
        yield from (each for each in articles if matches(node, document(each)))


def ranked(session: Session, node: Node, *, limit: int = 20, deadline_s: float = DEADLINE_S) -> list[int]:
    """Keys of the most relevant of the newest ``NEWEST`` articles that meet the query, the best first. Raises
    QueryError when it takes too long."""
    keys = search(session, node, limit=NEWEST, deadline_s=deadline_s)
    found = relevance.ranked(node, index.written(session, keys))
    return [each.key for each in found[:limit]]


def _read(
    session: Session, node: Node, before_key: int | None, deadline_s: float
) -> Iterator[Sequence[Article]]:
    """What the index gives for the wider query, newest first."""
    wide, end = widened(node), clock.monotonic_s() + deadline_s
    while True:
        left_s = end - clock.monotonic_s()
        if left_s <= 0:
            reason = (
                f"the search took longer than {deadline_s:g} s and was stopped; add after: or a rarer word"
            )
            raise QueryError(reason, query=query_text(node), position=0)
        keys = index.search(session, wide, limit=_KEYS, before_key=before_key, deadline_s=left_s)
        for start, stop in pairwise(_SLICES):
            if start < len(keys):
                yield by_time_keys(session, keys[start:stop])
        if len(keys) < _KEYS:
            return
        before_key = keys[-1]


def _keys(node: Node, articles: Sequence[Article]) -> list[int]:
    return [time_key(each.time, each.id) for each in articles if matches(node, document(each))]
