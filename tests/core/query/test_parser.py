"""What a query means, and how one that means nothing is refused."""

from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.errors import QueryError
from core.query.explain import explain, query_text
from core.query.nodes import (
    After,
    And,
    Author,
    Before,
    Entity,
    LanguageIs,
    Node,
    Not,
    Or,
    Scope,
    SourceIs,
    Words,
)
from core.query.parser import MAX_LENGTH, MAX_NESTING, MAX_WORDS, parse
from tests.core.query.generated import bounded

A, B, C = Words("a"), Words("b"), Words("c")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("a", A, id="a word"),
        pytest.param('"a b"', Words("a b"), id="a phrase"),
        pytest.param("“a b”", Words("a b"), id="typographic quotes"),
        pytest.param("„a b“", Words("a b"), id="German quotes"),
        pytest.param("a b", And((A, B)), id="a space is AND"),
        pytest.param("a AND b", And((A, B)), id="AND"),
        pytest.param("a OR b", Or((A, B)), id="OR"),
        pytest.param("a OR b c", Or((A, And((B, C)))), id="AND binds tighter than OR"),
        pytest.param("(a OR b) c", And((Or((A, B)), C)), id="parentheses bind tightest"),
        pytest.param("（a OR b）c", And((Or((A, B)), C)), id="full-width parentheses"),
        pytest.param("a -b", And((A, Not(B))), id="minus"),
        pytest.param("a NOT b", And((A, Not(B))), id="NOT"),
        pytest.param("-(a b)", Not(And((A, B))), id="a group negated"),
        pytest.param("--a", A, id="two negations are none"),
        pytest.param("a and or not", And((A, Words("and"), Words("or"), Words("not"))), id="operators shout"),
        pytest.param('"AND"', Words("AND"), id="a quoted operator is a word"),
        pytest.param("solid-state", Words("solid-state"), id="a hyphen inside is no minus"),
        pytest.param("C++", Words("C++"), id="C++"),
        pytest.param("AT&T 10%", And((Words("AT&T"), Words("10%"))), id="AT&T 10%"),
        pytest.param("10:30", Words("10:30"), id="a time of day is a word"),
        pytest.param("https://x.io/a?b=c", Words("https://x.io/a?b=c"), id="an address is a word"),
        pytest.param("独家：蔚来", Words("独家：蔚来"), id="a Chinese colon is punctuation"),
        pytest.param("title:a", Words("a", Scope.TITLE), id="title"),
        pytest.param("Title:“a b”", Words("a b", Scope.TITLE), id="field names in any case"),
        pytest.param("title：蔚来", Words("蔚来", Scope.TITLE), id="full-width colon after a field"),
        pytest.param(
            "title:(a OR -b)",
            Or((Words("a", Scope.TITLE), Not(Words("b", Scope.TITLE)))),
            id="title of group",
        ),
        pytest.param('author:"Jane Doe"', Author("Jane Doe"), id="author"),
        pytest.param("author:(doe OR poe)", Or((Author("doe"), Author("poe"))), id="author of a group"),
        pytest.param("source:EVPost", SourceIs("evpost"), id="source"),
        pytest.param("lang:ZH", LanguageIs("zh"), id="language"),
        pytest.param("-lang:zh", Not(LanguageIs("zh")), id="a field negated"),
        pytest.param("@NIO", Entity("nio"), id="an entity, in any case"),
        pytest.param("ENTITY:nio", Entity("nio"), id="an entity in full"),
        pytest.param("@蔚来", Entity("nio"), id="an entity by a name"),
        pytest.param("@“Lynk & Co”", Entity("lynkco"), id="an entity by a name in quotes"),
        pytest.param("@li-auto", Entity("li-auto"), id="a hyphen in an id is no minus"),
        pytest.param("-@maker", Not(Entity("maker")), id="any of a type, negated"),
        pytest.param(
            "title:(@nio OR body)",
            Or((Entity("nio", Scope.TITLE), Words("body", Scope.TITLE))),
            id="an entity in a field",
        ),
        pytest.param("pr@nio.com", Words("pr@nio.com"), id="an address of mail is a word"),
    ],
)
def test_a_query_means(query: str, expected: Node) -> None:
    assert parse(query) == expected


