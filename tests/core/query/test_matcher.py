"""Which articles a query finds, and where in them."""

from datetime import UTC, datetime

import pytest

from core.article import Article
from core.query.matcher import document, matches, spans
from core.query.parser import parse
from tests.core.query.articles import article


def holds(query: str, subject: Article) -> bool:
    return matches(parse(query), document(subject))


def marked(query: str, subject: Article) -> list[str]:
    texts = {"title": subject.title, "body": subject.body, "authors": ", ".join(subject.authors)}
    return [texts[span.field][span.start : span.end] for span in spans(parse(query), document(subject))]


@pytest.mark.parametrize(
    ("query", "subject"),
    [
        ('"manufacturing license"', article("It applied for manufacturing licences in May.")),
        ('"manufacturing licence"', article("was granted a Manufacturing License")),
        ("license", article("BYD licensed its platform")),
        ("authorised", article("It authorized the plant")),
        ("蔚来", article("蔚来获得生产资质", language="zh")),
        ("生产资质", article("NIO获生产资质", language="zh")),
        ("蔚", article("蔚来汽车", language="zh")),
        ('"NIO 生产资质"', article("今天NIO生产资质", language="zh")),
        ("factories", article("NIO factory 在合肥", language="zh")),
        ("Lizenz", article("Die Lizenzen wurden erteilt", language="de")),
        ("Lizenzen", article("ohne Lizenz", language="de")),
        ("лицензия", article("получила лицензии", language="ru")),
        ("lisensi", article("Lisensi pabrik", language="id")),
        ("Skoda", article("Škoda Auto", language="cs")),
        ("C++", article("written in C")),
        ("10%", article("up 10 percent")),
        ("title:licence", article("nothing here", title="A license for NIO")),
        ('author:"jane doe"', article("x", authors=("Max Poe", "Jane Doe"))),
        ("source:EVPOST", article("x", source="evpost")),
        ("lang:en", article("x")),
        ("after:2023-12-04", article("x", time=datetime(2023, 12, 4, tzinfo=UTC))),
        ("before:2023-12-05", article("x", time=datetime(2023, 12, 4, 23, 59, 59, 999999, tzinfo=UTC))),
        ("-recall", article("a new factory")),
        ("recall OR -factory", article("a new plant")),
    ],
    ids=str,
)
def test_it_is_found(query: str, subject: Article) -> None:
    assert holds(query, subject)


@pytest.mark.parametrize(
    ("query", "subject"),
    [
        ('"manufacturing license"', article("license plate manufacturing")),
        ('"manufacturing license"', article("license", title="manufacturing")),
        ("title:license", article("license", title="manufacturing")),
        ("蔚来", article("来蔚", language="zh")),
        ("生产资质", article("生产的资质", language="zh")),
        ('author:"jane doe"', article("x", authors=("Mary Jane", "Doe Smith"))),
        ("author:bank", article("x", authors=("Ann Banks",))),
        ("source:evpos", article("x", source="evpost")),
        ("lang:de", article("x")),
        ("after:2023-12-04", article("x", time=datetime(2023, 12, 3, 23, 59, 59, tzinfo=UTC))),
        ("before:2023-12-05", article("x", time=datetime(2023, 12, 5, tzinfo=UTC))),
        ("factory -recall", article("the factory recalls")),
        ("author", article("authorise")),
        ("doe", article("x", authors=("Jane Doe",))),
    ],
    ids=str,
)
def test_it_is_not_found(query: str, subject: Article) -> None:
    assert not holds(query, subject)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("licence", ["licences", "license"], id="every inflection in title and body"),
        pytest.param('"gets licences"', ["gets licences"], id="a phrase as a whole"),
        pytest.param("NIO -recall", ["NIO"], id="nothing under NOT"),
        pytest.param("NIO OR (license recall)", ["NIO"], id="no alternative that does not hold"),
        pytest.param("author:doe NIO", ["NIO", "Doe"], id="authors count in the byline"),
        pytest.param("recall", [], id="nothing without a match"),
        pytest.param("lang:en", [], id="nothing for a fact"),
    ],
)
def test_the_places_that_made_it_match(query: str, expected: list[str]) -> None:
    subject = article("Its license came late.", title="NIO gets licences", authors=("Max Poe", "Jane Doe"))
    assert marked(query, subject) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("@nio", ["Nio", "蔚来汽车", "NYSE: NIO"], id="every name, the longest of two"),
        pytest.param("title:@nio", ["Nio"], id="only the title's"),
        pytest.param(
            "@maker NEAR/2 plant", ["Nio", "plant", "JAC", "plant"], id="only those that stand near"
        ),
        pytest.param("@regulator", ["industry ministry"], id="any of a type"),
        pytest.param("@mg", [], id="none that does not count"),
    ],
)
def test_the_places_of_a_name(query: str, expected: list[str]) -> None:
    subject = article(
        "JAC’s new plant in China for 蔚来汽车 (NYSE: NIO) uses 5 mg of it, says the industry ministry.",
        title="Nio’s electric plant, an EV plant",
    )
    assert marked(query, subject) == expected
