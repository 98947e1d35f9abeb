"""Every error evwatch raises on purpose.

EvwatchError
├── ConfigError      the operator must act; exit status 2 and one clear line
├── QueryError       position and reason, shown under the query
├── SkipArticle      expected; counted as skip/<reason>
├── DiscoveryError   a feed or list that cannot be read; counted against its endpoint
└── DeliveryError    retry_after=None means never retry
"""

from datetime import timedelta
from enum import StrEnum
from unicodedata import combining, east_asian_width


class EvwatchError(Exception):
    """Root of the tree: what a command shows as one line instead of a traceback."""


class ConfigError(EvwatchError):
    """Something only the operator can mend: a setting, an unknown name, a database out of reach."""


class QueryError(EvwatchError):
    """A query that cannot be understood. ``position`` is a 0-based offset into ``query``."""

    def __init__(self, reason: str, *, query: str, position: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.query = query
        self.position = position

    def caret(self) -> str:
        """The query with a caret under the position, then the reason; several lines."""
        # A query may span lines: the caret belongs under the one that holds the position.
        start = self.query.rfind("\n", 0, self.position) + 1
        end = self.query.find("\n", self.position)
        line = self.query[start : end if end >= 0 else len(self.query)]
        return f"{line}\n{' ' * _columns(self.query[start : self.position])}^ {self.reason}"


class SkipReason(StrEnum):
    """Why a link did not become an article."""

    NOT_FOUND = "not_found"
    HTTP_ERROR = "http_error"
    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    TOO_LARGE = "too_large"
    BLOCKED = "blocked"
    NOT_HTML = "not_html"
    ROBOTS = "robots"
    ADDRESS_REFUSED = "address_refused"
    NO_TEXT = "no_text"
    LATER_PAGE = "later_page"
    EXTRACT_TIMEOUT = "extract_timeout"
    EXTRACT_FAILED = "extract_failed"


class SkipArticle(EvwatchError):
    """An expected loss: counted, kept as the reason in the frontier, never a traceback."""

    def __init__(self, reason: SkipReason, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else str(reason))
        self.reason = reason
        self.detail = detail


class DiscoveryError(EvwatchError):
    """Bytes that are not the feed or list they were said to be."""


class DeliveryError(EvwatchError):
    """A message a channel did not take. ``retry_after`` None means never retry."""

    def __init__(self, reason: str, *, retry_after: timedelta | None) -> None:
        super().__init__(reason)
        self.retry_after = retry_after


def _columns(text: str) -> int:
    """Terminal columns of ``text``: East Asian wide characters take two (UAX #11)."""
    return sum(0 if combining(c) else 2 if east_asian_width(c) in "WF" else 1 for c in text)
