"""Matching words in their text, as values: whoever renders them escapes text and chooses the marks."""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from core.article import Field
from core.query.matcher import Span

ELLIPSIS = "…"

# Where a sentence may begin: after its mark and a space, after a Chinese full stop, on a new line.
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|(?<=[。！？])\s*|\s*\n\s*")


class Segment(NamedTuple):
    """A piece of text, raw; ``is_match`` when it is to be marked."""

    text: str
    is_match: bool


def in_field(spans: Iterable[Span], field: Field) -> list[tuple[int, int]]:
    """The ranges of one field, for ``segments`` and ``snippet``."""
    return [(span.start, span.end) for span in spans if span.field is field]


def segments(text: str, ranges: Iterable[tuple[int, int]]) -> list[Segment]:
    """The whole of ``text`` cut at the ranges; overlapping and touching ranges become one."""
    pieces: list[Segment] = []
    at = 0
    for start, end in _merged(ranges, len(text)):
        pieces += [Segment(text[at:start], False), Segment(text[start:end], True)]
        at = end
    pieces.append(Segment(text[at:], False))
    return [piece for piece in pieces if piece.text]


def snippet(text: str, ranges: Sequence[tuple[int, int]], width: int = 240) -> list[Segment]:
    """The part of ``text`` with the most matches, about ``width`` characters, from a sentence's beginning
    where one is near. Without matches the beginning of the text. Cut ends carry an ellipsis."""
    merged = _merged(ranges, len(text))
    start, end = _window(text, merged, width)
    inside = [(max(s, start) - start, min(e, end) - start) for s, e in merged if s < end and e > start]
    pieces = segments(text[start:end], inside)
    before = [Segment(ELLIPSIS, False)] if text[:start].strip() else []
    after = [Segment(ELLIPSIS, False)] if text[end:].strip() else []
    return before + pieces + after


def render(pieces: Iterable[Segment], *, open: str, close: str, escape: Callable[[str], str]) -> str:
    """Segments as one string: every text escaped, matches between ``open`` and ``close``."""
    return "".join(f"{open}{escape(text)}{close}" if is_match else escape(text) for text, is_match in pieces)


def highlight(
    text: str, ranges: Iterable[tuple[int, int]], *, open: str, close: str, escape: Callable[[str], str]
) -> str:
    """The whole of ``text`` with its matches marked."""
    return render(segments(text, ranges), open=open, close=close, escape=escape)


def _merged(ranges: Iterable[tuple[int, int]], length: int) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted((max(start, 0), min(end, length)) for start, end in ranges):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        elif start < end:
            merged.append((start, end))
    return merged


def _window(text: str, merged: list[tuple[int, int]], width: int) -> tuple[int, int]:
    """Start and end of the snippet, on borders of words."""
    first = _best_start(merged, width)
    start = _start_before(text, first, reach=width // 2) if first else 0
    end = min(len(text), max(start + width, first))
    if end < len(text):
        space = text.rfind(" ", max(start, end - 30), end)
        covered = max((e for s, e in merged if s < end), default=0)
        end = space if space >= covered and space > start else min(len(text), max(end, covered))
    return start, end


def _best_start(merged: list[tuple[int, int]], width: int) -> int:
    """Start of the match from which most matches fit into half of ``width``; the earliest of equals."""
    best, best_count, last = 0, 0, 0
    for index, (start, _) in enumerate(merged):
        last = max(last, index)
        while last < len(merged) and merged[last][1] <= start + max(width // 2, 1):
            last += 1
        if last - index > best_count or not best_count:
            best, best_count = start, max(last - index, 1)
    return best


def _start_before(text: str, at: int, *, reach: int) -> int:
    """The nearest beginning of a sentence within ``reach`` before ``at``, else of a word, else ``at``."""
    low = max(0, at - reach)
    borders = [found.end() for found in _SENTENCE.finditer(text, low, at)]
    if low == 0:
        borders.insert(0, 0)
    if borders:
        return borders[-1]
    space = text.find(" ", max(0, at - reach // 2), at)
    return space + 1 if space >= 0 else at
