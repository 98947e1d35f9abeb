"""What a crawl looks like while it runs."""

import time

from rich.live import Live
from rich.text import Text

from scheduler.crawl_process import CrawlProcess
from storage.articles import count_articles
from storage.frontier import count_by_state
from storage.schema import State
from storage.session import Database

_LOOK_S = 0.15
_BAR = 30


def watch(database: Database, process: CrawlProcess, live: Live) -> None:
    """Show how far the crawl is until its process ends."""
    started = time.monotonic()
    while process.poll() is None:
        with database.reading() as session:
            states = count_by_state(session)
            stored = count_articles(session)
        live.update(_line(states, stored, time.monotonic() - started))
        time.sleep(_LOOK_S)


def _line(states: dict[str, int], stored: int, elapsed_s: float) -> Text:
    known = sum(states.values())
    settled = states.get(State.DONE, 0) + states.get(State.FAILED, 0)
    filled = _BAR * settled // known if known else 0
    bar = "━" * filled + "╺" * (_BAR - filled)
    return Text(f"crawling {bar} {settled}/{known} links, {stored} articles, {elapsed_s:.0f} s")
