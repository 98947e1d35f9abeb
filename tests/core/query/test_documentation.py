"""Every line of the user's page does what it says."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from core.article import Article
from core.errors import QueryError
from core.query.matcher import document, matches
from core.query.nodes import Node
from core.query.parser import FIELDS, parse
from core.query.resolve import SourceProfile, resolve
from tests.core.query.articles import NOON, article

PAGE = Path(__file__).parents[3] / "docs" / "query-language.md"


def lines(columns: int) -> list[list[str]]:
    """The table rows of the page whose query is followed by ``columns - 1`` other cells."""
    rows = [line.strip("|").split(" | ") for line in PAGE.read_text().splitlines() if line.startswith("| `")]
    cells = [[cell.strip().strip("|").strip() for cell in row] for row in rows]
    return [[row[0].strip("`"), *row[1:]] for row in cells if len(row) == columns]


def printed(text: str, *, query: str) -> Article:
    """An article with this body; the title and the facts that the page names for its fields."""
    with_field = any(f"{name}:" in query for name in FIELDS if name != "entity")
    plain = article(text, title="NIO factory" if with_field else "", authors=("Max Poe", "Jane Doe"))
    return replace(plain, revised=True, is_first=True)


def asked(query: str) -> Node:
    """The query as on the day that the page names, over its source."""
    sources = {"evpost": SourceProfile("CN", ("maker",), 4), "other": SourceProfile("US", (), 1)}
    return resolve(parse(query), sources, NOON + timedelta(days=1))


EXAMPLES = [row[:3] for row in lines(4)]
REFUSED = lines(3)


@pytest.mark.parametrize(("query", "found", "not_found"), EXAMPLES, ids=[row[0] for row in EXAMPLES])
def test_an_example_finds_one_text_and_not_the_other(query: str, found: str, not_found: str) -> None:
    node = asked(query)
    assert matches(node, document(printed(found, query=query)))
    assert not matches(node, document(printed(not_found, query=query)))


@pytest.mark.parametrize(("query", "position", "reason"), REFUSED, ids=[row[0] for row in REFUSED])
def test_a_refusal_is_as_printed(query: str, position: str, reason: str) -> None:
    with pytest.raises(QueryError) as refused:
        parse(query)
    assert refused.value.position == int(position)
    assert reason in refused.value.reason


def test_every_field_and_operator_has_an_example() -> None:
    queries = " ".join(row[0] for row in EXAMPLES)
    assert len(EXAMPLES) > 30
    for word in [
        *(f"{name}:" for name in FIELDS),
        " AND ",
        " OR ",
        " NOT ",
        " -",
        '"',
        "(",
        "“",
        '="',
        "*",
        "?",
        "/",
        "NEAR/",
        "@",
    ]:
        assert word in queries
