"""Turn whatever a page claims as its date into an instant, and say how exact the claim was."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

from core.article import Precision

# Newsrooms schedule embargoed pieces a day ahead; a week ahead is a bug.
FUTURE_TOLERANCE = timedelta(hours=36)
# No web page is older; smaller years are defaults of some database.
EARLIEST_YEAR = 1990

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar jänner janvier enero janeiro gennaio januari ocak leden ledna januára "
            "stycznia janv gen ene siječnja",
            "feb february februar février fevrier febrero fevereiro febbraio februari şubat února "
            "lutego févr fév fev",
            "mar march märz maerz mars marzo março maart mart března marca mär mrz mrt",
            "apr april avril abril aprile nisan dubna kwietnia avr abr",
            "may mai mayo maio maggio mei maj mayıs května maja mag",
            "jun june juni juin junio junho giugno haziran června czerwca giu",
            "jul july juli juillet julio julho luglio temmuz července lipca juil lug",
            "aug august août aout agosto augustus augusti ağustos srpna sierpnia ago agustus",
            "sep sept september septembre septiembre setembro settembre eylül září września set",
            "oct october oktober octobre octubre outubro ottobre ekim října października okt out ott",
            "nov november novembre noviembre novembro kasım listopadu listopada kas",
            "dec december dezember décembre diciembre dezembro dicembre desember aralık prosince "
            "grudnia dez déc dic des desember",
        ),
        1,
    )
    for name in names.split()
}
_MONTH = "|".join(sorted(map(re.escape, _MONTHS), key=len, reverse=True))
_ZONES = {
    "utc": 0, "gmt": 0, "z": 0, "bst": 1, "cet": 1, "cest": 2, "mez": 1, "mesz": 2,
    "eet": 2, "msk": 3, "ist": 5.5, "jst": 9, "kst": 9, "est": -5, "edt": -4, "cst": -6,
    "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7, "aest": 10, "aedt": 11,
}  # fmt: skip
# What American newsrooms write means their own wall clock, summer or winter.
_WALL_CLOCKS = {
    "et": "America/New_York",
    "ct": "America/Chicago",
    "mt": "America/Denver",
    "pt": "America/Los_Angeles",
}
_OFFSET = re.compile(r"\s*(?:(?:UTC|GMT)?\s*([+\-−])(\d{1,2}):?(\d{2})?(?!\d)|\(?([A-Za-z]{1,4})\b)")
_TIME = re.compile(
    r"[T\s,.;|@(–-]{0,4}(?:at|um|à|às|alle|kl\.?|a las|las|ore|o)?\s{0,2}"
    r"(\d{1,2})(?::|h|\.|时|時|點|点)(\d{2})(?:[:.分](\d{2}))?(?:[.,]\d{1,9})?\s{0,2}(a\.?m\.?|p\.?m\.?|uhr)?",
    re.I,
)
_HOUR_ONLY = re.compile(r"[\s,@]{0,3}(?:at)?\s{0,2}(\d{1,2})\s{0,1}(a\.?m\.?|p\.?m\.?)\b", re.I)
_YMD = re.compile(
    r"(?<!\d)((?:19|20)\d{2})\s{0,1}(?:[-/.]|年)\s{0,1}(\d{1,2})\s{0,1}(?:[-/.]"
    r"|月)\s{0,1}(\d{1,2})(?!\d)日?号?"
)
_COMPACT = re.compile(r"^((?:19|20)\d{2})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?)?(?=\D|$)")
_EPOCH = re.compile(r"^(\d{10})(\d{3})?$")
_DAY_FIRST = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th|er|º|\.|,)?\s{{0,2}}(?:de\s|of\s)?[\s\-/]{{0,1}}({_MONTH})\b\.?,?"
    r"(?:\s{0,2}(?:del?\s)?[\s\-/,]{0,2})((?:19|20)\d{2})(?!\d)",
    re.I,
)
_MONTH_FIRST = re.compile(
    rf"\b({_MONTH})\b\.?\s{{0,2}}-?(\d{{1,2}})(?:st|nd|rd|th)?\s{{0,2}},?\s{{0,2}}-?\s{{0,1}}((?:19"
    rf"|20)\d{{2}})(?!\d)",
    re.I,
)
_SHORT_YMD = re.compile(r"(?<![\d-])(\d{2})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(?![\d-])")
_NUMERIC = re.compile(r"(?<!\d)(\d{1,2})([./-])(\d{1,2})\2((?:19|20)?\d{2})(?!\d)")
_ORDERS = (
    (_YMD, "ymd"),
    (_DAY_FIRST, "dmy"),
    (_MONTH_FIRST, "mdy"),
    (_SHORT_YMD, "ymd"),
    (_NUMERIC, "numeric"),
)
# A month and its year with nothing that could be a day before or behind.
_YEAR_MONTH = re.compile(
    r"(?<![\d./-])((?:19|20)\d{2})(?:\s?年\s?(1[0-2]|0?[1-9])\s?月|[-/.](1[0-2]|0[1-9]))(?!\s?\d|[./-]\d)"
)
_MONTH_YEAR = re.compile(
    rf"(?<![\w.])(?<!\d[ -])(?<!\d\. )({_MONTH})\b\.?,?[\s/-](?:de\s)?((?:19|20)\d{{2}})(?!\d|[./-]\d)", re.I
)
# Around a month that stands for itself there is room for a label, not for a sentence.
MOST_AROUND_MONTH = 20
_RFC_2822 = re.compile(r"^[A-Za-z]{3},? ")


@dataclass(frozen=True, slots=True)
class Instant:
    """``when`` is aware, in the offset of the claim; the first moment stands in for a day or a month.
    ``zoned`` is True where the claim named its offset."""

    when: datetime
    precision: Precision
    zoned: bool

    @property
    def timed(self) -> bool:
        """True where a time of day was said."""
        return self.precision is Precision.INSTANT


def instant(
    claim: str, zone: ZoneInfo, *, now: datetime | None = None, month_first: bool = True
) -> Instant | None:
    """The first full date in ``claim``. None when there is none, it is impossible, or lies further
    ahead of ``now`` than ``FUTURE_TOLERANCE``.

    A naive time is wall-clock time in ``zone``. ``month_first`` decides 03/04/2025.
    """
    text = claim.strip()[:200]
    if not any(c.isdigit() for c in text):
        return None
    try:
        found = _epoch(text) or _mail_date(text) or _compact(text, zone) or _written(text, zone, month_first)
    except (ValueError, OverflowError):
        return None
    return found if found is not None and _possible(found.when, now) else None


def month(claim: str, zone: ZoneInfo, *, now: datetime | None = None) -> Instant | None:
    """The month that ``claim`` says instead of a day: "December 2023", "2023-12", "2023年12月".

    None where it says a day, more than one month, or a sentence around the month: "since May 2019" is
    no date of the page.
    """
    text = claim.strip()[:200]
    numbers, names = list(_YEAR_MONTH.finditer(text)), list(_MONTH_YEAR.finditer(text))
    if len(numbers) + len(names) != 1:
        return None
    match = (numbers or names)[0]
    around = text[: match.start()] + text[match.end() :]
    if sum(map(str.isalpha, around)) > MOST_AROUND_MONTH or any(map(str.isdigit, around)):
        return None
    year, number = (
        (int(match[1]), int(match[2] or match[3])) if numbers else (int(match[2]), _MONTHS[match[1].lower()])
    )
    when = datetime(year, number, 1, tzinfo=zone)
    return Instant(when, Precision.MONTH, False) if _possible(when, now) else None


def _possible(when: datetime, now: datetime | None) -> bool:
    """False for a time before the web and for one further ahead of ``now`` than a newsroom schedules."""
    return when.year >= EARLIEST_YEAR and (now is None or when <= now + FUTURE_TOLERANCE)


def _epoch(text: str) -> Instant | None:
    match = _EPOCH.match(text)
    return Instant(datetime.fromtimestamp(int(match[1]), UTC), Precision.INSTANT, True) if match else None


def _mail_date(text: str) -> Instant | None:
    if not _RFC_2822.match(text):
        return None
    try:
        when = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None
    if when.tzinfo is None:
        return None
    return Instant(when, Precision.INSTANT, True)


def _compact(text: str, zone: ZoneInfo) -> Instant | None:
    match = _COMPACT.match(text)
    if not match:
        return None
    year, month, day, hour, minute, second = match.groups()
    offset = _offset(text[match.end() :]) if hour else None
    naive = datetime(int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0))  # noqa: DTZ001
    return _settled(naive, offset, zone, timed=hour is not None)


def _written(text: str, zone: ZoneInfo, month_first: bool) -> Instant | None:
    for pattern, order in _ORDERS:
        match = pattern.search(text)
        if not match:
            continue
        year, month, day = _parts(match, order, month_first)
        rest = text[match.end() :]
        hour, minute, second, end = _clock(rest, text[: match.start()])
        offset = _offset(rest[end:]) if hour is not None else None
        if hour == 24:
            hour = 0
        naive = datetime(year, month, day, hour or 0, minute, second)  # noqa: DTZ001
        return _settled(naive, offset, zone, timed=hour is not None)
    return None


def _parts(match: re.Match[str], order: str, month_first: bool) -> tuple[int, int, int]:
    if order == "ymd":
        year = int(match[1])
        return year + (2000 if year < 100 else 0), int(match[2]), int(match[3])
    if order == "dmy":
        return int(match[3]), _MONTHS[match[2].lower()], int(match[1])
    if order == "mdy":
        return int(match[3]), _MONTHS[match[1].lower()], int(match[2])
    first, separator, second = int(match[1]), match[2], int(match[3])
    year = int(match[4]) + (2000 if len(match[4]) == 2 else 0)
    by_month = month_first and separator == "/"
    if first > 12:
        by_month = False
    elif second > 12:
        by_month = True
    return (year, first, second) if by_month else (year, second, first)


def _clock(after: str, before: str) -> tuple[int | None, int, int, int]:
    """(hour, minute, second, offset into ``after`` where the time ends). Hour None: no time of day."""
    match = _TIME.match(after)
    if match:
        hour = _twelve(int(match[1]), match[4])
        if hour <= 24 and int(match[2]) < 60:
            return hour, int(match[2]), min(int(match[3] or 0), 59), match.end()
    only = _HOUR_ONLY.match(after)
    if only and int(only[1]) <= 12:
        return _twelve(int(only[1]), only[2]), 0, 0, only.end()
    ahead = re.search(r"(\d{1,2}):(\d{2})\s{0,2}(a\.?m\.?|p\.?m\.?)?[\s\w,.]{0,12}$", before, re.I)
    if ahead and int(ahead[1]) < 24 and int(ahead[2]) < 60:
        return _twelve(int(ahead[1]), ahead[3]), int(ahead[2]), 0, 0
    return None, 0, 0, 0


def _twelve(hour: int, half: str | None) -> int:
    letter = (half or "u")[0].lower()
    if letter == "p" and hour < 12:
        return hour + 12
    return 0 if letter == "a" and hour == 12 else hour


def _offset(text: str) -> tzinfo | None:
    match = _OFFSET.match(text)
    if not match:
        return None
    if match[4]:
        name = match[4].lower()
        if name in _WALL_CLOCKS:
            return ZoneInfo(_WALL_CLOCKS[name])
        return timezone(timedelta(hours=_ZONES[name])) if name in _ZONES else None
    hours, minutes = int(match[2]), int(match[3] or 0)
    if hours > 14 or minutes > 59:
        return None
    delta = timedelta(hours=hours, minutes=minutes)
    return timezone(delta if match[1] == "+" else -delta)


def _settled(naive: datetime, offset: tzinfo | None, zone: ZoneInfo, *, timed: bool) -> Instant:
    when = naive.replace(tzinfo=offset or zone)
    # Also the test that the instant can be told in UTC: the year 1 cannot everywhere.
    when.astimezone(UTC)
    return Instant(when, Precision.INSTANT if timed else Precision.DAY, offset is not None)
