"""Every database that evwatch knows: a test that asks for one of these fixtures runs on each."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.migrate import open_database
from storage.session import Database
from tests.support.postgres import Server, running_server

DIALECTS = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL server of this test process."""
    with running_server() as server:
        yield server


@pytest.fixture(params=DIALECTS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database of the test's own, with evwatch's schema."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/evwatch.db"
        return
    server: Server = request.getfixturevalue("postgres")
    with server.ready() as url:
        yield url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """The database itself."""
    opened = open_database(database_url)
    yield opened
    opened.close()
