"""Pages of one article, put together."""

import pytest

from core.article import Draft, Flag
from core.joining import continues, joined

URL = "https://voltharbour.example/test/"
LONG = "A paragraph that every page of this article prints once more, for whoever comes from elsewhere."


def page(
    number: int, *paragraphs: str, title: str = "The test", flags: frozenset[Flag] = frozenset()
) -> Draft:
    url = URL if number == 1 else f"{URL}{number}/"
    return Draft(url=url, title=title, body="\n\n".join(paragraphs), flags=flags)


def test_texts_follow_each_other_and_the_first_page_says_the_rest() -> None:
    whole = joined([page(1, "One.", "Two."), page(2, "Three.", title="The test, page 2")])
    assert (whole.url, whole.title) == (URL, "The test")
    assert whole.body == "One.\n\nTwo.\n\nThree."
    assert whole.pages == (URL, f"{URL}2/")


def test_a_single_page_is_left_as_it_is() -> None:
    alone = page(1, "One.", "One.")
    assert joined([alone]) is alone


def test_what_a_page_repeats_at_its_head_is_left_out() -> None:
    whole = joined([page(1, "Intro.", "One."), page(2, "Intro.", "Two.", "One.")])
    assert whole.body == "Intro.\n\nOne.\n\nTwo.\n\nOne."


def test_a_long_paragraph_that_is_repeated_anywhere_is_left_out() -> None:
    whole = joined([page(1, "One.", LONG), page(2, "Two and more.", LONG), page(3, "Three at last.", LONG)])
    assert whole.body == f"One.\n\n{LONG}\n\nTwo and more.\n\nThree at last."


def test_a_page_whose_text_is_known_adds_nothing() -> None:
    # The feed has the whole text, and it was longer than what stands on page one.
    whole = joined([page(1, "One.", "In town", LONG), page(2, LONG, "In town")])
    assert whole.body == f"One.\n\nIn town\n\n{LONG}"


def test_the_first_of_several_pages_is_no_teaser_unless_a_later_one_is() -> None:
    teaser = frozenset({Flag.TEASER, Flag.OPINION})
    assert joined([page(1, "One.", flags=teaser), page(2, "Two.")]).flags == {Flag.OPINION}
    assert Flag.TEASER in joined([page(1, "One.", flags=teaser), page(2, "Two.", flags=teaser)]).flags


@pytest.mark.parametrize(
    "title",
    [
        pytest.param("The Test", id="the same title"),
        pytest.param("The test - Page 2 of 3", id="page two of three"),
        pytest.param("The test (2/3)", id="a fraction"),
        pytest.param("The test – Seite 2", id="Seite"),
        pytest.param("The test 第2页", id="第2页"),
    ],
)
def test_a_page_with_the_articles_title_continues_it(title: str) -> None:
    assert continues(page(1, "One."), page(2, "Two.", title=title))


def test_a_page_that_leads_back_continues_it_under_any_title() -> None:
    later = Draft(url=f"{URL}2/", title="On the road", body="Two.", first_url=URL)
    assert continues(page(1, "One."), later)


def test_another_article_does_not_continue_it() -> None:
    assert not continues(page(1, "One."), page(2, "Two.", title="Another test"))
    assert not continues(page(1, "One.", title=""), page(2, "Two.", title=""))
