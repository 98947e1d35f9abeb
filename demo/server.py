"""Sockets on several loopback addresses and one port, served by uvicorn."""

import socket
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from types import TracebackType

import uvicorn

from demo.app import CONTROL_ADDRESS, Room, SiteApp, by_address
from demo.control import control_app
from demo.press import Press
from demo.world import World

DEFAULT_NOW = datetime(2023, 12, 4, 0, 0, tzinfo=UTC)
PORT_ATTEMPTS = 50
START_S = 20.0


def listen(addresses: list[str], port: int) -> list[socket.socket]:
    """One listening socket per address, all on the same port; 0 picks one that is free on all of them.

    Raises OSError when the given port, or fifty picked ones, cannot be had.
    """
    for attempt in range(PORT_ATTEMPTS):
        sockets: list[socket.socket] = []
        try:
            chosen = port
            for address in addresses:
                sockets.append(_bound(address, chosen))
                chosen = sockets[0].getsockname()[1]
        except OSError:
            for one in sockets:
                one.close()
            if port or attempt == PORT_ATTEMPTS - 1:
                raise
        else:
            return sockets
    raise AssertionError("unreachable")


def _bound(address: str, port: int) -> socket.socket:
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((address, port))
    except OSError:
        sock.close()
        raise
    return sock


class Server:
    """A running newsroom. ``stop`` lets hanging requests go, then waits for the loop to end."""

    def __init__(self, world: World, *, now: datetime, port: int = 0) -> None:
        addresses = [CONTROL_ADDRESS, *(site.address for site in world.sites.values())]
        self._sockets = listen(addresses, port)
        self.port: int = self._sockets[0].getsockname()[1]
        self.room = Room(world, Press(world, self.port), now)
        app = by_address(control_app(self.room), SiteApp(self.room))
        config = uvicorn.Config(
            app,
            log_config=None,
            log_level="critical",
            access_log=False,
            lifespan="off",
            server_header=False,
            backlog=512,
            timeout_graceful_shutdown=2,
        )
        self._uvicorn = uvicorn.Server(config)

    def run(self, ready: Callable[[], None] | None = None) -> None:
        """Serve in this thread until stopped; in the main thread also until SIGTERM or SIGINT."""
        if ready is not None:
            threading.Thread(target=self._announce, args=(ready,), daemon=True).start()
        self._uvicorn.run(sockets=self._sockets)

    def _announce(self, ready: Callable[[], None]) -> None:
        if self.wait_started():
            ready()

    def wait_started(self) -> bool:
        """False when it does not come up in time."""
        pause = threading.Event()
        for _ in range(int(START_S * 200)):
            if self._uvicorn.started:
                return True
            pause.wait(0.005)
        return False

    def stop(self) -> None:
        self._uvicorn.should_exit = True


class ServerThread:
    """The server in a thread of its own."""

    def __init__(self, world: World, *, now: datetime, port: int = 0) -> None:
        self.server = Server(world, now=now, port=port)
        self._thread = threading.Thread(target=self.server.run, name="newsroom", daemon=True)

    def __enter__(self) -> Server:
        self._thread.start()
        if not self.server.wait_started():
            raise RuntimeError("the newsroom did not come up")
        return self.server

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.server.stop()
        self._thread.join(timeout=10)
