"""What a feed says of itself: how often it changes, when nobody need ask, who tells of news.

Read from its text: feedparser keeps one hour of many, and nothing under a prefix that is not declared.
"""

import re

from core.link import Announced
from core.urls import absolute

_PERIODS_S = {"hourly": 3_600, "daily": 86_400, "weekly": 604_800, "monthly": 2_592_000, "yearly": 31_536_000}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_LINK = re.compile(r"<(?:[\w.-]{1,40}:)?link\b([^<>]{0,1000})>", re.I)
_ATTRIBUTE = re.compile(r"\b(rel|href)\s{0,5}=\s{0,5}[\"']([^\"'<>]{0,900})[\"']", re.I)
# Nothing that is published is asked for less often: a larger value is a slip.
LONGEST_TTL_S = 31 * 86_400


def announced_in(frame: str, *, url: str, title: str, language: str) -> Announced:
    """``frame`` is the feed at ``url`` without its entries."""
    minutes = _number(frame, "ttl")
    hours = {int(hour) % 24 for hour in _listed(frame, "skipHours", "hour") if hour.isdecimal()}
    days = {_DAYS.index(day.lower()) for day in _listed(frame, "skipDays", "day") if day.lower() in _DAYS}
    return Announced(
        title=title,
        language=language,
        ttl_s=minutes * 60 if minutes and minutes * 60 <= LONGEST_TTL_S else None,
        every_s=_every_s(frame),
        skip_hours=frozenset(hours),
        skip_days=frozenset(days),
        hub=_hub(frame, url),
    )


def hub_of_header(link: str, *, url: str) -> str:
    """The WebSub hub that an HTTP ``Link`` header names (RFC 8288); empty without one."""
    for target, parameters in re.findall(r"<([^<>]{1,900})>((?:\s{0,5};[^,<]{0,200})*)", link):
        if re.search(r"\brel\s{0,5}=\s{0,5}\"?[^\";]{0,100}\bhub\b", parameters, re.I):
            return absolute(target, base=url) or ""
    return ""


def _every_s(frame: str) -> int | None:
    period = _PERIODS_S.get(_value(frame, "updatePeriod").lower())
    if period is None:
        return None
    return max(1, period // (_number(frame, "updateFrequency") or 1))


def _hub(frame: str, url: str) -> str:
    for link in _LINK.finditer(frame):
        said = {name.lower(): value for name, value in _ATTRIBUTE.findall(link[1])}
        if "hub" in said.get("rel", "").lower().split() and said.get("href"):
            return absolute(said["href"], base=url) or ""
    return ""


def _number(frame: str, name: str) -> int | None:
    said = _value(frame, name)
    return int(said) if said.isdecimal() and len(said) < 10 else None


def _value(frame: str, name: str) -> str:
    found = re.search(rf"<(?:[\w.-]{{1,40}}:)?{name}\b[^<>]{{0,200}}>([^<>]{{0,100}})<", frame, re.I)
    return found[1].strip() if found else ""


def _listed(frame: str, group: str, name: str) -> list[str]:
    found = re.search(rf"<{group}\b[^<>]{{0,100}}>(.{{0,3000}}?)</{group}", frame, re.I | re.S)
    return re.findall(rf"<{name}\b[^<>]{{0,100}}>\s{{0,10}}(\w{{1,12}})", found[1], re.I) if found else []
