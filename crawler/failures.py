"""What a failed request means: for good, or for now and until when."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from scrapy import exceptions as scrapy_errors

from core.errors import SkipReason
from crawler.refusals import AddressRefused, RobotsRefused, RobotsUnreachable

FIRST_RETRY = timedelta(minutes=1)
LAST_RETRY = timedelta(hours=6)
LONGEST_PAUSE = timedelta(hours=24)
DEFAULT_PAUSE = timedelta(minutes=10)

_ASKS_FOR_PAUSE = (429, 503)
_GONE = (404, 410)
# A bot wall or a login may be lifted; other refusals of a client's request will not.
_MAY_PASS = (401, 403, 408, 425, 429)


@dataclass(frozen=True, slots=True)
class Failure:
    """Why nothing came; ``final`` when another attempt would not help."""

    reason: SkipReason
    detail: str
    final: bool


_BY_ERROR: tuple[tuple[type[BaseException], SkipReason, bool], ...] = (
    (RobotsRefused, SkipReason.ROBOTS, True),
    (RobotsUnreachable, SkipReason.UNREACHABLE, False),
    (AddressRefused, SkipReason.ADDRESS_REFUSED, True),
    (scrapy_errors.DownloadTimeoutError, SkipReason.TIMEOUT, False),
    (scrapy_errors.DownloadCancelledError, SkipReason.TOO_LARGE, True),
    # Raised by the decompression limit, the only filter left that ignores an answer.
    (scrapy_errors.IgnoreRequest, SkipReason.TOO_LARGE, True),
)


def of_error(error: BaseException | None) -> Failure:
    """The failure that an exception of the download stands for."""
    for kind, reason, final in _BY_ERROR:
        if isinstance(error, kind):
            return Failure(reason, _one_line(error), final)
    return Failure(SkipReason.UNREACHABLE, _one_line(error), final=False)


def of_status(status: int) -> Failure | None:
    """The failure that an HTTP status stands for; None for a success."""
    if status < 400:
        return None
    if status in _GONE:
        return Failure(SkipReason.NOT_FOUND, f"HTTP {status}", final=True)
    return Failure(SkipReason.HTTP_ERROR, f"HTTP {status}", final=status < 500 and status not in _MAY_PASS)


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
    if value.strip().isdigit():
        return timedelta(seconds=min(int(value), int(LONGEST_PAUSE.total_seconds())))
    try:
        named = parsedate_to_datetime(value)
    except (TypeError, ValueError):
        return DEFAULT_PAUSE
    return (named if named.tzinfo else named.replace(tzinfo=UTC)) - now


def _one_line(error: BaseException | None) -> str:
    text = " ".join(str(error).split()) or type(error).__name__
    return text[:300]
