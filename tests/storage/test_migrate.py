"""From an empty database to the schema of the models; nothing else is opened."""

import subprocess
import sys

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from core.errors import ConfigError
from storage.migrate import current, newest, open_database, upgrade
from storage.schema import Base
from storage.session import Database

# The search index is no table of the models.
OWN_TABLES = ("article_terms",)


def test_an_empty_database_gets_the_newest_schema_and_a_second_upgrade_changes_nothing(
    database_url: str,
) -> None:
    database = open_database(database_url)
    assert current(database) == newest()
    upgrade(database)
    assert current(database) == newest()
    database.close()


def test_the_migrations_make_what_the_models_say(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"include_object": _is_of_the_models, "compare_type": False}
        )
        assert compare_metadata(context, Base.metadata) == []


def _is_of_the_models(_thing: object, name: str | None, kind: str, reflected: bool, _other: object) -> bool:
    return not (kind == "table" and reflected and (name or "").startswith(OWN_TABLES))


def test_a_schema_of_a_newer_evwatch_is_refused(database: Database, database_url: str) -> None:
    with database.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = 'from_the_future'"))
    with pytest.raises(ConfigError, match="made by a newer evwatch"):
        open_database(database_url)
    with pytest.raises(ConfigError, match="cannot be upgraded"):
        upgrade(database)


def test_processes_that_meet_at_an_empty_database_all_find_it_ready(tmp_path: object) -> None:
    url = f"sqlite:///{tmp_path}/new.db"
    opening = f"from storage.migrate import open_database; open_database({url!r}).close()"
    processes = [subprocess.Popen([sys.executable, "-c", opening], stderr=subprocess.PIPE) for _ in range(4)]
    for process in processes:
        _, said = process.communicate(timeout=60)
        assert (process.returncode, said.decode()) == (0, "")
