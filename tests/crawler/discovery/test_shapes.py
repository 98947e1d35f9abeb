"""The shape of a source's articles' addresses, learnt from those that are known."""

import pytest

from crawler.discovery.shapes import FEWEST_KNOWN, Shapes

DATED = [
    f"https://a.example/2024/02/{day:02d}/{word}/"
    for day in range(1, 5)
    for word in ("wire", "the-long-way-home")
]
NUMBERED = [f"https://a.example/news/{70_000 + n}/nio-opens-plant-{n}/" for n in range(20)]
FILES = [f"https://a.example/zwgk/art/2023/art_{n}.html" for n in range(8_800, 8_820)]
SHORT = [
    f"https://a.example/news/{word}" for word in "wire tram ferry depot grid plug pack swap lease van".split()
]
QUERIES = [f"https://a.example/show.php?id={n}&cat=3" for n in range(100, 120)]
CODED = [f"https://a.example/c/ev-{n:06d}-x7.html" for n in range(20)]


@pytest.mark.parametrize(
    ("known", "url"),
    [
        pytest.param(DATED, "https://a.example/2024/03/11/tram/", id="another day"),
        pytest.param(DATED, "https://www.a.example/2024/03/11/tram/?utm_source=x", id="noise in the address"),
        pytest.param(NUMBERED, "https://a.example/news/81234/three-words-here/", id="another number"),
        pytest.param(NUMBERED, "https://a.example/features/81234/a-new-section-opens/", id="another section"),
        pytest.param(FILES, "https://a.example/zwgk/art/2024/art_17.html", id="another file"),
        pytest.param(SHORT, "https://a.example/news/charger", id="a word in the same section"),
        pytest.param(QUERIES, "https://a.example/show.php?cat=4&id=7", id="the same parameters"),
        pytest.param(CODED, "https://a.example/c/ev-123456-x7.html", id="a code"),
    ],
)
def test_what_is_like_the_known_articles_fits(known: list[str], url: str) -> None:
    assert Shapes(known).are_known
    assert Shapes(known).fit(url)


@pytest.mark.parametrize(
    ("known", "url"),
    [
        pytest.param(DATED, "https://a.example/about-our-small-team/", id="a page that stands alone"),
        pytest.param(DATED, "https://a.example/2024/02/", id="an archive"),
        pytest.param(DATED, "https://shop.a.example/2024/03/11/tram/", id="another host"),
        pytest.param(NUMBERED, "https://a.example/news/nio-opens-a-plant/", id="no number"),
        pytest.param(FILES, "https://a.example/zwgk/index.html", id="an index file"),
        pytest.param(SHORT, "https://a.example/team/imprint", id="a word in a section without articles"),
        pytest.param(QUERIES, "https://a.example/show.php?page=2", id="other parameters"),
        pytest.param(
            [*NUMBERED, "https://a.example/imprint"], "https://a.example/contact", id="a stray is no rule"
        ),
    ],
)
def test_what_is_not_does_not(known: list[str], url: str) -> None:
    assert not Shapes(known).fit(url)


def test_a_few_articles_teach_nothing() -> None:
    assert not Shapes(DATED[: FEWEST_KNOWN - 1]).are_known
    assert not Shapes([]).are_known
