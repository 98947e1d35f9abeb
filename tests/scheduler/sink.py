"""A webhook receiver on loopback that remembers what it got and misbehaves on request."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.support.serving import answering


@dataclass
class Received:
    """One request: its path, headers (lower-case names) and JSON body, which came as ``content`` from the
    sender's port ``peer``."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]
    content: bytes = b""
    peer: int = 0

    @property
    def key(self) -> str:
        return self.headers["x-evwatch-delivery"]


@dataclass
class Sink:
    """``statuses`` are answered first, one to a request, with ``answers`` as headers; then 200. ``delay_s``
    comes before each answer. While ``gate`` is cleared nothing is answered at all."""

    port: int = 0
    statuses: list[int] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    delay_s: float = 0.0
    gate: threading.Event = field(default_factory=threading.Event)
    received: list[Received] = field(default_factory=list)

    def url(self, path: str = "/hook") -> str:
        return f"json://127.0.0.1:{self.port}{path}"

    def webhook(self, path: str = "/hook") -> str:
        """The same for evwatch's own webhook."""
        return f"webhook+http://127.0.0.1:{self.port}{path}"

    @property
    def headlines(self) -> list[str]:
        return [each.body["headline"] for each in self.received]

    @property
    def keys(self) -> list[str]:
        return [each.key for each in self.received]


@contextmanager
def running_sink() -> Iterator[Sink]:
    sink = Sink()
    sink.gate.set()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            peer = self.client_address[1]
            sink.received.append(Received(self.path, headers, json.loads(content), content, peer))
            time.sleep(sink.delay_s)
            sink.gate.wait(60)
            try:
                self.send_response(sink.statuses.pop(0) if sink.statuses else 200)
                self.send_header("Content-Length", "0")
                for name, value in sink.answers.items():
                    self.send_header(name, value)
                self.end_headers()
            except OSError:
                pass  # the sender was killed meanwhile

        def log_message(self, format: str, *args: object) -> None:
            pass

    with answering(ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as port:
        sink.port = port
        try:
            yield sink
        finally:
            sink.gate.set()


def wait_until(condition: Callable[[], object], *, seconds: float = 10.0) -> None:
    """Wait for ``condition``; fails when it does not come true in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.01)
