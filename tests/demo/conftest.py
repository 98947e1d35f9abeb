"""One running newsroom for the folder; every test finds its clock at the end of the week."""

import gzip
import http.client
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from demo.newsroom import Newsroom

END = datetime(2023, 12, 7, tzinfo=UTC)


@dataclass(frozen=True)
class Reply:
    status: int
    headers: dict[str, str]
    """Lower-case names."""
    body: bytes

    @property
    def plain(self) -> bytes:
        return gzip.decompress(self.body) if self.headers.get("content-encoding") == "gzip" else self.body


def fetch(
    room: Newsroom,
    site: str,
    path: str,
    headers: dict[str, str] | None = None,
    *,
    method: str = "GET",
    timeout_s: float = 10.0,
) -> Reply:
    """One request without following redirects or decoding anything."""
    address = room.world.sites[site].address
    connection = http.client.HTTPConnection(address, room.port, timeout=timeout_s)
    try:
        connection.request(method, path, headers=headers or {})
        answer = connection.getresponse()
        body = answer.read()
        return Reply(answer.status, {key.lower(): value for key, value in answer.getheaders()}, body)
    finally:
        connection.close()


def wait_until(holds: Callable[[], bool], timeout_s: float = 5.0) -> None:
    deadline = time.monotonic() + timeout_s
    while not holds():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.01)


@pytest.fixture(scope="session")
def running_room() -> Iterator[Newsroom]:
    with Newsroom(now=END) as room:
        yield room


@pytest.fixture
def room(running_room: Newsroom) -> Iterator[Newsroom]:
    running_room.set_clock(END)
    running_room.clear_log()
    running_room.clear_sink()
    yield running_room
    running_room.behave()
