"""Why an article met a query: the clauses that held, with the words that they found."""

import pytest

from core.query.matcher import document
from core.query.parser import parse
from core.query.reasons import Reason, reasons
from tests.core.query.articles import article


@pytest.mark.parametrize(
    ("query", "told"),
    [
        pytest.param(
            '"manufacturing license"',
            [Reason('"manufacturing license"', "the body", "manufacturing licence")],
            id="the words as printed, whatever their spelling",
        ),
        pytest.param(
            "body:licence nio",
            [Reason("body:licence", "the body", "licence"), Reason("nio", "the title", "NIO")],
            id="each clause, in the query's order, the title before the body",
        ),
        pytest.param("(byd OR nio) -recall", [Reason("nio", "the title", "NIO")], id="only what holds"),
        pytest.param(
            "lang:en author:doe", [Reason("lang:en"), Reason("author:doe", "the byline", "Doe")], id="facts"
        ),
        pytest.param("nio OR nio", [Reason("nio", "the title", "NIO")], id="each clause once"),
        pytest.param("byd", [], id="nothing when it does not hold"),
    ],
)
def test_the_clauses_that_held_are_told(query: str, told: list[Reason]) -> None:
    found = article("It got the manufacturing licence.", title="NIO moves", authors=("Jane Doe",))

    assert reasons(parse(query), document(found)) == told
