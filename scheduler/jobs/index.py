"""Job: keep the search index current and quick, in short transactions."""

import threading

from storage import search
from storage.articles import reindex
from storage.session import Database

STEPS = 50
BATCH = 200


def tend_index(database: Database, *, stop: threading.Event) -> str | None:
    """Index anew what an older text analysis indexed, then merge what crawls have scattered.

    At most ``STEPS`` short transactions; the next run goes on. None when there was nothing to do.
    """
    renewed = 0
    for _ in range(STEPS):
        if stop.is_set():
            break
        with database.writing() as session:
            stale = search.outdated(session, limit=BATCH)
            reindex(session, stale)
            renewed += len(stale)
            if not stale and not search.tidy(session):
                break
    return f"{renewed} articles indexed anew" if renewed else None
