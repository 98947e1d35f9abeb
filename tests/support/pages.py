"""A site of a few pages on loopback, for what the newsroom would never print."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.support.serving import answering

HTML = "text/html; charset=utf-8"


@dataclass
class Page:
    """One answer; ``location`` makes it a redirect. With an ``ETag`` among ``headers``, who sends it back is
    told that nothing has changed."""

    body: bytes = b""
    content_type: str = HTML
    status: int = 200
    location: str = ""
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Pages:
    """``pages`` by path; anything else is 404. ``asked`` are the paths of all requests, in order."""

    address: str
    port: int = 0
    pages: dict[str, Page] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def url(self, path: str = "/") -> str:
        return f"http://{self.address}:{self.port}{path}"

    def article(self, path: str, title: str, body: str = "") -> None:
        """A page that holds an article."""
        text = body or " ".join(f"Sentence {number} of an article about {title}." for number in range(40))
        html = (
            f"<html lang=en><head><title>{title}</title></head><body><article><h1>{title}</h1><p>{text}</p>"
        )
        self.pages[path] = Page(html.encode())

    def feed(self, *urls: str, path: str = "/feed") -> None:
        """An RSS feed of these addresses, the newest first."""
        items = "".join(f"<item><title>{url}</title><link>{url}</link></item>" for url in urls)
        rss = f'<rss version="2.0"><channel><title>f</title>{items}</channel></rss>'
        self.pages[path] = Page(rss.encode(), "application/rss+xml")

    def write_source(self, catalog: Path, source_id: str = "pages", feeds: tuple[str, ...] = ()) -> None:
        """The catalogue's file of this site."""
        catalog.mkdir(exist_ok=True)
        listed = ", ".join(f'"{feed}"' for feed in feeds or (self.url("/feed"),))
        text = f'name = "{source_id}"\nhome = "{self.url()}"\nfeeds = [{listed}]\n'
        (catalog / f"{source_id}.toml").write_text(text, "utf-8")


@contextmanager
def serving(address: str = "127.0.0.2") -> Iterator[Pages]:
    """The site, on a free port of ``address``."""
    site = Pages(address)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append(self.path)
            page = site.pages.get(self.path, Page(b"nothing here", status=404))
            etag = page.headers.get("ETag")
            if etag and self.headers.get("If-None-Match") == etag:
                page = Page(status=304)
            try:
                self.send_response(302 if page.location else page.status)
                self.send_header("Content-Type", page.content_type)
                self.send_header("Content-Length", str(len(page.body)))
                for name, value in page.headers.items():
                    self.send_header(name, value)
                if page.location:
                    self.send_header("Location", page.location)
                self.end_headers()
                self.wfile.write(page.body)
            except OSError:
                pass  # the client has gone

        def log_message(self, format: str, *args: object) -> None:
            pass

    with answering(ThreadingHTTPServer((address, 0), Handler)) as port:
        site.port = port
        yield site
