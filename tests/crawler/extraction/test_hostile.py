"""Pages made to hang, to overflow or to vanish: half a second each, and the text where there is one."""

import time

import pytest

from core.context import Context
from core.habits import NO_HABITS, Habits
from crawler.extraction import extract
from crawler.extraction.tree import legal

URL = "https://voltharbour.example/news/attack/"
PROSE = (
    "<p>The crane lifts the battery out of the hull while the captain counts the minutes on the quay.</p>"
    * 12
)
LIMIT_S = 0.5
LEARNING = Habits(learning=True)


def wrapped(inner: str, head: str = "") -> bytes:
    return (
        f"<html><head><title>Attack</title>{head}</head><body><h1>Attack</h1>{inner}</body></html>".encode()
    )


def script(text: str) -> str:
    return f'<script type="application/ld+json">{text}</script>'


QUADRATIC = {
    "a script full of quotes": wrapped(PROSE, script('{"@type":"NewsArticle","headline":"' + '"' * 160_000)),
    "a script full of backslashes": wrapped(PROSE, script('{"@type":"NewsArticle","x":"' + "\\" * 160_000)),
    "a script of open brackets": wrapped(PROSE, script("[" * 100_000)),
    "a script of commas": wrapped(PROSE, script('{"@type":"Article",' + ", " * 80_000)),
    "spans side by side": wrapped("<p>" + "<span>word </span>" * 20_000 + "</p>" + PROSE),
    "spans never closed": wrapped("<p>" + "<span>word " * 30_000 + PROSE),
    "references without end": wrapped(PROSE + "&#27;" * 60_000),
    "state that never ends": wrapped(PROSE, "<script>window.__STATE__ = {" + '"a":{' * 60_000 + "</script>"),
    "boxes in boxes with names": wrapped(
        "".join(f"<div class='box-{chr(97 + n % 26)}'><p>{PROSE[3:99]}</p>" for n in range(2_000)) + PROSE
    ),
    "blanks after a date": wrapped(f"<div class='date'>2024-02-06{' ' * 200_000}</div>{PROSE}"),
    "a byline of commas": wrapped(f"<div class='author'>{', ' * 60_000}</div>{PROSE}"),
}


@pytest.mark.parametrize("habits", [NO_HABITS, LEARNING], ids=["read once", "remembered"])
@pytest.mark.parametrize("page", [pytest.param(page, id=name) for name, page in QUADRATIC.items()])
def test_an_input_made_to_be_slow_is_not(page: bytes, habits: Habits) -> None:
    started = time.process_time()
    extract(page, URL, Context(habits=habits))
    assert time.process_time() - started < LIMIT_S * slack()


def slack() -> float:
    """How much slower than a quiet machine this one is at the moment."""
    started = time.process_time()
    sum(range(1_000_000))
    return max(1.0, (time.process_time() - started) / 0.02)


@pytest.mark.parametrize("depth", [100, 255, 2_000, 20_000])
def test_the_article_survives_any_nesting(depth: int) -> None:
    draft = extract(wrapped("<div>" * depth + PROSE + "</div>" * depth), URL)
    assert "the captain counts" in draft.body


def test_illegal_references_go_and_legal_ones_stay() -> None:
    assert legal("a&#8;b&#x1B;c&#xFFFF;d&#xD800;e&#x110000;f&#x41;g&#10;h") == b"abcdef&#x41;g&#10;h"


def test_raw_control_characters_go() -> None:
    assert legal("a\x00b\x0bc\ufffed\te\n") == b"abcd\te\n"


@pytest.mark.parametrize("charset", ["utf-16", "iso-8859-1", "x-unknown", "gb2312"])
def test_a_lying_charset_does_not_garble_utf8(charset: str) -> None:
    page = wrapped(
        "<p>Der Fährmann läßt die Brücke grüßen, und das Schiff fährt weiter über den Fluß.</p>" * 9
    )
    draft = extract(page, URL, Context(charset=charset))
    assert "Fährmann läßt" in draft.body
