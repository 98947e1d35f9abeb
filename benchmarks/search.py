"""Searches of a large library, beside SQLite's FTS5 at its best over the same texts in the same run.

    python -m benchmarks.search [--articles 100000] [--words 400] [--rounds 10] [--keep]

Both databases are made first, under build/search: half an hour for a million articles of 100 words, eight
minutes for 100,000 of 400. ``--keep`` takes those that a run before has left.
The baseline is raw SQL on ready expressions, FTS5's own tokenizer without stemming, rowids in the order of
time, the source as an indexed column, its own bm25. Ours is what ``evwatch search`` asks, on an open
database: the statements alone, as the driver runs them, and the whole call from the query as it is typed.
Both answer with keys or counts, warm, in turn, in CPU time. Exits with 1 when the median of our statements
is more than twice the baseline's, or that of a whole ranking (our own arithmetic) is more than 30 ms.
"""

import argparse
import sqlite3
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import event
from sqlalchemy.orm import Session

from benchmarks.search_library import FIRST, SOURCES, SPAN, Asked, Library, asked
from core import clock
from core.query.nodes import Node
from core.query.parser import parse
from core.query.relevance import NEWEST
from storage import facets, finding
from storage.facets import Facet
from storage.migrate import open_database
from storage.search.keys import first_key

_WORST_RATIO, _RANKING_MS = 2.0, 30.0
_WINDOW = timedelta(days=90)
_BEGAN, _ENDS = FIRST + SPAN / 2, FIRST + SPAN / 2 + _WINDOW
_TOP = "SELECT rowid FROM terms WHERE terms MATCH ? {span} ORDER BY rowid DESC LIMIT 20"
_NEWEST = _TOP.format(span="")
_SPAN = _TOP.format(span=f"AND rowid >= {first_key(_BEGAN)} AND rowid < {first_key(_ENDS)}")
_COUNT = "SELECT count(*) FROM terms WHERE terms MATCH ?"
_MONTHS = "SELECT (rowid >> 28) / 86400 AS day, count(*) FROM terms WHERE terms MATCH ? GROUP BY day"
_RANKED = (
    "SELECT key FROM (SELECT rowid AS key, bm25(terms) AS score FROM terms WHERE terms MATCH ?"
    f" ORDER BY rowid DESC LIMIT {NEWEST}) ORDER BY score LIMIT 20"
)

_Database = TypeVar("_Database")
_Asked = TypeVar("_Asked")
# SQL with its values.
_Statement = tuple[str, Any]


@dataclass(frozen=True)
class Kind:
    """One kind of search: pairs of a query of ours and FTS5's expression, and how each is asked.

    Without ``has_goal`` it is only shown: the two do not ask for the same.
    """

    name: str
    queries: Sequence[tuple[str, str]]
    ours: Callable[[Session, str], object]
    theirs: Callable[[sqlite3.Connection, str], object]
    has_goal: bool = True


def main() -> int:
    options = _options()
    library = Library(options.articles, options.words, options.folder)
    if not (options.keep and library.ours.exists() and library.baseline.exists()):
        library.build()
    database = open_database(f"sqlite:///{library.ours}")
    print(f"{library.articles:,} articles of {library.words} words; milliseconds of CPU, p50 / p95, warm")
    missed = 0
    with database.reading() as session, closing(sqlite3.connect(library.baseline)) as baseline:
        baseline.execute("PRAGMA cache_size=-65536")
        for kind in _kinds(asked(library)):
            missed += not _compare(kind, session, baseline, rounds=options.rounds)
    database.close()
    return 1 if missed else 0


def _compare(kind: Kind, session: Session, baseline: sqlite3.Connection, *, rounds: int) -> bool:
    """Prints the figures; whether the goal is met."""
    statements, calls, theirs = [], [], []
    sent = {query: _sent(kind, session, query) for query, _ in kind.queries}
    for number in range(rounds + 1):
        for query, expression in kind.queries:
            alone = _spent_ms(_run, _driver(session), sent[query])
            call = _spent_ms(kind.ours, session, query)
            other = _spent_ms(kind.theirs, baseline, expression)
            if number:  # the first round warms
                statements.append(alone)
                calls.append(call)
                theirs.append(other)
    alone, call, other = map(statistics.median, (statements, calls, theirs))
    is_ranking = kind.name.startswith("relevance")
    good = call <= _RANKING_MS if is_ranking else alone <= _WORST_RATIO * other
    good = good or not kind.has_goal
    print(
        f"  {kind.name:<34} {alone:7.2f} / {_p95(statements):7.2f}   FTS5 {other:7.2f} / {_p95(theirs):7.2f}"
        f"   ratio {alone / other:5.1f}   whole call {call:7.2f} / {_p95(calls):7.2f}"
        f"{'' if good else '   MISSED'}",
        flush=True,
    )
    return good


