from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.migrate import open_database
from tests.scheduler.sink import Sink, running_sink
from tests.scheduler.world import World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    url = f"sqlite:///{tmp_path}/evwatch.db"
    world = World(open_database(url), url)
    world.setup()
    yield world
    world.database.close()


@pytest.fixture
def sink() -> Iterator[Sink]:
    with running_sink() as sink:
        yield sink
