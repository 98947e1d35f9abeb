from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.bench import Bench, bench_of


@pytest.fixture
def on(tmp_path: Path) -> Iterator[Bench]:
    """evwatch with an empty database and an empty catalogue."""
    (tmp_path / "catalog").mkdir()
    with bench_of(tmp_path) as on:
        yield on
