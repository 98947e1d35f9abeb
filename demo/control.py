"""The control API on 127.0.0.1: the clock, misbehaviour, the request log, the sink, gold."""

import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from demo.app import CONTROL, Room, respond
from demo.misbehaviour import Answer, Rule

LARGEST_SINK_BODY_BYTES = 1_000_000
RULE_TYPES: dict[str, type | tuple[type, ...]] = {
    "site": str,
    "path": str,
    "mode": str,
    "times": (int, type(None)),
    "status": int,
    "retry_after": (int, str),
    "delay_ms": int,
    "max_s": (int, float),
    "location": str,
    "charset": str,
    "size_mb": int,
}
UNITS = ("days", "hours", "minutes", "seconds")


class Sink:
    """Stands in for the other end of a webhook: keeps what is posted and answers 200."""

    def __init__(self, room: Room) -> None:
        self.room = room

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        request = Request(scope, receive)
        body = await request.body()
        self.room.sink.append(
            {
                "method": request.method,
                "path": request.url.path,
                "query": request.url.query,
                "headers": dict(request.headers),
                "body": body[:LARGEST_SINK_BODY_BYTES].decode("utf-8", "replace"),
                "at": time.monotonic(),
            }
        )
        answer = Answer(200, (("Content-Type", "application/json"),), b'{"ok": true}')
        await respond(self.room, "sink", CONTROL, scope, receive, send, lambda: answer)


def control_app(room: Room) -> Starlette:
    async def set_clock(request: Request) -> Response:
        room.now = _moment(await _json(request), "now")
        return _clock(room)

    async def advance(request: Request) -> Response:
        room.now += timedelta(**_typed(await _json(request), dict.fromkeys(UNITS, (int, float))))
        return _clock(room)

    async def add_rule(request: Request) -> Response:
        raw = {"site": "*", "path": "*", "mode": "", **_typed(await _json(request), RULE_TYPES)}
        raw["retry_after"] = str(raw.get("retry_after", ""))
        try:
            room.mischief.add(Rule(**raw))
        except ValueError as error:
            raise HTTPException(400, str(error)) from error
        return JSONResponse({"rules": len(room.mischief.rules)})

    return Starlette(
        routes=[
            _get("/clock", lambda: {"now": room.now.isoformat()}),
            Route("/clock", set_clock, methods=["POST"]),
            Route("/clock/advance", advance, methods=["POST"]),
            Route("/misbehave", add_rule, methods=["POST"]),
            _delete("/misbehave", room.mischief.clear),
            _get("/log", room.log.as_list),
            _delete("/log", room.log.clear),
            _get("/counts", room.log.counts),
            _get("/sink", lambda: list(room.sink)),
            _delete("/sink", room.sink.clear),
            Route("/sink/{rest:path}", Sink(room), methods=["POST", "PUT"]),
            _get("/gold", lambda: _gold(room)),
            _get("/sources", lambda: room.world.sources(room.press.port)),
        ],
        exception_handlers={HTTPException: _refused},
    )


def _get(path: str, value: Callable[[], Any]) -> Route:
    async def endpoint(request: Request) -> Response:
        return JSONResponse(value())

    return Route(path, endpoint, methods=["GET"])


def _delete(path: str, clear: Callable[[], None]) -> Route:
    async def endpoint(request: Request) -> Response:
        clear()
        return JSONResponse({"cleared": path})

    return Route(path, endpoint, methods=["DELETE"])


def _clock(room: Room) -> Response:
    return JSONResponse({"now": room.now.isoformat()})


def _gold(room: Room) -> list[dict[str, Any]]:
    return [one.as_dict() for one in room.world.gold(port=room.press.port, at=room.now)]


async def _json(request: Request) -> dict[str, Any]:
    try:
        value = await request.json()
    except ValueError as error:
        raise HTTPException(400, "the body is no JSON") from error
    if not isinstance(value, dict):
        raise HTTPException(400, "the body is no object")
    return value


def _typed(raw: dict[str, Any], types: Mapping[str, type | tuple[type, ...]]) -> dict[str, Any]:
    for key, value in raw.items():
        if key not in types:
            raise HTTPException(400, f"unknown key {key!r}; known are {', '.join(types)}")
        if not isinstance(value, types[key]):
            raise HTTPException(400, f"{key} cannot be {value!r}")
    return raw


def _moment(raw: dict[str, Any], key: str) -> datetime:
    try:
        moment = datetime.fromisoformat(raw[key])
    except (KeyError, TypeError, ValueError) as error:
        raise HTTPException(400, f"{key} must be an ISO 8601 time") from error
    if moment.tzinfo is None:
        raise HTTPException(400, f"{key} needs an offset")
    return moment


async def _refused(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    detail = error.detail if isinstance(error, HTTPException) else str(error)
    return JSONResponse({"error": detail}, status_code=status)