@pytest.mark.parametrize(
    ("value", "instant"),
    [
        ("2023", datetime(2023, 1, 1, tzinfo=UTC)),
        ("2023-12", datetime(2023, 12, 1, tzinfo=UTC)),
        ("2023-12-04", datetime(2023, 12, 4, tzinfo=UTC)),
        ("2023-12-04T09:30", datetime(2023, 12, 4, 9, 30, tzinfo=UTC)),
        ("2023-12-04T09:30:15Z", datetime(2023, 12, 4, 9, 30, 15, tzinfo=UTC)),
        ("2023-12-04T09:30+08:00", datetime(2023, 12, 4, 1, 30, tzinfo=UTC)),
    ],
)
def test_a_date_is_its_first_instant(value: str, instant: datetime) -> None:
    assert parse(f"after:{value}") == After(instant)
    assert parse(f'before:"{value}"') == Before(instant)


@pytest.mark.parametrize(
    ("query", "position", "reason"),
    [
        ("", 0, "empty"),
        ("  \n ", 0, "empty"),
        ("a AND", 2, "AND needs something to search for after it"),
        ("a OR OR b", 2, "OR needs something to search for after it"),
        ("a NOT", 2, "after it"),
        ("OR a", 0, "OR needs something to search for before it"),
        ("a (AND b)", 3, "before it"),
        ("(a OR b", 0, "never closed"),
        ("a (b (c)", 2, "never closed"),
        ("a) b", 1, "closes nothing"),
        ("a ()", 2, "nothing between"),
        ('say "a b', 4, "quote is never closed"),
        ("a %%%", 2, "nothing to search for here"),
        ('""', 0, "nothing to search for here"),
        ("a - b", 2, "nothing to search for here"),
        ("foo:bar", 0, "title:, body:, author:, entity:, source:"),
        ("a sources:x", 2, 'no field "sources:"'),
        ("a title:", 2, "title: needs a word"),
        ("source:(a OR b)", 0, "source: takes one word"),
        ('source:""', 7, "needs a value"),
        ("title:(a author:b)", 0, "not another field"),
        ("a @nioo", 3, "did you mean @nio?"),
        ("@makers", 1, "did you mean @maker"),
        ("@zzzzzzz", 1, "it may also be a type: @maker, @brand"),
        ('@""', 1, "needs a name"),
        ("entity:(nio OR byd)", 0, "entity: takes one word"),
        ("@nio*", 1, "no wildcard"),
        ("after:yesterday", 6, "a date is"),
        ("after:2023-13", 6, "a date is"),
        ("before:2023-02-30", 7, "a date is"),
        ("before:0800", 7, "a date is"),
        ("after:9999-12-31T23:59-01:00", 6, "a date is"),
        ("lang:english", 5, "two-letter code"),
        ("a" * (MAX_LENGTH + 1), MAX_LENGTH, "at most 10,000 characters"),
        ("(" * (MAX_NESTING + 1) + "a" + ")" * (MAX_NESTING + 1), MAX_NESTING, "nest at most"),
        ("a " * (MAX_WORDS + 1), 2 * MAX_WORDS, "at most 500 words"),
    ],
    ids=lambda value: value[:24] if isinstance(value, str) else str(value),
)
def test_a_query_is_refused_with_position_and_reason(query: str, position: int, reason: str) -> None:
    with pytest.raises(QueryError) as refused:
        parse(query)
    assert refused.value.position == position
    assert reason in refused.value.reason
    assert refused.value.query == query


def test_depth_and_length_within_the_limits_are_read() -> None:
    deep = "(a OR -" * MAX_NESTING + "b" + ")" * MAX_NESTING
    assert parse(query_text(parse(deep))) == parse(deep)
    assert parse("-" * 5000 + "a") == A


@bounded(100)
@given(st.text() | st.text(alphabet='ab "()-:“%@/NEARDT\x00*^{}title:after:20\u2028\ud800'))
@example("\ud800")
@example("title:\x00")
@example("after:2023-12-04T24:00")
@example("after:2023-W01-1T10")
def test_any_text_is_a_query_or_a_query_error(text: str) -> None:
    node = parsed(text)
    if isinstance(node, QueryError):
        assert 0 <= node.position <= len(text)
        assert node.caret()
    else:
        assert explain(node)
        again = parse(query_text(node))
        assert parse(query_text(again)) == again


def parsed(text: str) -> Node | QueryError:
    try:
        return parse(text)
    except QueryError as error:
        return error


def test_the_outline_shows_what_belongs_together() -> None:
    outline = explain(parse('"manufacturing licence" (BYD OR title:NIO) -author:"Jane Doe" after:2023-12'))
    assert outline.splitlines() == [
        "all of",
        '  "manufacturing licence" in title or body, any inflection',
        "  any of",
        '    "BYD" in title or body, any inflection',
        '    "NIO" in the title, any inflection',
        "  not",
        '    "Jane Doe" in one author\'s name',
        "  published on or after 2023-12-01 00:00:00 UTC",
    ]
