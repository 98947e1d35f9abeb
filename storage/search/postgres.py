"""The search index on PostgreSQL: a table of lexemes under GIN, keyed by the article's ``time_key``.

GIN gives rows in no order. What is common is found among the newest articles, read one by one; for what is
not, GIN gives all there are and they are sorted. The planner would have to know which is which, and its
statistics hold no pairs of words: wrong, it read 100,000 articles for a phrase that stands in none.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    ColumnElement,
    Connection,
    Select,
    Text,
    and_,
    cast,
    column,
    exists,
    func,
    literal,
    literal_column,
    not_,
    or_,
    select,
    table,
    text,
    true,
)
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from core.article import Article
from core.errors import QueryError
from core.query.explain import query_text
from core.query.matcher import document
from core.query.nodes import After, And, Author, Before, First, Node, Not, Or, Scope, Starts, Words
from storage.search.first import is_first
from storage.search.keys import first_key, time_key
from storage.search.lexemes import entry, or_huge, spaced, superset
from storage.search.lines import EVERY, current, phrases
from storage.search.match import beyond_terms, normal

# "C": terms are compared byte by byte, whatever the language of the database. The long columns are kept
# apart (TOAST), so that a row which GIN has found costs a hundred bytes.
_CREATE = (
    """
    CREATE TABLE article_terms (
      time_key bigint PRIMARY KEY,
      lexemes tsvector NOT NULL,
      title text COLLATE "C" NOT NULL,
      words text COLLATE "C" NOT NULL,
      authors text COLLATE "C" NOT NULL,
      huge boolean NOT NULL
    ) WITH (toast_tuple_target = 128)""",
    "CREATE INDEX ix_article_terms_lexemes ON article_terms USING gin (lexemes)",
)
# The lexemes come as an array: no parser of PostgreSQL reads them.
_INSERT = text("""
    INSERT INTO article_terms (time_key, lexemes, title, words, authors, huge)
    VALUES (:key, array_to_tsvector(CAST(:lexemes AS text[])), :title, :words, :authors, :huge)
    ON CONFLICT (time_key) DO UPDATE SET lexemes = excluded.lexemes, title = excluded.title,
      words = excluded.words, authors = excluded.authors, huge = excluded.huge
