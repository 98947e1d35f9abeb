"""Full-text search over the stored articles: the same functions for every database.

Each dialect is a module with the functions of ``Index``. The index knows articles by their ``time_key``
alone; the caller turns keys into articles.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Protocol

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from core.article import Article
from core.query.nodes import Node
from core.query.relevance import Written
from storage.search import postgres, sqlite

DEADLINE_S = 10.0


class Index(Protocol):
    """What a dialect's module offers; each function does what the one of its name below says."""

    def create_index(self, connection: Connection) -> None: ...
    def drop_index(self, connection: Connection) -> None: ...
    def index(self, session: Session, articles: Iterable[Article]) -> None: ...
    def unindex(self, session: Session, time_keys: Sequence[int]) -> None: ...
    def rebuild(self, session: Session, articles: Iterable[Article]) -> int: ...
    def outdated(self, session: Session, *, limit: int) -> list[int]: ...
    def tidy(self, session: Session, *, pages: int) -> bool: ...
    def search(
        self, session: Session, node: Node, *, limit: int, before_key: int | None, deadline_s: float
    ) -> list[int]: ...
    def count(self, session: Session, node: Node, *, deadline_s: float) -> int: ...
    def count_by_day(self, session: Session, node: Node, *, deadline_s: float) -> dict[date, int]: ...
    def written(self, session: Session, keys: Sequence[int]) -> list[Written]: ...


_DIALECTS: dict[str, Index] = {"sqlite": sqlite, "postgresql": postgres}


def create_index(connection: Connection) -> None:
    """The empty index; called by the migration that makes the schema."""
    _DIALECTS[connection.dialect.name].create_index(connection)


def drop_index(connection: Connection) -> None:
    """The index and all it holds."""
    _DIALECTS[connection.dialect.name].drop_index(connection)


def index(session: Session, articles: Iterable[Article]) -> None:
    """Put articles into the index, in place of what it held under the same key. Batches are several times
    faster than single articles. One whose time changed has to be unindexed under its old key."""
    _of(session).index(session, articles)


def unindex(session: Session, time_keys: Sequence[int]) -> None:
    """Take articles out of the index; unknown keys are ignored."""
    _of(session).unindex(session, time_keys)


def rebuild(session: Session, articles: Iterable[Article]) -> int:
    """The index anew from all ``articles``, quickest when they come in the order of time; their number."""
    return _of(session).rebuild(session, articles)


def outdated(session: Session, *, limit: int) -> list[int]:
    """Keys of articles that were indexed by another version of the text analysis, newest first.

    To index them again, some at a time, keeps transactions short where ``rebuild`` is one long one.
    """
    return _of(session).outdated(session, limit=limit)


def tidy(session: Session, *, pages: int = 500) -> bool:
    """Merge some of what the index was written in; True while there is more to merge.

    Each batch leaves a piece that every look-up has to visit. Merged into one, 50,000 articles answered
    ten times faster. Call it in short writing transactions when there is nothing else to do.
    """
    return _of(session).tidy(session, pages=pages)


def search(
    session: Session,
    node: Node,
    *,
    limit: int = 20,
    before_key: int | None = None,
    deadline_s: float = DEADLINE_S,
) -> list[int]:
    """Keys of the articles that meet the query, newest first; the next page starts before the last key.

    The query is resolved, and one that the index decides: ``storage.finding`` takes any.

    Raises QueryError when it would take longer than ``deadline_s``.
    """
    return _of(session).search(session, node, limit=limit, before_key=before_key, deadline_s=deadline_s)


def count(session: Session, node: Node, *, deadline_s: float = DEADLINE_S) -> int:
    """How many articles meet the query. Raises QueryError like ``search``."""
    return _of(session).count(session, node, deadline_s=deadline_s)


def count_by_day(session: Session, node: Node, *, deadline_s: float = DEADLINE_S) -> dict[date, int]:
    """How many articles of each day (UTC) meet the query; days without any are left out. Raises QueryError
    like ``search``."""
    return _of(session).count_by_day(session, node, deadline_s=deadline_s)


def written(session: Session, keys: Sequence[int]) -> list[Written]:
    """What the index holds of these articles, in any order; unknown keys are left out."""
    return _of(session).written(session, keys)


def _of(session: Session) -> Index:
    return _DIALECTS[session.get_bind().dialect.name]
