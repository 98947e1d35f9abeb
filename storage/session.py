"""Engines and transactions. The caller of every storage function owns the transaction it runs in."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError
from sqlalchemy.orm import Session

from core.errors import ConfigError

# How long a writer waits for another one. Measured: with BEGIN IMMEDIATE the worst wait of four busy
# processes was 1.7 s; half a minute is a stuck process, and worth an error.
BUSY_TIMEOUT_MS = 30_000
WRITES = "evwatch_writes"
# Any number will do, as long as nobody else who shares the PostgreSQL database uses it.
_WRITER_LOCK = 0x65767772697465
# A reader sees one state of the database, as on SQLite, however many statements it needs.
_ONE_SNAPSHOT = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}


class Database:
    """One database: ``reading()`` and ``writing()`` give a Session in a transaction of that kind.

    A writing transaction takes the one writer's lock at once (SQLite: BEGIN IMMEDIATE, PostgreSQL: an
    advisory lock): what it reads first still holds when it writes. Keep it short: no network inside.
    """

    def __init__(self, url: str) -> None:
        self.engine = _make_engine(url)
        self._writer = self.engine.execution_options(**{WRITES: True})
        self._reader = self.engine if self.is_sqlite else self.engine.execution_options(**_ONE_SNAPSHOT)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A Session that sees one state of the database and changes nothing."""
        with Session(self._reader, expire_on_commit=False) as session:
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
                self._check_encoding(connection)
        except (DatabaseError, sqlite3.DatabaseError) as error:
            reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
            raise ConfigError(f"database {self.name} cannot be reached: {reason}") from error

    def _check_encoding(self, connection: Connection) -> None:
        if self.is_sqlite:
            return
        encoding = connection.exec_driver_sql("SHOW server_encoding").scalar_one()
        if encoding != "UTF8":
            raise ConfigError(f"database {self.name} holds text as {encoding}; create it with UTF8")

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
        return _postgres_engine(parsed)
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


def _postgres_engine(url: URL) -> Engine:
    # Without prepared statements every search is planned for its own words: common and rare ones need
    # different plans.
    options = {"prepare_threshold": None, "connect_timeout": 10, "application_name": "evwatch"}
    engine = create_engine(
        url.set(drivername="postgresql+psycopg"),
        pool_pre_ping=True,
        connect_args={name: value for name, value in options.items() if name not in url.query},
    )
    event.listen(engine, "connect", _prepare_postgres)
    event.listen(engine, "begin", _begin_postgres)
    return engine


def _prepare_postgres(connection: Any, _record: object) -> None:
    connection.execute(f"SET lock_timeout = {BUSY_TIMEOUT_MS}")
    connection.execute("SET timezone = 'UTC'")
    # Compiling the conditions of a search takes longer than most searches.
    connection.execute("SET jit = off")
    connection.commit()


def _begin_postgres(connection: Connection) -> None:
    if connection.get_execution_options().get(WRITES, False):
        # A writer that hangs, or whose machine is gone, must not hold up the others for ever.
        connection.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = '5min'")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITER_LOCK})")
