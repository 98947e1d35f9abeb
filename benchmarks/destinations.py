"""Receivers of alerts on loopback that note what they accept, for `benchmarks.outbox`."""

import json
import random
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Mood(StrEnum):
    """What becomes of a request. A receiver that accepts may still leave the sender in doubt."""

    WELL = "accepted"
    SLOW = "accepted slowly"
    SILENT = "accepted, no answer in time"
    HANGS_UP = "accepted, connection reset"
    REFUSES = "HTTP 503"
    RESETS = "reset before it was read"


ACCEPTS = (Mood.WELL, Mood.SLOW, Mood.SILENT, Mood.HANGS_UP)
FLAPPING = {
    Mood.WELL: 60,
    Mood.SLOW: 8,
    Mood.SILENT: 2,
    Mood.HANGS_UP: 8,
    Mood.REFUSES: 14,
    Mood.RESETS: 8,
}
DOWN = {Mood.REFUSES: 1, Mood.RESETS: 1}
STEADY = {Mood.WELL: 1}
SLOW_S = 0.02


@dataclass
class Destination:
    """``accepted`` are the keys of the messages it took, in order; ``moods``, with their weights, may be
    changed at any time. ``silence_s`` is longer than the sender waits."""

    moods: dict[Mood, int]
    silence_s: float = 1.0
    port: int = 0
    accepted: list[str] = field(default_factory=list)
    seen: Counter[Mood] = field(default_factory=Counter)
    chance: random.Random = field(default_factory=lambda: random.Random(7))
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def url(self) -> str:
        return f"webhook+http://127.0.0.1:{self.port}/?secret=benchmark"

    def mood(self) -> Mood:
        with self.lock:
            (mood,) = self.chance.choices(list(self.moods), weights=list(self.moods.values()))
            self.seen[mood] += 1
            return mood

    def accept(self, key: str) -> None:
        with self.lock:
            self.accepted.append(key)


@contextmanager
def serving(destination: Destination) -> Iterator[Destination]:
    """The receiver for the time of a ``with``."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            mood = destination.mood()
            if mood is Mood.RESETS:
                self._reset()
                return
            content = self.rfile.read(int(self.headers["Content-Length"]))
            if mood in ACCEPTS:
                key = self.headers["X-Evwatch-Delivery"]
                assert json.loads(content)["key"] == key
                destination.accept(key)
            if mood in (Mood.SILENT, Mood.SLOW):
                time.sleep(destination.silence_s if mood is Mood.SILENT else SLOW_S)
            if mood is Mood.HANGS_UP:
                self._reset()
                return
            self.send_response(503 if mood is Mood.REFUSES else 200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def _reset(self) -> None:
            # With nothing to linger for, closing sends RST.
            linger = (1).to_bytes(4, "little") + (0).to_bytes(4, "little")
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            self.connection.close()
            self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        block_on_close = False

        def handle_error(self, request: object, client_address: object) -> None:
            pass  # the sender was killed, or we have hung up

    server = Server(("127.0.0.1", 0), Handler)
    destination.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield destination
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
