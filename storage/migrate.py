"""The schema's version: what a database has, what this program needs, and the way from one to the other."""

import logging
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection

from core.errors import ConfigError
from storage.session import Database

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
        known = have in {script.revision for script in _scripts().walk_revisions()}
        remedy = "run `evwatch db upgrade`" if known else "it was made by a newer evwatch"
        raise ConfigError(f"database {database.name} has schema {have}, this evwatch needs {need}: {remedy}")
    return database


def upgrade(database: Database) -> None:
    """Bring the schema to this program's version, in one transaction."""
    with database.writing() as session:
        # Two processes may meet at a new database: the second one waits here and finds the work done.
        connection = session.connection()
        try:
            command.upgrade(_config(connection), "head")
        except CommandError as error:
            raise ConfigError(f"database {database.name} cannot be upgraded: {error}") from error


def current(database: Database) -> str | None:
    """The schema's version in the database; None where there is no schema yet."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest() -> str:
    """The schema's version that this program was written for."""
    head = _scripts().get_current_head()
    assert head is not None, "the migrations have no head"
    return head


def _config(connection: Connection | None = None) -> Config:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    return config


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())
