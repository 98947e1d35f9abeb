"""A newsroom for speed: any number of articles of a real page's weight, on ten loopback sites, from memory.

The articles are those of the demo newsroom, each many times over, told apart by a marker in the text; around
them stands what makes real pages heavy: menus, inline data, teasers of other articles.

    python -m benchmarks.bulk_newsroom --articles 500 --port 8790
"""

import argparse
import asyncio
import gzip
import html
import random
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from demo.press import Press
from demo.world import World, load_world

SITES = 10
FIRST_ADDRESS = 30
SHAPES = ("blocksy", "wordpress", "own", "paper", "genesis")
NOW = datetime(2023, 12, 7, tzinfo=UTC)
MARKER = re.compile(r"mark\d{7}x")
_WORDS = (
    "charge cell motor plant grid battery range update model press policy market driver city winter".split()
)
Answers = dict[tuple[str, str], tuple[bytes, str]]


@dataclass(frozen=True)
class Original:
    """A page of the demo newsroom, and the paragraph of it that takes the marker."""

    page: str
    title: str
    paragraph: str


def address(site: int) -> str:
    """The loopback address of a site."""
    return f"127.0.0.{FIRST_ADDRESS + site}"


def originals(world: World) -> list[Original]:
    """Every demo article whose page holds its own text in plain HTML."""
    press, found = Press(world, 80), []
    for gold in world.gold(port=80, at=NOW):
        site = world.sites[gold.site]
        if site.shape not in SHAPES or not gold.paragraphs:
            continue
        path = "/" + gold.url.split("/", 3)[3]
        page = press.page(site, path, {}, NOW).body.decode(site.charset)
        paragraph = html.escape(gold.paragraphs[len(gold.paragraphs) // 2], quote=False)
        if paragraph in page and "<body" in page:
            found.append(Original(page, gold.title, paragraph))
    return found


def build(count: int, port: int) -> Answers:
    """Every answer of every site by (address, path): body under gzip, and its content type."""
    chance, pages = random.Random(7), originals(load_world())
    answers: Answers = {}
    for site in range(SITES):
        base, items = f"http://{address(site)}:{port}", []
        for number in range(site, count, SITES):
            original = pages[number % len(pages)]
            path = f"/2023/12/{number:06d}.html"
            text = original.page.replace(original.paragraph, f"{original.paragraph} mark{number:07d}x.", 1)
            text = re.sub(r'(<link rel="canonical" href=")[^"]*', rf"\g<1>{base}{path}", text)
            answers[address(site), path] = (_packed(_heavier(text, chance)), "text/html; charset=utf-8")
            published = NOW - timedelta(minutes=number)
            items.append(_item(f"{base}{path}", original.title, published))
        feed = f'<rss version="2.0"><channel><title>Bulk {site}</title>{"".join(items)}</channel></rss>'
        answers[address(site), "/feed"] = (_packed(feed), "application/rss+xml")
        answers[address(site), "/robots.txt"] = (
            _packed("User-agent: *\nDisallow: /private/\n"),
            "text/plain",
        )
    return answers


def _item(url: str, title: str, published: datetime) -> str:
    return (
        f"<item><title>{html.escape(title)}</title><link>{url}</link><guid>{url}</guid>"
        f"<pubDate>{format_datetime(published)}</pubDate></item>"
    )


def _heavier(page: str, chance: random.Random) -> str:
    head, mark, rest = page.partition("<body")
    opening, _, body = rest.partition(">")
    main, end, tail = body.rpartition("</body>")
    return f"{head}{_script(chance)}{mark}{opening}>{_menu(chance)}{main}{_teasers(chance)}{end}{tail}"


def _menu(chance: random.Random) -> str:
    links = (f'<li><a href="/topic/{n}/">{_phrase(chance, 2)}</a></li>' for n in range(150))
    return f'<nav class="menu"><ul>{"".join(links)}</ul></nav>'


def _teasers(chance: random.Random) -> str:
    cards = (
        f'<div class="card"><a href="/x/{n}/"><img src="/i/{n}.jpg" alt=""><h4>{_phrase(chance, 7)}</h4></a>'
        f'<span class="when">{n} hours ago</span></div>'
        for n in range(80)
    )
    return f'<aside class="more-stories">{"".join(cards)}</aside>'


def _script(chance: random.Random) -> str:
    entries = ",".join(f'{{"id":{n},"k":"{_phrase(chance, 4)}"}}' for n in range(1500))
    return f"<script>window.__ads=[{entries}];</script>"


def _phrase(chance: random.Random, words: int) -> str:
    return " ".join(chance.choice(_WORDS) for _ in range(words))


def _packed(text: str) -> bytes:
    return gzip.compress(text.encode(), 5, mtime=0)


async def serve(answers: Answers, port: int) -> None:
    """Answer until cancelled."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        host = writer.get_extra_info("sockname")[0]
        try:
            while request := await reader.readuntil(b"\r\n\r\n"):
                path = request.split(b" ", 2)[1].decode("latin-1")
                body, kind = answers.get((host, path), (gzip.compress(b"none"), "text/plain"))
                status = "200 OK" if (host, path) in answers else "404 Not Found"
                head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Encoding: gzip\r\n"
                writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    servers = [await asyncio.start_server(talk, address(site), port) for site in range(SITES)]
    print("ready", flush=True)
    await asyncio.gather(*(server.serve_forever() for server in servers))


def main() -> None:
    """The newsroom as a process."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=500)
    parser.add_argument("--port", type=int, default=8790)
    options = parser.parse_args()
    asyncio.run(serve(build(options.articles, options.port), options.port))


if __name__ == "__main__":
    main()
