"""What only PostgreSQL does."""

from collections.abc import Iterator

import pytest

from storage.migrate import open_database
from storage.session import Database
from tests.support.postgres import Server


@pytest.fixture
def database_url(postgres: Server) -> Iterator[str]:
    """The address of a database of the test's own, with evwatch's schema."""
    with postgres.ready() as url:
        yield url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = open_database(database_url)
    yield opened
    opened.close()
