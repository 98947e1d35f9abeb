"""Articles per second of a whole crawl, beside the tutorial's client in the same run.

    python -m benchmarks.crawl [--articles 400] [--rounds 2]

Both crawl the same loopback newsroom, politeness delays off, in turn. An article counts when the marker in
the middle of its text is in the database. Quote the ratio: the machine's speed changes, and both see it.
"""

import argparse
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.bulk_newsroom import MARKER, SITES, address


@dataclass(frozen=True)
class Measured:
    """One crawl: articles found again in the database, and wall seconds from start to end of the process."""

    articles: int
    wall_s: float


def feeds(port: int) -> list[str]:
    """The feed of every site."""
    return [f"http://{address(site)}:{port}/feed" for site in range(SITES)]


def tutorial(folder: Path, port: int) -> list[str]:
    """The baseline's command."""
    return [sys.executable, "-m", "benchmarks.tutorial_client", str(folder / "a.db"), *feeds(port)]


def evwatch(folder: Path, port: int) -> list[str]:
    """Our command; the catalogue and settings are put in place first."""
    catalog = folder / "catalog"
    catalog.mkdir()
    for site, feed in enumerate(feeds(port)):
        home = feed.removesuffix("feed")
        (catalog / f"bulk-{site}.toml").write_text(f'name = "Bulk"\nhome = "{home}"\nfeeds = ["{feed}"]\n')
    os.environ |= {
        "EVWATCH_DATABASE_URL": f"sqlite:///{folder / 'a.db'}",
        "EVWATCH_CATALOG_DIR": str(catalog),
        "EVWATCH_ALLOW_NETWORKS": "127.0.0.0/8",
        "EVWATCH_HOST_DELAY_S": "0",
        "EVWATCH_LOG_LEVEL": "WARNING",
    }
    return [sys.executable, "-m", "scrapy", "crawl", "news"]


CLIENTS: dict[str, Callable[[Path, int], list[str]]] = {"evwatch": evwatch, "tutorial": tutorial}


def measure(client: str, port: int) -> Measured:
    """One crawl from nothing."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        command = CLIENTS[client](folder, port)
        started = time.monotonic()
        subprocess.run(command, check=True)
        wall_s = time.monotonic() - started
        with sqlite3.connect(folder / "a.db") as database:
            bodies = database.execute("SELECT body FROM articles").fetchall()
    found = {mark for (body,) in bodies for mark in MARKER.findall(body or "")}
    return Measured(len(found), wall_s)


def main() -> None:
    """Crawl in turn, print each crawl and the ratio of the medians."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--port", type=int, default=8790)
    options = parser.parse_args()
    room = [sys.executable, "-m", "benchmarks.bulk_newsroom", "--articles", str(options.articles)]
    with subprocess.Popen([*room, "--port", str(options.port)], stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            assert server.stdout.readline().strip() == "ready"
            rates: dict[str, list[float]] = {client: [] for client in CLIENTS}
            for _ in range(options.rounds):
                for client, found in rates.items():
                    result = measure(client, options.port)
                    found.append(result.articles / result.wall_s)
                    print(
                        f"{client:9} {result.articles}/{options.articles} articles in {result.wall_s:5.1f} s:"
                        f" {found[-1]:5.1f}/s",
                        flush=True,
                    )
        finally:
            server.terminate()
    ours, theirs = (statistics.median(rates[client]) for client in ("evwatch", "tutorial"))
    print(f"evwatch {ours:.1f}/s, tutorial {theirs:.1f}/s: {ours / theirs:.2f} times")


if __name__ == "__main__":
    main()
