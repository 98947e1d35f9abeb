"""What a failed request means: for good, or for now and until when."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from scrapy import exceptions as scrapy_errors

from core.errors import SkipArticle, SkipReason
from core.health import Kind
from crawler.challenges import is_challenge
from crawler.refusals import AddressRefused, RobotsRefused, RobotsUnreachable

FIRST_RETRY = timedelta(minutes=1)
LAST_RETRY = timedelta(hours=6)
LONGEST_PAUSE = timedelta(hours=24)
DEFAULT_PAUSE = timedelta(minutes=10)

_ASKS_FOR_PAUSE = (429, 503)
_GONE = (404, 410)
# A bot wall or a login may be lifted; other refusals of a client's request will not.
_MAY_PASS = (401, 403, 408, 425, 429)
_BLOCKS = (401, 403, 429, 451)


@dataclass(frozen=True, slots=True)
class Failure:
    """Why nothing came; ``final`` when another attempt would not help.

    ``kind`` is what the source's health counts it as.
    """

    reason: SkipReason
    detail: str
    final: bool
    kind: Kind = Kind.PARSE


_BY_ERROR: tuple[tuple[type[BaseException], SkipReason, bool], ...] = (
    (RobotsRefused, SkipReason.ROBOTS, True),
    (RobotsUnreachable, SkipReason.UNREACHABLE, False),
    (AddressRefused, SkipReason.ADDRESS_REFUSED, True),
    (scrapy_errors.DownloadTimeoutError, SkipReason.TIMEOUT, False),
    (scrapy_errors.DownloadCancelledError, SkipReason.TOO_LARGE, True),
    # Raised by the decompression limit, the only filter left that ignores an answer.
    (scrapy_errors.IgnoreRequest, SkipReason.TOO_LARGE, True),
)


_KINDS: tuple[tuple[type[BaseException], Kind], ...] = (
    (RobotsRefused, Kind.RULES),
    (AddressRefused, Kind.RULES),
    (scrapy_errors.DownloadTimeoutError, Kind.TIMEOUT),
    (scrapy_errors.CannotResolveHostError, Kind.DNS),
    (scrapy_errors.DownloadConnectionRefusedError, Kind.REFUSED),
    (scrapy_errors.DownloadCancelledError, Kind.PARSE),
    (scrapy_errors.IgnoreRequest, Kind.PARSE),
)
_TLS_WORDS = ("ssl", "tls", "certificate")


def of_error(error: BaseException | None) -> Failure:
    """The failure that an exception of the download stands for."""
    for kind, reason, final in _BY_ERROR:
        if isinstance(error, kind):
            return Failure(reason, _one_line(error), final, _kind(error))
    return Failure(SkipReason.UNREACHABLE, _one_line(error), final=False, kind=_kind(error))


def of_skip(skip: SkipArticle, *, final: bool) -> Failure:
    """The failure of a page that came and gave no article."""
    kind = Kind.BLOCKED if skip.reason is SkipReason.BLOCKED else Kind.PARSE
    return Failure(skip.reason, skip.detail, final or skip.reason is SkipReason.BLOCKED, kind)


def of_answer(asked: str, final_url: str, status: int, body: bytes = b"") -> Failure | None:
    """The failure that an answer stands for, also where its status claims success; ``body`` is plain HTML,
    empty where it is looked at elsewhere."""
    if is_challenge(body):
        return Failure(SkipReason.BLOCKED, f"HTTP {status}, asks whether we are human", False, Kind.BLOCKED)
    failure = of_status(status)
    if failure is None and _is_home(final_url) and not _is_home(asked):
        return Failure(SkipReason.NOT_FOUND, "redirected to the home page", final=True, kind=Kind.HOME)
    return failure


def of_status(status: int) -> Failure | None:
    """The failure that an HTTP status stands for; None for a success."""
    if status < 400:
        return None
    if status in _GONE:
        return Failure(SkipReason.NOT_FOUND, f"HTTP {status}", final=True, kind=Kind.GONE)
    final = status < 500 and status not in _MAY_PASS
    kind = Kind.BLOCKED if status in _BLOCKS else Kind.SERVER if status >= 500 else Kind.HTTP
    return Failure(SkipReason.HTTP_ERROR, f"HTTP {status}", final, kind)


def pause_until(status: int, retry_after: str, *, now: datetime) -> datetime | None:
    """Until when the host asks to be left alone, a day at most (RFC 9110 §10.2.3); None when it does not."""
    if status not in _ASKS_FOR_PAUSE:
        return None
    wanted = _retry_after(retry_after, now)
    return now + min(max(wanted, timedelta(0)), LONGEST_PAUSE)


def retry_at(attempts: int, *, now: datetime) -> datetime:
    """When to try again after ``attempts`` failures (1 or more): a minute, then four times longer each."""
    factor: int = 4 ** min(attempts - 1, 10)
    return now + min(FIRST_RETRY * factor, LAST_RETRY)


def _retry_after(value: str, now: datetime) -> timedelta:
    # The header's bytes need not be ASCII, and Python refuses to read numbers of thousands of digits.
    digits = value.strip()
    if digits.isascii() and digits.isdigit():
        return timedelta(seconds=int(digits)) if len(digits) < 10 else LONGEST_PAUSE
    try:
        named = parsedate_to_datetime(value)
    except (TypeError, ValueError):
        return DEFAULT_PAUSE
    return (named if named.tzinfo else named.replace(tzinfo=UTC)) - now


def _kind(error: BaseException | None) -> Kind:
    if isinstance(error, RobotsUnreachable):
        return error.kind
    for of, kind in _KINDS:
        if isinstance(error, of):
            return kind
    said = f"{type(error).__name__} {error}".lower()
    return Kind.TLS if any(word in said for word in _TLS_WORDS) else Kind.UNREACHABLE


def _is_home(url: str) -> bool:
    parts = urlsplit(url)
    return parts.path in ("", "/") and not parts.query


def _one_line(error: BaseException | None) -> str:
    text = " ".join(str(error).split()) or type(error).__name__
    return text[:300]
