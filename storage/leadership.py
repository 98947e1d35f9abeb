"""One scheduler per database: a lock that ends with the process that holds it, however that dies."""

from collections.abc import Iterator
from contextlib import contextmanager

from filelock import FileLock, Timeout
from sqlalchemy import text

from core.errors import ConfigError
from storage.session import Database

# Any number will do, as long as nobody else who shares the PostgreSQL database uses it.
_ADVISORY_LOCK = 0x65767761746368


@contextmanager
def leadership(database: Database) -> Iterator[None]:
    """Hold the lead. Raises ConfigError when another process has it."""
    refusal = ConfigError(f"another `evwatch run` is already at work on {database.name}")
    if database.is_sqlite:
        try:
            with FileLock(f"{database.engine.url.database}.leader", timeout=0):
                yield
        except Timeout as error:
            raise refusal from error
        return
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if not connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": _ADVISORY_LOCK}):
            raise refusal
        try:
            yield
        finally:
            # The lock belongs to the connection, which goes back to the pool. One that broke has lost it.
            if not connection.invalidated:
                connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": _ADVISORY_LOCK})