def _sent(kind: Kind, session: Session, query: str) -> list[_Statement]:
    """What a call sends to the database, in order."""
    found: list[_Statement] = []

    def note(_connection: object, _cursor: object, statement: str, values: Any, *_: object) -> None:
        found.append((statement, values))

    engine = session.connection().engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        kind.ours(session, query)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return found


def _run(database: sqlite3.Connection, sent: Sequence[_Statement]) -> object:
    return [database.execute(statement, values).fetchall() for statement, values in sent]


def _driver(session: Session) -> sqlite3.Connection:
    driver = session.connection().connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    return driver


def _spent_ms(ask: Callable[[_Database, _Asked], object], database: _Database, query: _Asked) -> float:
    started = time.thread_time()
    ask(database, query)
    return (time.thread_time() - started) * 1e3


def _asking(ask: Callable[[Session, Node], object]) -> Callable[[Session, str], object]:
    """From the query as it is typed."""
    return lambda session, query: ask(session, finding.resolved(session, parse(query), now=clock.now()))


def _p95(spent: Sequence[float]) -> float:
    return sorted(spent)[int(len(spent) * 0.95)]


def _kinds(what: Asked) -> list[Kind]:
    common = [(word, _text(f'"{word}"')) for word in what.common]
    phrases = [(f'"{one} {two}"', _text(f'"{one} {two}"')) for one, two in what.phrases]
    both = [(f"{one} {two}", _text(f'"{one}" AND "{two}"')) for one, two in what.pairs]
    either = [(f"{one} OR {two}", _text(f'"{one}" OR "{two}"')) for one, two in what.pairs]
    span = f"after:{_BEGAN:%Y-%m-%d} before:{_ENDS:%Y-%m-%d} source:site3"
    within = [(f"{query} {span}", f'{expression} AND source : "site3"') for query, expression in both]
    heads = [(f"{word[:4]}*", _text(f'"{word[:4]}" *')) for word in what.common]
    return [
        Kind("newest, common word", common, _asking(finding.search), _rows(_NEWEST)),
        Kind("newest, phrase", phrases, _asking(finding.search), _rows(_NEWEST)),
        Kind("newest, AND + dates + source", within, _asking(finding.search), _rows(_SPAN)),
        # Of a wildcard our index finds the stems that may fit, and the matcher reads the articles.
        Kind("newest, prefix", heads, _asking(finding.search), _rows(_NEWEST), has_goal=False),
        Kind("count", common, _asking(finding.count), _rows(_COUNT)),
        Kind("facet by month", common, _facet(Facet.MONTH), _rows(_MONTHS)),
        Kind("facet by source", common, _facet(Facet.SOURCE), _count_sources),
        Kind("relevance of the newest, one word", common, _asking(finding.ranked), _rows(_RANKED)),
        Kind("relevance of the newest, OR", either, _asking(finding.ranked), _rows(_RANKED)),
    ]


def _text(expression: str) -> str:
    return f"{{title body}} : ({expression})"


def _rows(statement: str) -> Callable[[sqlite3.Connection, str], object]:
    return lambda database, expression: database.execute(statement, (expression,)).fetchall()


def _facet(facet: Facet) -> Callable[[Session, str], object]:
    return _asking(lambda session, node: facets.counts(session, node, facet))


def _count_sources(database: sqlite3.Connection, expression: str) -> object:
    return [
        database.execute(_COUNT, (f'{expression} AND source : "site{number}"',)).fetchone()
        for number in range(SOURCES)
    ]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Searches of a large library.")
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--words", type=int, default=400, help="Of each article.")
    parser.add_argument("--rounds", type=int, default=10, help="How often each query is asked.")
    parser.add_argument("--keep", action="store_true", help="Take the databases of a run before.")
    parser.add_argument("--folder", type=Path, default=Path("build/search"))
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
