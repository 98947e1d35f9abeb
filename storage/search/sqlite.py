"""The search index on SQLite: one FTS5 table whose rowid is the article's ``time_key``.

It keeps its own text (the terms), so that deleting an article needs nothing but its key.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Select,
    and_,
    column,
    func,
    literal_column,
    not_,
    or_,
    select,
    table,
    text,
)
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from core import clock
from core.article import Article
from core.errors import QueryError
from core.query.explain import query_text
from core.query.matcher import document
from core.query.nodes import After, And, Before, First, Node, Not, Or, depth
from storage.search.first import is_first
from storage.search.keys import first_key, time_key
from storage.search.lines import EVERY, current, lines
from storage.search.match import beyond_terms, match_all, match_one, normal

# Terms are analysed already: the tokenizer only has to split at spaces. Without column sizes (they serve
# ranking by relevance) the index is smaller and quicker to write.
_CREATE = """
CREATE VIRTUAL TABLE article_terms USING fts5(
  title, body, authors, facets, tokenize = "ascii tokenchars '~_'", columnsize = 0
)"""
_INSERT = text(
    "INSERT OR REPLACE INTO article_terms (rowid, title, body, authors, facets)"
    " VALUES (:key, :title, :body, :authors, :facets)"
)
_DELETE = text("DELETE FROM article_terms WHERE rowid = :key")
_KEY: ColumnElement[int] = column("rowid", BigInteger)
# Under an OR the planner must not look for rows by their key: it would then have no way to do the MATCH.
_KEY_UNINDEXED: ColumnElement[int] = literal_column("+rowid", BigInteger)
# In a query within the query, where other tables have such a column.
_KEY_OUTSIDE: ColumnElement[int] = literal_column("article_terms.rowid", BigInteger)
_TERMS = table("article_terms")
_TABLE: ColumnElement[str] = literal_column("article_terms")
_MERGE = text("INSERT INTO article_terms (article_terms, rank) VALUES ('merge', :pages)")
_REBUILD_BATCH = 500
# Instructions of SQLite's machine between two looks at the clock. FTS5 spends few of them on much work.
_STEPS = 1_000


def create_index(connection: Connection) -> None:
    """The empty index."""
    connection.execute(text(_CREATE))


def drop_index(connection: Connection) -> None:
    """The index and all it holds."""
    connection.execute(text("DROP TABLE IF EXISTS article_terms"))


def index(session: Session, articles: Iterable[Article]) -> None:
    rows = [_row(article) for article in articles]
    if rows:
        session.execute(_INSERT, sorted(rows, key=lambda row: row["key"]))


def unindex(session: Session, time_keys: Sequence[int]) -> None:
    if time_keys:
        session.execute(_DELETE, [{"key": key} for key in sorted(time_keys)])


def rebuild(session: Session, articles: Iterable[Article]) -> int:
    drop_index(session.connection())
    create_index(session.connection())
    stream, count = iter(articles), 0
    while batch := list(islice(stream, _REBUILD_BATCH)):
        index(session, batch)
        count += len(batch)
    return count


def outdated(session: Session, *, limit: int) -> list[int]:
    found = _matching(f'"{EVERY}" NOT "{current()}"').order_by(_KEY.desc()).limit(limit)
    return list(session.scalars(found))


def tidy(session: Session, *, pages: int) -> bool:
    changes = text("SELECT total_changes()")
    before = session.execute(changes).scalar_one()
    # Negative: towards one segment, a part of the way. See "merge" in SQLite's documentation of FTS5.
    session.execute(_MERGE, {"pages": -pages})
    return int(session.execute(changes).scalar_one() - before) >= 2


def search(
    session: Session, node: Node, *, limit: int, before_key: int | None, deadline_s: float
) -> list[int]:
    found = _found(node).order_by(_KEY.desc()).limit(limit)
    if before_key is not None:
        found = found.where(before_key > _KEY)
    with _deadline(session, node, deadline_s):
        return list(session.scalars(found))


def count(session: Session, node: Node, *, deadline_s: float) -> int:
    with _deadline(session, node, deadline_s):
        return session.scalar(_found(node).with_only_columns(func.count())) or 0


def _row(article: Article) -> dict[str, int | str]:
    return {"key": time_key(article.time, article.id), **lines(document(article))._asdict()}


def _matching(expression: str) -> Select[int]:
    return select(_KEY).select_from(_TERMS).where(_TABLE.op("MATCH")(expression))


def _found(node: Node) -> Select[int]:
    """Words become one MATCH, whose rows come out in the order of time; time becomes ranges of keys.

    Only where time stands beside words under an OR, that part has to be gathered row by row.
    """
    whole = normal(node)
    parts = whole.parts if isinstance(whole, And) else (whole,)
    words = match_all([part for part in parts if not beyond_terms(part)])
    return _matching(words.text).where(*(_condition(part, _KEY) for part in parts if beyond_terms(part)))


def _condition(node: Node, key: ColumnElement[int]) -> ColumnElement[bool]:
    """A normal node as a condition on ``key``."""
    if not beyond_terms(node):
        return key.in_(_matching(match_one(node).text))
    match node:
        case After(time):
            return first_key(time) <= key
        case Before(time):
            return first_key(time) > key
        case First():
            return is_first(_KEY_OUTSIDE)
        case Not(First()):
            return not_(is_first(_KEY_OUTSIDE))
        case And(parts):
            return and_(*(_condition(part, _KEY_UNINDEXED) for part in _ordered(parts, And)))
        case Or(parts):
            return or_(*(_condition(part, _KEY_UNINDEXED) for part in _ordered(parts, Or)))
        case _:
            raise AssertionError("a normal node negates no time")


def _ordered(parts: tuple[Node, ...], kind: type[And] | type[Or]) -> list[Node]:
    """The parts of terms as one, so one look-up; first what nests deepest (see ``Match``)."""
    words = tuple(part for part in parts if not beyond_terms(part))
    timed = sorted((part for part in parts if beyond_terms(part)), key=depth, reverse=True)
    return timed + ([kind(words)] if len(words) > 1 else list(words))


@contextmanager
def _deadline(session: Session, node: Node, deadline_s: float) -> Iterator[None]:
    """Stop what runs too long: a few words can ask for more than the machine has."""
    driver = session.connection().connection.driver_connection
    if not isinstance(driver, sqlite3.Connection):
        raise TypeError(f"not a connection of SQLite: {driver!r}")
    end = clock.monotonic_s() + deadline_s
    driver.set_progress_handler(lambda: clock.monotonic_s() > end, _STEPS)
    try:
        yield
    except OperationalError as error:
        if "interrupted" not in str(error.orig):
            raise
        reason = f"the search took longer than {deadline_s:g} s and was stopped; add after: or a rarer word"
        raise QueryError(reason, query=query_text(node), position=0) from error
    finally:
        driver.set_progress_handler(None, 0)
