"""What a site can do to a crawler on request. Every wait and every size has an upper bound."""

import asyncio
import gzip
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from functools import lru_cache

LONGEST_HANG_S = 120.0
LONGEST_DELAY_S = 30.0
LARGEST_BOMB_MB = 256
GARBAGE = b"<!doctype html><html><head><title>Something went wrong</title></head><body><h1>Oops</h1></body>"


@dataclass(frozen=True)
class Answer:
    """``delay_s`` passes before the first byte; after ``cut_at`` bytes of the body the connection closes."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    delay_s: float = 0.0
    hang_s: float = 0.0
    cut_at: int | None = None

    def with_header(self, name: str, value: str) -> "Answer":
        kept = tuple(pair for pair in self.headers if pair[0].lower() != name.lower())
        return replace(self, headers=(*kept, (name, value)))

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")


@dataclass
class Rule:
    """``times=None`` until cleared. Which of the last fields count depends on the mode."""

    site: str
    path: str
    mode: str
    times: int | None = None
    status: int = 503
    retry_after: str = ""
    delay_ms: int = 0
    max_s: float = 30.0
    location: str = "/"
    charset: str = ""
    size_mb: int = 10
    cleared: asyncio.Event = field(default_factory=asyncio.Event, repr=False, compare=False)

    def matches(self, site: str, path: str) -> bool:
        alive = self.times is None or self.times > 0
        return alive and self.site in (site, "*") and fnmatchcase(path, self.path)


class Mischief:
    """The rules in force. The newest that matches a request takes it."""

    def __init__(self) -> None:
        self.rules: list[Rule] = []

    def add(self, rule: Rule) -> None:
        if rule.mode not in MODES:
            raise ValueError(f"mode must be one of {', '.join(MODES)}")
        self.rules.append(rule)

    def take(self, site: str, path: str) -> Rule | None:
        for rule in reversed(self.rules):
            if rule.matches(site, path):
                if rule.times is not None:
                    rule.times -= 1
                return rule
        return None

    def clear(self) -> None:
        """Also lets go of every request that hangs."""
        for rule in self.rules:
            rule.cleared.set()
        self.rules.clear()


def _status(rule: Rule, answer: Answer) -> Answer:
    body = f"<h1>{rule.status}</h1>".encode()
    out = Answer(rule.status, (("Content-Type", "text/html; charset=utf-8"),), body)
    return out.with_header("Retry-After", rule.retry_after) if rule.retry_after else out


def _hang(rule: Rule, answer: Answer) -> Answer:
    return replace(answer, hang_s=min(rule.max_s, LONGEST_HANG_S))


def _slow(rule: Rule, answer: Answer) -> Answer:
    return replace(answer, delay_s=min(rule.delay_ms / 1000, LONGEST_DELAY_S))


def _drop(rule: Rule, answer: Answer) -> Answer:
    return replace(answer, cut_at=len(answer.body) // 2)


def _garbage(rule: Rule, answer: Answer) -> Answer:
    return Answer(200, (("Content-Type", "text/html; charset=utf-8"),), GARBAGE)


def _truncate(rule: Rule, answer: Answer) -> Answer:
    return replace(answer, body=answer.body[: len(answer.body) // 2])


def _redirect(rule: Rule, answer: Answer) -> Answer:
    return Answer(302, (("Location", rule.location),), b"")


def _lying_charset(rule: Rule, answer: Answer) -> Answer:
    media = answer.header("Content-Type").partition(";")[0]
    truth = answer.header("Content-Type").lower().endswith("utf-8")
    lie = rule.charset or ("gbk" if truth else "utf-8")
    return answer.with_header("Content-Type", f"{media}; charset={lie}")


def _bomb(rule: Rule, answer: Answer) -> Answer:
    headers = (("Content-Type", answer.header("Content-Type")), ("Content-Encoding", "gzip"))
    return Answer(200, headers, bomb(min(rule.size_mb, LARGEST_BOMB_MB)))


MODES: dict[str, Callable[[Rule, Answer], Answer]] = {
    "status": _status,
    "hang": _hang,
    "slow": _slow,
    "drop": _drop,
    "garbage": _garbage,
    "truncate": _truncate,
    "redirect": _redirect,
    "lying-charset": _lying_charset,
    "bomb": _bomb,
}

KEEPS_BODY = frozenset({"hang", "slow", "lying-charset"})
"""Modes after which conditions and compression still hold."""


def misbehave(rule: Rule, answer: Answer) -> Answer:
    return MODES[rule.mode](rule, answer)


@lru_cache(maxsize=4)
def bomb(size_mb: int) -> bytes:
    """Gzip of that many megabytes of blanks: about a thousandth of the size."""
    members = gzip.compress(b" " * 1_000_000, 9, mtime=0)
    return members * size_mb
