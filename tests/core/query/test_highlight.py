"""Marks around what matched, and the piece of text worth showing."""

from html import escape

from hypothesis import given
from hypothesis import strategies as st

from core.article import Field
from core.query.highlight import Segment, highlight, in_field, segments, snippet
from core.query.matcher import document, spans
from core.query.parser import parse
from tests.core.query.articles import article


def test_text_is_escaped_and_marks_are_not() -> None:
    marked = highlight("<b>NIO</b> & co", [(3, 6)], open="<mark>", close="</mark>", escape=escape)
    assert marked == "&lt;b&gt;<mark>NIO</mark>&lt;/b&gt; &amp; co"


def test_overlapping_ranges_become_one_mark() -> None:
    assert segments("abcdef", [(3, 5), (1, 4)]) == [
        Segment("a", False),
        Segment("bcde", True),
        Segment("f", False),
    ]


def test_a_snippet_begins_with_its_sentence() -> None:
    body = "First words. " * 40 + "The plant got its licence in May. " + "More words follow here. " * 40
    found = in_field(spans(parse("licence"), document(article(body))), Field.BODY)
    pieces = snippet(body, found, width=80)
    assert pieces[:3] == [
        Segment("…", False),
        Segment("The plant got its ", False),
        Segment("licence", True),
    ]
    assert pieces[-1] == Segment("…", False)
    assert sum(len(text) for text, _ in pieces) <= 84


def test_a_snippet_shows_where_most_matches_are() -> None:
    body = "NIO alone. " + "Filler text. " * 60 + "NIO and NIO and NIO again."
    found = in_field(spans(parse("nio"), document(article(body))), Field.BODY)
    assert sum(is_match for _, is_match in snippet(body, found, width=60)) == 3


def test_a_snippet_without_matches_is_the_beginning() -> None:
    assert snippet("A short text.", []) == [Segment("A short text.", False)]


def test_a_Chinese_snippet_begins_after_its_full_stop() -> None:
    body = "今天天气很好。" * 30 + "蔚来获得生产资质。" + "其他内容。" * 60
    found = in_field(spans(parse("生产资质"), document(article(body, language="zh"))), Field.BODY)
    assert snippet(body, found, width=40)[1] == Segment("蔚来获得", False)


@given(
    st.text(max_size=200),
    st.lists(st.tuples(st.integers(0, 220), st.integers(0, 220))),
    st.integers(1, 100),
)
def test_segments_are_the_text_and_a_snippet_is_a_part_of_it(
    text: str, ranges: list[tuple[int, int]], width: int
) -> None:
    assert "".join(piece for piece, _ in segments(text, ranges)) == text
    shown = snippet(text, ranges, width)
    inner = shown[bool(shown) and shown[0] == Segment("…", False) :]
    joined = "".join(piece for piece, _ in inner)
    assert joined in text or joined.removesuffix("…") in text
