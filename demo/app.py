"""The ASGI application: the address a connection arrived on decides which site answers."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from demo.delivery import answer_of, deliver, negotiated
from demo.log import RequestLog
from demo.misbehaviour import KEEPS_BODY, Answer, Mischief, Rule, misbehave
from demo.model import Site
from demo.press import Press
from demo.world import World

CONTROL_ADDRESS = "127.0.0.1"
CONTROL = "control"
LONGEST_SINK = 10_000
READING = ("GET", "HEAD")


@dataclass
class Room:
    """Everything that changes while the newsroom runs."""

    world: World
    press: Press
    now: datetime
    log: RequestLog = field(default_factory=RequestLog)
    mischief: Mischief = field(default_factory=Mischief)
    sink: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=LONGEST_SINK))


async def respond(
    room: Room, kind: str, site: str, scope: Scope, receive: Receive, send: Send, make: Callable[[], Answer]
) -> None:
    """Log the request, let a rule spoil the answer, send it."""
    headers = Headers(scope=scope)
    query = scope["query_string"].decode("latin-1")
    entry = room.log.begin(
        site=site,
        method=scope["method"],
        path=scope["path"] + (f"?{query}" if query else ""),
        kind=kind,
        conditional="if-none-match" in headers or "if-modified-since" in headers,
        agent=headers.get("user-agent", ""),
    )
    status = 500
    try:
        rule = room.mischief.take(site, scope["path"])
        answer = _spoiled(make(), rule, headers)
        status = await deliver(answer, rule, receive, send, head=scope["method"] == "HEAD")
    finally:
        room.log.end(entry, status)


def _spoiled(answer: Answer, rule: Rule | None, headers: Headers) -> Answer:
    if rule is None:
        return negotiated(answer, headers)
    spoiled = misbehave(rule, answer)
    return negotiated(spoiled, headers) if rule.mode in KEEPS_BODY else spoiled


class SiteApp:
    """All sites; which one is meant stands in ``scope["server"]``, whatever the Host header says."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self.by_address = {site.address: site for site in room.world.sites.values()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        site = self.by_address[scope["server"][0]]
        query = dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))
        kind = self._kind(site, scope["path"], query)

        def make() -> Answer:
            if scope["method"] not in READING:
                return Answer(405, (("Allow", ", ".join(READING)),), b"")
            return answer_of(self.room.press.page(site, scope["path"], query, self.room.now))

        await respond(self.room, kind, site.id, scope, receive, send, make)

    def _kind(self, site: Site, path: str, query: dict[str, str]) -> str:
        routes = self.room.press.routes(site)
        route = routes.resolve(path, query)
        return routes.fixed[route.key].kind if route.kind == "redirect" else route.kind


def by_address(control: ASGIApp, sites: ASGIApp) -> ASGIApp:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        chosen = control if scope["server"][0] == CONTROL_ADDRESS else sites
        await chosen(scope, receive, send)

    return app
