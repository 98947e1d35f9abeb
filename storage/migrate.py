"""The schema's version: what a database has, what this program needs, and the way from one to the other.

Alembic takes half of a command's start-up to load: it is imported when there is something to migrate.
"""

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import ProgrammingError

from core.errors import ConfigError
from storage.session import Database

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parent / "migrations"

# Its notes on dialects and revisions are noise to an operator; what matters is said by the command.
logging.getLogger("alembic").setLevel(logging.WARNING)


def open_database(url: str) -> Database:
    """The database at ``url``, reachable and at this program's version; an empty one is set up.

    Raises ConfigError with one line when it is out of reach, behind or ahead.
    """
    database = Database(url)
    database.check()
    have, need = current(database), newest()
    if have is None:
        upgrade(database)
    elif have != need:
        remedy = "run `evwatch db upgrade`" if have in known() else "it was made by a newer evwatch"
        raise ConfigError(f"database {database.name} has schema {have}, this evwatch needs {need}: {remedy}")
    return database


def upgrade(database: Database) -> None:
    """Bring the schema to this program's version, in one transaction."""
    from alembic import command
    from alembic.util import CommandError

    with database.writing() as session:
        # Two processes may meet at a new database: the second one waits here and finds the work done.
        try:
            command.upgrade(alembic_config(session.connection()), "head")
        except CommandError as error:
            raise ConfigError(f"database {database.name} cannot be upgraded: {error}") from error
        except ProgrammingError as error:  # above all a user of PostgreSQL who may not create tables
            reason = str(error.orig).splitlines()[0]
            raise ConfigError(f"database {database.name} cannot be upgraded: {reason}") from error


def current(database: Database) -> str | None:
    """The schema's version in the database; None where there is no schema yet."""
    with database.engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        version: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return version


def known() -> list[str]:
    """Every version that this program knows, oldest first: the files of ``migrations/versions`` are
    named after theirs."""
    return sorted(path.name.partition("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def newest() -> str:
    """The schema's version that this program was written for."""
    return known()[-1]


def alembic_config(connection: Connection | None = None) -> "Config":
    """Alembic's view of our migrations, over ``connection``."""
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    return config
