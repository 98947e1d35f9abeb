"""What a crawl looks like while it runs."""

import time
from collections.abc import Sequence

from rich.live import Live
from rich.text import Text

from scheduler.crawl_process import CrawlProcess
from storage import walks
from storage.frontier import count_by_state
from storage.library import count_articles
from storage.schema import State
from storage.session import Database

_LOOK_S = 0.15
_LOOK_BACKFILL_S = 1.0  # an archive is large, and counted every time
_BAR = 30


def watch(
    database: Database, process: CrawlProcess, live: Live, *, backfill_of: Sequence[str] | None = None
) -> None:
    """Show how far the crawl is until its process ends; of the backfill of these sources, also how many
    lists of their archives it knows and has not read."""
    started = time.monotonic()
    while process.poll() is None:
        with database.reading() as session:
            states = count_by_state(session)
            stored = count_articles(session)
            lists = [one.lists for one in walks.left(session) if one.source_id in (backfill_of or ())]
        line = _line(states, stored, time.monotonic() - started)
        live.update(line.append(f", {sum(lists)} lists to read") if backfill_of else line)
        time.sleep(_LOOK_BACKFILL_S if backfill_of else _LOOK_S)


def _line(states: dict[str, int], stored: int, elapsed_s: float) -> Text:
    known = sum(states.values())
    settled = states.get(State.DONE, 0) + states.get(State.FAILED, 0)
    filled = _BAR * settled // known if known else 0
    bar = "━" * filled + "╺" * (_BAR - filled)
    return Text(f"crawling {bar} {settled}/{known} links, {stored} articles, {elapsed_s:.0f} s")
