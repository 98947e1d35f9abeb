"""SQLite under several processes: writers wait for each other, readers see one state."""

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from core.errors import ConfigError
from storage.migrate import open_database
from storage.session import Database

WRITERS, ROUNDS = 4, 50
COUNT_UP = """
import sys
from sqlalchemy import text
from storage.session import Database
database = Database(sys.argv[1])
for _ in range(int(sys.argv[2])):
    with database.writing() as session:
        number = session.scalar(text("SELECT number FROM counter"))
        session.execute(text("UPDATE counter SET number = :next"), {"next": number + 1})
"""


@pytest.fixture
def counter(tmp_path: Path) -> Database:
    database = Database(f"sqlite:///{tmp_path}/counter.db")
    with database.writing() as session:
        session.execute(text("CREATE TABLE counter (number INTEGER)"))
        session.execute(text("INSERT INTO counter VALUES (0)"))
    return database


def test_processes_that_read_and_then_write_never_fail_and_never_overwrite(counter: Database) -> None:
    url = counter.engine.url.render_as_string()
    command = [sys.executable, "-c", COUNT_UP, url, str(ROUNDS)]
    writers = [subprocess.Popen(command, stderr=subprocess.PIPE) for _ in range(WRITERS)]
    for writer in writers:
        _, said = writer.communicate(timeout=60)
        assert (writer.returncode, said) == (0, b"")
    with counter.reading() as session:
        assert session.scalar(text("SELECT number FROM counter")) == WRITERS * ROUNDS


def test_a_reader_sees_one_state_while_others_write(counter: Database) -> None:
    select = text("SELECT number FROM counter")
    with counter.reading() as reader:
        assert reader.scalar(select) == 0
        with counter.writing() as writer:
            writer.execute(text("UPDATE counter SET number = 9"))
        assert reader.scalar(select) == 0
    with counter.reading() as reader:
        assert reader.scalar(select) == 9


def test_an_exception_takes_the_whole_transaction_back(counter: Database) -> None:
    def spoil() -> None:
        with counter.writing() as session:
            session.execute(text("UPDATE counter SET number = 9"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        spoil()
    with counter.reading() as session:
        assert session.scalar(text("SELECT number FROM counter")) == 0


def test_what_is_written_survives_and_refers_to_what_exists(counter: Database) -> None:
    with counter.reading() as session:
        assert session.scalar(text("PRAGMA journal_mode")) == "wal"
        assert session.scalar(text("PRAGMA foreign_keys")) == 1
        assert session.scalar(text("PRAGMA busy_timeout")) == 30_000


def test_a_name_never_shows_the_password() -> None:
    database = Database("postgresql+psycopg://me:hunter2@127.0.0.1:9/name")
    assert database.name == "postgresql+psycopg://me:***@127.0.0.1:9/name"
    with pytest.raises(ConfigError, match="cannot be reached") as caught:
        database.check()
    assert "hunter2" not in str(caught.value)


def test_a_folder_that_is_not_there_is_made(tmp_path: Path) -> None:
    open_database(f"sqlite:///{tmp_path}/a/b/c.db").close()
    assert (tmp_path / "a" / "b" / "c.db").is_file()
