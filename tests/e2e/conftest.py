from collections.abc import Iterator

import pytest

from demo.newsroom import DEFAULT_NOW, Newsroom


@pytest.fixture(scope="module")
def module_room() -> Iterator[Newsroom]:
    """One newsroom for the tests of a file that share a story."""
    with Newsroom(now=DEFAULT_NOW) as room:
        yield room


@pytest.fixture
def room() -> Iterator[Newsroom]:
    """A newsroom of the test's own, at the morning of 4 December 2023."""
    with Newsroom(now=DEFAULT_NOW) as room:
        yield room
