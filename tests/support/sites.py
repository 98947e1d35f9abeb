"""Many small news sites on loopback addresses, and a log of who was asked what, when and how many at once."""

import asyncio
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

HANG_S = 60.0
RETRY_AFTER_S = 3600
ROBOTS = b"User-agent: *\nDisallow: /private/\n"


@dataclass(frozen=True)
class Request:
    """One request, with seconds of the monotonic clock. ``ended_s`` of one that hung is when the client left;
    ``others`` were under way at the same site when it came."""

    host: str
    path: str
    started_s: float
    ended_s: float
    status: int
    others: int
    conditional: bool


@dataclass
class Sites:
    """``count`` sites with ``articles`` each, every answer late by ``delay_s``. The first ``hanging`` never
    answer for an article, the next ``pausing`` want to be left alone after the first one."""

    count: int
    articles: int = 3
    delay_s: float = 0.2
    hanging: int = 0
    pausing: int = 0
    port: int = 0
    log: list[Request] = field(default_factory=list)
    _active: Counter[str] = field(default_factory=Counter)

    @property
    def hosts(self) -> list[str]:
        return [f"127.0.{10 + number // 200}.{1 + number % 200}" for number in range(self.count)]

    def write_catalog(self, folder: Path) -> None:
        """One file of the catalogue for each site."""
        folder.mkdir(exist_ok=True)
        for number, host in enumerate(self.hosts):
            home = f"http://{host}:{self.port}/"
            text = f'name = "{host}"\nhome = "{home}"\nfeeds = ["{home}feed"]\n'
            (folder / f"site-{number}.toml").write_text(text, "utf-8")

    def asked(self, host: str) -> list[Request]:
        """The requests to a site, in order."""
        return sorted((one for one in self.log if one.host == host), key=lambda one: one.started_s)

    def answer(self, host: str, path: str, conditional: bool) -> tuple[int, str, bytes]:
        """Status, further headers and body; status 0 hangs."""
        number = self.hosts.index(host)
        if path == "/robots.txt":
            return 200, "Content-Type: text/plain\r\n", ROBOTS
        if path == "/feed":
            return (304, 'ETag: "1"\r\n', b"") if conditional else (200, _FEED, self._feed(host))
        if number < self.hanging:
            return 0, "", b""
        if number < self.hanging + self.pausing:
            return 429, f"Retry-After: {RETRY_AFTER_S}\r\n", b""
        return 200, "Content-Type: text/html; charset=utf-8\r\n", _article(host, path)

    def _feed(self, host: str) -> bytes:
        # One article is enough to hang on.
        count = 1 if self.hosts.index(host) < self.hanging else self.articles
        paths = ["/private/draft", *(f"/2023/12/04/story-{number}" for number in range(count))]
        items = "".join(
            f"<item><title>{path}</title><link>http://{host}:{self.port}{path}</link></item>"
            for path in paths
        )
        return f'<rss version="2.0"><channel><title>{host}</title>{items}</channel></rss>'.encode()

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection."""
        host = writer.get_extra_info("sockname")[0]
        try:
            while head := (await reader.readuntil(b"\r\n\r\n")).decode("latin-1"):
                await self._serve(host, head, reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _serve(
        self, host: str, head: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        path, conditional = head.split(" ", 2)[1], "if-none-match" in head.lower()
        started, others = monotonic(), self._active[host]
        self._active[host] += 1
        status, headers, body = self.answer(host, path, conditional)
        if status == 0:
            # Until the client has had enough.
            with suppress(TimeoutError, ConnectionError):
                await asyncio.wait_for(reader.read(1), HANG_S)
        else:
            await asyncio.sleep(self.delay_s)
        # Before the last byte leaves: the client may be back at once.
        self._active[host] -= 1
        self.log.append(Request(host, path, started, monotonic(), status, others, conditional))
        if status == 0:
            raise ConnectionError("the client is gone")
        writer.write(f"HTTP/1.1 {status} X\r\n{headers}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        await writer.drain()


_FEED = 'Content-Type: application/rss+xml\r\nETag: "1"\r\n'


def _article(host: str, path: str) -> bytes:
    text = "".join(f"<p>Paragraph {n} of {path} at {host} tells what was seen.</p>" for n in range(9))
    title = f"What {host} saw at {path}"
    return (
        f"<html lang=en><head><title>{title}</title></head><body><article><h1>{title}</h1>{text}</article>"
    ).encode()


@contextmanager
def serving(sites: Sites) -> Iterator[Sites]:
    """The sites, on one free port of all their addresses."""
    loop = asyncio.new_event_loop()

    async def start() -> list[asyncio.Server]:
        first = await asyncio.start_server(sites.talk, sites.hosts[0], 0, backlog=20)
        sites.port = first.sockets[0].getsockname()[1]
        rest = [
            await asyncio.start_server(sites.talk, host, sites.port, backlog=20) for host in sites.hosts[1:]
        ]
        return [first, *rest]

    servers = loop.run_until_complete(start())
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield sites
    finally:
        for server in servers:
            loop.call_soon_threadsafe(server.close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.run_until_complete(_end_all())
        loop.close()


async def _end_all() -> None:
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