""")
_DELETE = text("DELETE FROM article_terms WHERE time_key = ANY(CAST(:keys AS bigint[]))")
# A scan of the whole table is never the better way: to look into a row's lexemes costs more than the
# planner thinks, for they are kept apart.
_LIMITS = text(
    "SELECT set_config('statement_timeout', :timeout_ms, true), set_config('enable_seqscan', 'off', true)"
)

_KEY: ColumnElement[int] = column("time_key", BigInteger)
# In a query within the query, where other tables have such a column.
_KEY_OUTSIDE: ColumnElement[int] = literal_column("article_terms.time_key", BigInteger)
_LEXEMES: ColumnElement[str] = column("lexemes", TSVECTOR)
_TITLE: ColumnElement[str] = column("title", Text)
_WORDS: ColumnElement[str] = column("words", Text)
_AUTHORS: ColumnElement[str] = column("authors", Text)
_HUGE: ColumnElement[bool] = column("huge", Boolean)
_TERMS = table("article_terms")

_REBUILD_BATCH = 500
# So many articles are read one by one before GIN is asked.
_NEWEST = 1_000
_QUERY_CANCELED = "57014"


def create_index(connection: Connection) -> None:
    """The empty index."""
    for statement in _CREATE:
        connection.execute(text(statement))


def drop_index(connection: Connection) -> None:
    """The index and all it holds."""
    connection.execute(text("DROP TABLE IF EXISTS article_terms"))


def index(session: Session, articles: Iterable[Article]) -> None:
    rows = [_row(article) for article in articles]
    if rows:
        session.execute(_INSERT, sorted(rows, key=lambda row: row["key"]))


def unindex(session: Session, time_keys: Sequence[int]) -> None:
    if time_keys:
        session.execute(_DELETE, {"keys": list(time_keys)})


def rebuild(session: Session, articles: Iterable[Article]) -> int:
    drop_index(session.connection())
    session.execute(text(_CREATE[0]))
    stream, count = iter(articles), 0
    while batch := list(islice(stream, _REBUILD_BATCH)):
        index(session, batch)
        count += len(batch)
    # GIN is written several times faster at once than row by row.
    session.execute(text(_CREATE[1]))
    session.execute(text("ANALYZE article_terms"))
    return count


def outdated(session: Session, *, limit: int) -> list[int]:
    found = _matching(f"'{EVERY}' & !'{current()}'")
    return list(session.scalars(_select(found).order_by(_KEY.desc()).limit(limit)))


def tidy(session: Session, *, pages: int) -> bool:
    """GIN keeps what was written last in a list that every look-up reads; ``pages`` does not limit it."""
    session.execute(text("SELECT gin_clean_pending_list('ix_article_terms_lexemes')"))
    return False


def search(
    session: Session, node: Node, *, limit: int, before_key: int | None, deadline_s: float
) -> list[int]:
    whole = normal(node)
    span = [part for part in _parts(whole) if isinstance(part, After | Before)]
    within = [_condition(part) for part in span] + ([] if before_key is None else [before_key > _KEY])
    condition = _condition(whole)
    newest = select(text("*")).select_from(_TERMS).where(*within).order_by(_KEY.desc()).limit(_NEWEST)
    window = select(_KEY).select_from(newest.subquery("article_terms")).where(condition)
    every = _select(condition).where(*within).cte("every").prefix_with("MATERIALIZED")
    with _limited(session, node, deadline_s) as connection:
        keys = connection.scalars(window.order_by(_KEY.desc()).limit(limit)).all()
        if len(keys) < limit:
            rest = select(every.c.time_key).order_by(every.c.time_key.desc()).limit(limit)
            keys = connection.scalars(rest).all()
    return list(keys)


def count(session: Session, node: Node, *, deadline_s: float) -> int:
    found = _select(_condition(normal(node))).with_only_columns(func.count())
    with _limited(session, node, deadline_s) as connection:
        return connection.scalar(found) or 0


def _row(article: Article) -> dict[str, Any]:
    return {"key": time_key(article.time, article.id), **entry(document(article))._asdict()}


def _select(condition: ColumnElement[bool]) -> Select[int]:
    return select(_KEY).select_from(_TERMS).where(condition)


def _parts(node: Node) -> tuple[Node, ...]:
    return node.parts if isinstance(node, And) else (node,)


def _condition(node: Node) -> ColumnElement[bool]:
    """A normal node: words become one tsquery, time becomes ranges of keys."""
    if not beyond_terms(node):
        return _found(node)
    match node:
        case After(time):
            return first_key(time) <= _KEY
        case Before(time):
            return first_key(time) > _KEY
        case First():
            return is_first(_KEY_OUTSIDE)
        case Not(First()):
            return not_(is_first(_KEY_OUTSIDE))
        case And(parts):
            return and_(*map(_condition, _gathered(parts, And)))
        case Or(parts):
            return or_(*map(_condition, _gathered(parts, Or)))
        case _:
            raise AssertionError("a normal node negates no time")


def _gathered(parts: tuple[Node, ...], kind: type[And] | type[Or]) -> list[Node]:
    """The parts, those without time as one."""
    words = tuple(part for part in parts if not beyond_terms(part))
    timed = [part for part in parts if beyond_terms(part)]
    return timed + ([kind(words)] if len(words) > 1 else list(words))


def _found(node: Node) -> ColumnElement[bool]:
    """A normal node without time: what the lexemes find, and the text where they cannot decide."""
    query = superset(node)
    found = _matching(or_huge(query.text))
    return and_(found, or_(not_(_HUGE), _in_text(node)) if query.exact else _in_text(node))


def _in_text(node: Node) -> ColumnElement[bool]:
    """The same without the index, row by row."""
    match node:
        case And(parts):
            return and_(*map(_in_text, parts))
        case Or(parts):
            return or_(*map(_in_text, parts))
        case Not(part):
            return not_(_in_text(part))
        case Words(_, scope):
            return _holds(_TITLE if scope is Scope.TITLE else _WORDS, node)
        case Author():
            return _holds(_AUTHORS, node)
        case After() | Before() | First():
            raise AssertionError("neither time nor a story is a term")
        case Starts():
            return true()  # read in full by whoever asked for it (storage.search.widen)
        case _:
            return _matching(superset(node).text)


def _holds(where: ColumnElement[str], leaf: Words | Author) -> ColumnElement[bool]:
    """Whether any phrase of ``leaf`` stands in a text. One parameter, however many there are."""
    written = [spaced(" ".join(phrase)) for phrase in phrases(leaf)]
    if len(written) == 1:
        return func.strpos(where, written[0]) > 0
    wanted = func.unnest(cast(literal(written, ARRAY(Text)), ARRAY(Text))).table_valued("phrase")
    wanted = wanted.render_derived("wanted")
    # The text is fetched for each use of the column: once here, by OFFSET 0, and not for every phrase.
    fetched = select(func.concat(where).label("text")).offset(literal_column("0")).subquery("fetched")
    stands = func.strpos(fetched.c.text, wanted.c.phrase) > 0
    return exists(select(wanted.c.phrase).select_from(fetched.join(wanted, true())).where(stands))


def _matching(query: str) -> ColumnElement[bool]:
    return _LEXEMES.op("@@", return_type=Boolean())(cast(literal(query, Text), TSQUERY))


@contextmanager
def _limited(session: Session, node: Node, deadline_s: float) -> Iterator[Connection]:
    """A connection on which what runs too long is stopped. In a savepoint that is always rolled back: the
    limits end with it, and the caller's transaction goes on."""
    timeout_ms = int(deadline_s * 1000)
    if timeout_ms < 1:  # to PostgreSQL, 0 is no timeout at all
        raise _too_slow(node, deadline_s)
    session.flush()
    connection = session.connection()
    savepoint = connection.begin_nested()
    try:
        connection.execute(_LIMITS, {"timeout_ms": str(timeout_ms)})
        yield connection
    except OperationalError as error:
        if getattr(error.orig, "sqlstate", None) != _QUERY_CANCELED:
            raise
        raise _too_slow(node, deadline_s) from error
    finally:
        savepoint.rollback()


def _too_slow(node: Node, deadline_s: float) -> QueryError:
    reason = f"the search took longer than {deadline_s:g} s and was stopped; add after: or a rarer word"
    return QueryError(reason, query=query_text(node), position=0)
