"""The days and months that a text names, without their year: ``11-01`` and ``11``."""

import re
from collections import Counter

_MONTHS = {
    "january": 1, "jan": 1, "januar": 1, "february": 2, "feb": 2, "februar": 2, "march": 3, "märz": 3,
    "april": 4, "may": 5, "mai": 5, "june": 6, "juni": 6, "july": 7, "juli": 7, "august": 8, "aug": 8,
    "september": 9, "sept": 9, "october": 10, "oct": 10, "oktober": 10, "november": 11, "nov": 11,
    "december": 12, "dec": 12, "dezember": 12,
}  # fmt: skip
_NAMES = "|".join(sorted((name.capitalize() for name in _MONTHS), key=len, reverse=True))
# "May" and "March" begin sentences, too: a month is a word in capitals, those two only beside a number or a
# word that leads to a date.
_BEFORE = re.compile(rf"(?<!\d)(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.)?\s(?:of\s)?(?P<month>{_NAMES})\b")
_AFTER = re.compile(rf"\b(?P<month>{_NAMES})\.?\s(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)")
_ALONE = re.compile(rf"\b(?P<month>{_NAMES})\b")
_DOUBTFUL = frozenset(("may", "march", "mar", "dec", "jan"))
_LED = re.compile(r"\b(?:in|of|by|until|since|to|and|for|last|early|late|mid)[\s-]$", re.I)
_HAN = "一二三四五六七八九十"
_CHINESE = re.compile(
    rf"(?P<month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月(?:份|(?P<day>\d{{1,2}}|[{_HAN}]{{1,3}})[日号])?"
    r"(?![内底初]?[内])"
)
_LAST_DAY = 31
_TEN = 10


def days_and_months(text: str) -> tuple[Counter[str], Counter[str], str]:
    """How often each day (``11-01``) and each month (``11``) is named, and the text without them.

    The month of a day that is named counts as named.
    """
    days: Counter[str] = Counter()
    months: Counter[str] = Counter()

    def note(hit: re.Match[str]) -> str:
        month = _month(hit["month"])
        day = _day(hit.groupdict().get("day"))
        months[f"{month:02}"] += 1
        if day:
            days[f"{month:02}-{day:02}"] += 1
        return " "

    def note_alone(hit: re.Match[str]) -> str:
        if hit["month"].lower() in _DOUBTFUL and not _LED.search(hit.string[: hit.start()][-8:]):
            return hit[0]
        return note(hit)

    for pattern in (_BEFORE, _AFTER, _CHINESE):
        text = pattern.sub(note, text)
    return days, months, _ALONE.sub(note_alone, text)


def _month(said: str) -> int:
    return _MONTHS.get(said.lower()) or _day(said)


def _day(said: str | None) -> int:
    """A number up to 31, in digits or Chinese; 0 for none."""
    if not said:
        return 0
    if said.isdigit():
        value = int(said)
    else:
        tens, ten, ones = said.rpartition("十")
        value = (_HAN.index(tens) + 1 if tens else 1) * _TEN * bool(ten) + (
            _HAN.index(ones) + 1 if ones else 0
        )
    return value if value <= _LAST_DAY else 0
