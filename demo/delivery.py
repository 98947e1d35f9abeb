"""From a page to bytes on the wire: validators, 304, gzip, and the sending itself."""

import asyncio
import gzip
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import lru_cache

from starlette.datastructures import Headers
from starlette.types import Receive, Send

from demo.misbehaviour import Answer, Rule
from demo.press import Page

SMALLEST_GZIP_BYTES = 400


def answer_of(page: Page) -> Answer:
    """The page with its validators (RFC 9110 §8.8), neither conditional nor compressed yet."""
    headers = [("Content-Type", page.content_type)]
    if page.etag:
        headers += [("ETag", f'"{page.etag}"'), ("Vary", "Accept-Encoding")]
    if page.modified:
        headers.append(("Last-Modified", format_datetime(page.modified.astimezone(UTC), usegmt=True)))
    if page.location:
        headers.append(("Location", page.location))
    return Answer(page.status, tuple(headers), page.body)


def negotiated(answer: Answer, request: Headers) -> Answer:
    """304 when the client's copy is current, else gzip when it takes it."""
    if answer.status == 200 and _is_current(answer, request):
        return replace(answer, status=304, body=b"")
    if not _accepts_gzip(request) or len(answer.body) < SMALLEST_GZIP_BYTES:
        return answer
    packed = replace(answer, body=_gzip(answer.body)).with_header("Content-Encoding", "gzip")
    # Another encoding is another representation: the strong validator becomes a weak one, as nginx does it.
    etag = answer.header("ETag")
    return packed.with_header("ETag", f"W/{etag}") if etag else packed


def _is_current(answer: Answer, request: Headers) -> bool:
    """If-None-Match has precedence over If-Modified-Since (RFC 9110 §13.2.2)."""
    etag, modified = answer.header("ETag"), answer.header("Last-Modified")
    if "if-none-match" in request:
        claims = [claim.strip().removeprefix("W/") for claim in request["if-none-match"].split(",")]
        return bool(etag) and (etag in claims or "*" in claims)
    since = _http_date(request.get("if-modified-since", ""))
    return since is not None and bool(modified) and parsedate_to_datetime(modified) <= since


def _http_date(text: str) -> datetime | None:
    """None for anything that is no date: such a condition is ignored (RFC 9110 §13.1.3)."""
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


def _accepts_gzip(request: Headers) -> bool:
    for part in request.get("accept-encoding", "").lower().split(","):
        name, _, parameters = part.strip().partition(";")
        if name.strip() in ("gzip", "*"):
            return parameters.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


@lru_cache(maxsize=2000)
def _gzip(body: bytes) -> bytes:
    return gzip.compress(body, 6, mtime=0)


async def deliver(answer: Answer, rule: Rule | None, receive: Receive, send: Send, *, head: bool) -> int:
    """Send it and give the status that went out, 504 after a hang."""
    if answer.hang_s and rule is not None:
        answer = await _hold(answer, rule, receive)
    if answer.delay_s:
        await asyncio.sleep(answer.delay_s)
    headers = [*answer.headers]
    if answer.status not in (204, 304):
        headers.append(("Content-Length", str(len(answer.body))))
    raw = [(name.lower().encode(), value.encode("latin-1", "replace")) for name, value in headers]
    await send({"type": "http.response.start", "status": answer.status, "headers": raw})
    body = b"" if head else answer.body
    if answer.cut_at is not None:
        # Leaving the response unfinished makes the server close the connection.
        await send({"type": "http.response.body", "body": body[: answer.cut_at], "more_body": True})
        return answer.status
    await send({"type": "http.response.body", "body": body})
    return answer.status


async def _hold(answer: Answer, rule: Rule, receive: Receive) -> Answer:
    """Wait until the rule is cleared, the client leaves or the time is up."""
    waits = {asyncio.ensure_future(rule.cleared.wait()), asyncio.ensure_future(_gone(receive))}
    _, pending = await asyncio.wait(waits, timeout=answer.hang_s, return_when=asyncio.FIRST_COMPLETED)
    for task in pending:
        task.cancel()
    return Answer(504, (("Content-Type", "text/plain"),), b"")


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
