"""Ways in which a source fails in silence, for `benchmarks.health`."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zlib import crc32

from core.article import Draft, Flag
from core.health import Kind
from storage.health import Brought
from storage.sources import PollResult

WINDOW = 20  # entries that a feed shows


@dataclass(frozen=True)
class Fault:
    """What befalls a source: how its polls, its drafts or its pages change; the alarm that it must raise."""

    name: str
    expected: str
    poll: Callable[[PollResult, datetime], PollResult] | None = None
    draft: Callable[[Draft], Draft] | None = None
    page: tuple[Kind, str] | None = None


def _fails(kind: Kind, error: str, status: int | None = None) -> Callable[[PollResult, datetime], PollResult]:
    return lambda _result, _now: PollResult(status, error, kind=kind)


def _brings(change: Callable[[Brought, datetime], Brought]) -> Callable[[PollResult, datetime], PollResult]:
    return lambda result, now: replace(result, brought=change(result.brought or Brought(WINDOW, 0), now))


LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
WALL = "We value your privacy. Accept all cookies to go on reading. " * 8
FAULTS = (
    Fault("DNS entry gone", "dns", _fails(Kind.DNS, "no such host")),
    Fault("connection refused", "refused", _fails(Kind.REFUSED, "connection refused")),
    Fault("certificate expired", "tls", _fails(Kind.TLS, "certificate has expired")),
    Fault("never answers", "timeout", _fails(Kind.TIMEOUT, "took longer than 30 s")),
    Fault("403 to us", "blocked", _fails(Kind.BLOCKED, "HTTP 403", 403)),
    Fault("captcha under 200", "blocked", _fails(Kind.BLOCKED, "asks whether we are human", 200)),
    Fault("feed removed", "gone", _fails(Kind.GONE, "HTTP 404", 404)),
    Fault("server error", "server", _fails(Kind.SERVER, "HTTP 500", 500)),
    Fault("HTML instead of the feed", "parse", _fails(Kind.PARSE, "an HTML page, not a feed", 200)),
    Fault("feed redirected home", "home", _fails(Kind.HOME, "redirected to the home page", 200)),
    Fault("robots.txt shuts us out", "rules", _fails(Kind.RULES, "robots.txt disallows it")),
    Fault("empty feed", "empty", _brings(lambda _b, _now: Brought(0, 0))),
    Fault("feed shrunk", "shrunk", _brings(lambda b, _now: replace(b, entries=2, new=0))),
    Fault(
        "clock of the feed ahead",
        "future",
        _brings(lambda b, now: replace(b, newest=now + timedelta(days=9))),
    ),
    Fault("feed of another site", "foreign", _brings(lambda b, _now: replace(b, foreign=True))),
    Fault("addresses change at every poll", "all_new", _brings(lambda b, _now: replace(b, new=b.entries))),
    Fault("all pages 404", "pages_gone", page=(Kind.GONE, "HTTP 404")),
    Fault("redesign: no text found", "pages_parse", page=(Kind.PARSE, "no article text")),
    Fault("pages redirected home", "pages_home", page=(Kind.HOME, "redirected to the home page")),
    Fault("captcha on pages", "blocked", page=(Kind.BLOCKED, "asks whether we are human")),
    Fault("consent wall", "same_text", draft=lambda draft: replace(draft, body=WALL)),
    Fault("only teasers", "teasers", draft=lambda draft: replace(draft, flags=frozenset((Flag.TEASER,)))),
    Fault("paywall", "paywall", draft=lambda draft: replace(draft, flags=frozenset((Flag.PAYWALLED,)))),
    Fault(
        "texts cut short",
        "short",
        # To lengths of their own: equal ones are another failure.
        draft=lambda draft: replace(draft, body=draft.body[: 60 + crc32(draft.title.encode()) % 90]),
    ),
    Fault("bodies of one length", "same_length", draft=lambda draft: replace(draft, body=draft.body[:1200])),
    Fault("titles all alike", "same_title", draft=lambda draft: replace(draft, title="News")),
    Fault("bylines vanished", "no_byline", draft=lambda draft: replace(draft, authors=())),
    Fault("dates vanished", "no_date", draft=lambda draft: replace(draft, published=None)),
    Fault("dates frozen", "same_date", draft=lambda draft: replace(draft, published=LONG_AGO)),
    Fault("language changed", "language", draft=lambda draft: replace(draft, language="nl")),
)
# These can only be told after a silence that the source has never kept before.
SILENCES = (
    Fault("feed frozen", "frozen", _brings(lambda b, _now: replace(b, new=0))),
    Fault("endless 304", "only_304", lambda _result, _now: PollResult(304)),
)
