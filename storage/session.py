"""Engines and transactions. The caller of every storage function owns the transaction it runs in."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, OperationalError
from sqlalchemy.orm import Session

from core.errors import ConfigError

# How long a writer waits for another one. Measured: with BEGIN IMMEDIATE the worst wait of four busy
# processes was 1.7 s; half a minute is a stuck process, and worth an error.
BUSY_TIMEOUT_MS = 30_000
WRITES = "evwatch_writes"


class Database:
    """One database: ``reading()`` and ``writing()`` give a Session in a transaction of that kind.

    On SQLite a writing transaction takes the lock at once (BEGIN IMMEDIATE): one that reads first and
    writes later would fail whenever another process wrote between. Keep it short: no network inside.
    """

    def __init__(self, url: str) -> None:
        self.engine = _make_engine(url)
        self._writer = self.engine.execution_options(**{WRITES: True})

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A Session that sees one state of the database and changes nothing."""
        with Session(self.engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A Session that is committed at the end, or rolled back by an exception."""
        with Session(self._writer, expire_on_commit=False) as session, session.begin():
            yield session

    def check(self) -> None:
        """Raises ConfigError with one line when the database cannot be reached."""
        try:
            with self.engine.connect() as connection:
                connection.exec_driver_sql("SELECT 1")
        except (OperationalError, sqlite3.DatabaseError) as error:
            reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
            raise ConfigError(f"database {self.name} cannot be reached: {reason}") from error

    @property
    def name(self) -> str:
        """Its address with the password masked."""
        return self.engine.url.render_as_string(hide_password=True)

    @property
    def is_sqlite(self) -> bool:
        """True when the database is a file of this machine."""
        return self.engine.dialect.name == "sqlite"

    def close(self) -> None:
        """Give back every connection."""
        self.engine.dispose()


def _make_engine(url: str) -> Engine:
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() not in ("sqlite", "postgresql"):
            raise ConfigError(
                f"database_url: {parsed.get_backend_name()} is not supported; use sqlite or postgresql"
            )
        if parsed.get_backend_name() == "sqlite":
            return _sqlite_engine(parsed)
        return create_engine(parsed, pool_pre_ping=True)
    except (ArgumentError, NoSuchModuleError) as error:
        raise ConfigError("database_url is not an address such as sqlite:///data/evwatch.db") from error
    except ModuleNotFoundError as error:
        raise ConfigError(
            f"database_url needs the Python package {error.name}: pip install '.[postgres]'"
        ) from error


def _sqlite_engine(url: URL) -> Engine:
    if not url.database or url.database == ":memory:":
        raise ConfigError("database_url must name a file: sqlite:///data/evwatch.db")
    try:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(
            f"database folder {Path(url.database).parent} cannot be made: {error.strerror}"
        ) from error
    engine = create_engine(url)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver must not open transactions by itself: _begin_sqlite says which kind.
    connection.isolation_level = None
    connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA temp_store=MEMORY")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
