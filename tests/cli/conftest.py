from collections.abc import Iterator
from pathlib import Path

import pytest

from core import clock
from storage.migrate import open_database
from tests.scheduler.sink import Sink, running_sink
from tests.scheduler.world import World
from tests.support.bench import Bench, bench_of


@pytest.fixture
def on(tmp_path: Path) -> Iterator[Bench]:
    """evwatch with an empty database and an empty catalogue."""
    (tmp_path / "catalog").mkdir()
    with bench_of(tmp_path) as on:
        yield on


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A database with a source, at this moment: commands have no other clock."""
    url = f"sqlite:///{tmp_path}/evwatch.db"
    world = World(open_database(url), url, now=clock.now())
    world.setup()
    yield world
    world.database.close()


@pytest.fixture
def sink() -> Iterator[Sink]:
    with running_sink() as sink:
        yield sink
