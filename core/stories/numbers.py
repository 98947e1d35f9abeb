"""The numbers of a text, the same however a newsroom writes them.

``1.2 million``, ``1,200,000``, ``120万`` and ``1,2 Mio.`` are one number; so are ``60 per cent``, ``60
Prozent`` and ``六成``. Numbers below ten and years say nothing about an event and are left out.
"""

import re
from collections import Counter
from functools import cache

# Written with a comma before the decimals.
_COMMA_DECIMALS = frozenset("de fr es it pt nl sv da no nb fi pl cs hu ro tr ru".split())
_SCALES = {
    "k": 1e3, "thousand": 1e3, "tausend": 1e3,
    "m": 1e6, "mn": 1e6, "million": 1e6, "millions": 1e6, "mio": 1e6, "millionen": 1e6,
    "b": 1e9, "bn": 1e9, "billion": 1e9, "milliarde": 1e9, "milliarden": 1e9, "mrd": 1e9, "trillion": 1e12,
    "百": 1e2, "千": 1e3, "万": 1e4, "萬": 1e4, "百万": 1e6, "千万": 1e7, "亿": 1e8, "億": 1e8, "万亿": 1e12,
}  # fmt: skip
_PERCENT = r"%|％|percent\b|per\s?cent\b|pct\b|prozent\b|个?百分点"
_PRINTED = re.compile(
    r"(?<![A-Za-z0-9.,])(?P<digits>\d+(?:[.,' \u00a0\u202f]\d{3})*(?:[.,]\d+)?)"
    rf"(?:[\s-]?(?P<scale>{'|'.join(sorted(_SCALES, key=len, reverse=True))})(?![a-z]))?"
    rf"\s?(?P<percent>{_PERCENT})?",
    re.I,
)
_HAN_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_HAN_UNITS = {"十": 10, "百": 100, "千": 1000}
_HAN = re.compile(
    r"(?P<share>百分之)?(?P<number>[零〇一二两三四五六七八九十][零〇一二两三四五六七八九十百千万亿]*)(?P<tenths>成)?"
)
_WORDS = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
        " sixteen seventeen eighteen nineteen".split()
    )
} | {
    word: 10 * value
    for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)
}
_WORD_SCALES = {"hundred": 100, "thousand": 1000, "million": 1_000_000, "billion": 1_000_000_000}
_ONE_WORD = "|".join((*_WORDS, *_WORD_SCALES))
_WORDED = re.compile(
    rf"\b(?P<number>(?:{'|'.join(_WORDS)})(?:[\s-]+(?:and\s)?(?:{_ONE_WORD}))*)\b"
    rf"(?:\s?(?P<percent>{_PERCENT}))?",
    re.I,
)
# Model and batch numbers: letters and digits in one word.
_CODE = re.compile(r"(?<![A-Za-z0-9])[A-Za-z](?=[A-Za-z0-9-]*\d)[A-Za-z0-9]*(?:-[A-Za-z0-9]+)*")
_YEARS = range(1950, 2060)
_LEAST, _ROUGH_FROM = 10, 100
_LONGEST_CODE = 12


def numbers(text: str, language: str) -> Counter[str]:
    """How often each number is named in ``text``: ``16074``, ``60%``."""
    found: Counter[str] = Counter()
    for hit in _PRINTED.finditer(text):
        value = _value(hit["digits"], language) * _SCALES.get((hit["scale"] or "").lower(), 1)
        is_year = hit["digits"].isdigit() and not hit["scale"] and value in _YEARS
        if not is_year or hit["percent"]:
            _note(found, value, is_share=hit["percent"] is not None)
    if language == "zh":
        for hit in _HAN.finditer(text):
            value = _han(hit["number"]) * (10 if hit["tenths"] else 1)
            _note(found, value, is_share=bool(hit["share"] or hit["tenths"]))
    elif language in ("en", ""):
        for hit in _WORDED.finditer(text):
            _note(found, _worded(hit["number"].lower()), is_share=hit["percent"] is not None)
    return found


def rough(number: str) -> str:
    """What ``number`` comes to in the mouth of those who round it: two digits; empty for a small one."""
    if number.endswith("%") or float(number) < _ROUGH_FROM:
        return ""
    return f"{float(number):.1e}"


def codes(text: str) -> Counter[str]:
    """How often each model or batch number is named in ``text``, in small letters: ``es6``."""
    return Counter(hit.lower() for hit in _CODE.findall(text) if len(hit) <= _LONGEST_CODE)


def _note(found: Counter[str], value: float, *, is_share: bool) -> None:
    if is_share:
        found[f"{value:g}%"] += 1
    elif value >= _LEAST:
        found[f"{value:.10g}"] += 1


def _value(printed: str, language: str) -> float:
    decimal = "," if language in _COMMA_DECIMALS else "."
    whole, point, decimals = printed.rpartition(decimal)
    if not point:
        whole, decimals = decimals, ""
    return float(f"{re.sub(r'[^0-9]', '', whole) or 0}.{re.sub(r'[^0-9]', '', decimals) or 0}")


@cache
def _han(number: str) -> float:
    """The value of a Chinese numeral, also of one that is spelt digit by digit."""
    if not set(number) & {*_HAN_UNITS, "万", "亿"}:
        return float("".join(str(_HAN_DIGITS[char]) for char in number))
    for unit, scale in (("亿", 1e8), ("万", 1e4)):
        if unit in number:
            head, _, tail = number.partition(unit)
            return (_han(head) if head else 1) * scale + (_han(tail) if tail else 0)
    total, digit = 0, 0
    for char in number:
        if char in _HAN_UNITS:
            total, digit = total + (digit or 1) * _HAN_UNITS[char], 0
        else:
            digit = _HAN_DIGITS[char]
    return float(total + digit)


def _worded(number: str) -> float:
    total, part = 0, 0
    for word in re.findall(r"[a-z]+", number.replace(" and ", " ")):
        if word == "hundred":
            part = (part or 1) * 100
        elif word in _WORD_SCALES:
            total, part = total + (part or 1) * _WORD_SCALES[word], 0
        else:
            part += _WORDS[word]
    return float(total + part)
