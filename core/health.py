"""What is seen of a source, and what is thought of it: plain values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Kind(StrEnum):
    """Why a request brought nothing."""

    DNS = "dns"
    REFUSED = "refused"
    TLS = "tls"
    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    BLOCKED = "blocked"
    GONE = "gone"
    SERVER = "server"
    HTTP = "http"
    PARSE = "parse"
    HOME = "home"
    RULES = "rules"


# What looks the same when our own line is down.
OF_THE_LINE = frozenset((Kind.DNS, Kind.REFUSED, Kind.TLS, Kind.TIMEOUT, Kind.UNREACHABLE))


class State(StrEnum):
    """``fresh``: news as usual; ``quiet``: none for longer than usual, as has happened before;
    ``failing``: its lists cannot be read; ``blocked``: it refuses us; ``collapsed``: it answers, but what
    comes is not what it was; ``new``: nothing is known yet."""

    NEW = "new"
    FRESH = "fresh"
    QUIET = "quiet"
    FAILING = "failing"
    BLOCKED = "blocked"
    COLLAPSED = "collapsed"

    @property
    def is_well(self) -> bool:
        """Nothing for the operator to do."""
        return self in (State.NEW, State.FRESH, State.QUIET)


@dataclass(frozen=True, slots=True)
class Poll:
    """One poll. ``kind`` None: it was answered well; ``entries`` None: not read, or nothing had changed."""

    at: datetime
    host: str
    kind: Kind | None = None
    detail: str = ""
    entries: int | None = None
    new: int = 0
    newest: datetime | None = None
    foreign: bool = False

    @property
    def reached(self) -> bool:
        """The host answered, whatever it said."""
        return self.kind not in OF_THE_LINE


@dataclass(frozen=True, slots=True)
class Look:
    """What health sees of one article. ``mark`` is equal for equal texts."""

    seen_at: datetime
    published: datetime | None
    title: str
    chars: int
    mark: str
    language: str
    has_byline: bool
    is_teaser: bool
    is_paywalled: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """All that is known of a source. Everything is newest first.

    ``endpoints`` maps an address to its polls; ``page_failures`` are those since a page was last read well,
    as polls of pages. The counts are of the last weeks:
    ``days`` on which it was watched, ``silent_days`` the most of them in a row without a new article.
    """

    endpoints: dict[str, Sequence[Poll]]
    looks: Sequence[Look] = ()
    page_failures: Sequence[Poll] = ()
    polls_good: int = 0
    polls_failed: int = 0
    pages_good: int = 0
    pages_failed: int = 0
    days: int = 0
    silent_days: int = 0

    @property
    def is_in_doubt(self) -> bool:
        """The newest poll of a list failed, or pages did: others must witness whose fault it was."""
        failed = any(polls and polls[0].kind is not None for polls in self.endpoints.values())
        return failed or bool(self.page_failures)


@dataclass(frozen=True, slots=True)
class Verdict:
    """``why`` is the symptom's name, None when the source is well; ``detail`` says it in a sentence."""

    state: State
    why: str | None = None
    detail: str = ""
