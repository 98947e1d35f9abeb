"""The newsroom as tests use it: started by a ``with``, steered by small methods.

with Newsroom(now=datetime(2023, 12, 4, tzinfo=UTC)) as room:
    room.advance(hours=1)
    urlopen(room.url("pluggedin", "/feed/"))
"""

import json
import urllib.request
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from demo.gold import Gold
from demo.model import Article, Site
from demo.server import DEFAULT_NOW, ServerThread
from demo.world import World, load_world, write_catalog

__all__ = ["DEFAULT_NOW", "Article", "Control", "Gold", "Newsroom", "Site", "World", "load_world"]

CONTROL_TIMEOUT_S = 20.0


class Control:
    """Client of a running newsroom's control API, in this process or another one."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.address = f"http://127.0.0.1:{port}"

    def call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """The decoded JSON answer. Raises urllib.error.HTTPError on a refusal."""
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(  # noqa: S310 - always our own http address
            self.address + path, data=data, method=method, headers=headers
        )
        with urllib.request.urlopen(request, timeout=CONTROL_TIMEOUT_S) as answer:  # noqa: S310
            return json.load(answer)

    def clock(self) -> datetime:
        return datetime.fromisoformat(self.call("GET", "/clock")["now"])

    def set_clock(self, now: datetime) -> datetime:
        return datetime.fromisoformat(self.call("POST", "/clock", {"now": now.isoformat()})["now"])

    def advance(self, **units: float) -> datetime:
        """Move the clock by ``hours``, ``minutes``, ``seconds``, ``days``; gives the new time."""
        return datetime.fromisoformat(self.call("POST", "/clock/advance", dict(units))["now"])

    def counts(self) -> dict[str, dict[str, int]]:
        """Requests by site and kind: robots, feed, sitemap, section, home, article, amp, trap, other."""
        counts: dict[str, dict[str, int]] = self.call("GET", "/counts")
        return counts

    def log(self) -> list[dict[str, Any]]:
        entries: list[dict[str, Any]] = self.call("GET", "/log")
        return entries

    def clear_log(self) -> None:
        self.call("DELETE", "/log")

    def misbehave(
        self, site: str, path: str = "*", *, mode: str, times: int | None = None, **options: Any
    ) -> None:
        """``options``: status, retry_after, delay_ms, max_s, location, charset, size_mb."""
        self.call("POST", "/misbehave", {"site": site, "path": path, "mode": mode, "times": times, **options})

    def behave(self) -> None:
        """End all misbehaviour and let hanging requests go."""
        self.call("DELETE", "/misbehave")

    def sink(self) -> list[dict[str, Any]]:
        received: list[dict[str, Any]] = self.call("GET", "/sink")
        return received

    def clear_sink(self) -> None:
        self.call("DELETE", "/sink")

    def sink_url(self, path: str = "hook") -> str:
        return f"{self.address}/sink/{path}"

    def gold(self) -> list[dict[str, Any]]:
        """Expected values of what is published now, oldest first; fields as in `demo.gold.Gold`."""
        values: list[dict[str, Any]] = self.call("GET", "/gold")
        return values


class Newsroom(Control):
    """All sites, served by a thread of this process from ``with`` to its end."""

    def __init__(
        self,
        now: datetime = DEFAULT_NOW,
        port: int = 0,
        world: World | None = None,
        *,
        events: bool = False,
    ) -> None:
        self.world = world or load_world(events=events)
        self._thread = ServerThread(self.world, now=now, port=port)
        super().__init__(self._thread.server.port)

    def __enter__(self) -> Self:
        self._thread.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.behave()
        self._thread.__exit__(kind, error, trace)

    @property
    def control(self) -> Control:
        return self

    def url(self, site_id: str, path: str = "/") -> str:
        return self.world.sites[site_id].base(self.port) + path

    def sources(self) -> list[dict[str, Any]]:
        return self.world.sources(self.port)

    def write_catalog(self, folder: Path) -> list[Path]:
        """One TOML file per site, in the format of the crawler's catalogue."""
        return write_catalog(self.sources(), folder)
