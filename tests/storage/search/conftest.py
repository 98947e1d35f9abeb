"""An index on every database; quicker than ``database``, for there is no other table."""

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from tests.storage.conftest import DIALECTS
from tests.storage.search.index import new_index
from tests.support.postgres import Server


@pytest.fixture(params=DIALECTS, scope="module")
def index_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a database without tables."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path_factory.mktemp('index')}/index.db"
        return
    server: Server = request.getfixturevalue("postgres")
    with server.empty() as url:
        yield url


@pytest.fixture
def session(index_url: str) -> Iterator[Session]:
    with new_index(index_url) as opened:
        yield opened
