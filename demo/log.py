"""Who asked for what: the tests' view of a crawler's manners."""

import time
from collections import Counter, deque
from dataclasses import asdict, dataclass
from typing import Any

LONGEST_LOG = 200_000


@dataclass
class Entry:
    """``status`` is None while the answer is still due; ``at`` are monotonic seconds at its beginning;
    ``in_flight`` counts the site's open requests, this one included."""

    site: str
    method: str
    path: str
    """With its query."""
    kind: str
    conditional: bool
    user_agent: str
    at: float
    in_flight: int
    status: int | None = None


class RequestLog:
    def __init__(self) -> None:
        self._entries: deque[Entry] = deque(maxlen=LONGEST_LOG)
        self._open: Counter[str] = Counter()

    def begin(self, *, site: str, method: str, path: str, kind: str, conditional: bool, agent: str) -> Entry:
        self._open[site] += 1
        entry = Entry(site, method, path, kind, conditional, agent, time.monotonic(), self._open[site])
        self._entries.append(entry)
        return entry

    def end(self, entry: Entry, status: int) -> None:
        self._open[entry.site] -= 1
        entry.status = status

    def as_list(self) -> list[dict[str, Any]]:
        return [asdict(entry) for entry in self._entries]

    def counts(self) -> dict[str, dict[str, int]]:
        """Requests by site and kind."""
        out: dict[str, dict[str, int]] = {}
        for entry in self._entries:
            kinds = out.setdefault(entry.site, {})
            kinds[entry.kind] = kinds.get(entry.kind, 0) + 1
        return out

    def clear(self) -> None:
        self._entries.clear()
