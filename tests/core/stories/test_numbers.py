"""One number is one number, however it is written."""

import pytest

from core.stories.dates import days_and_months
from core.stories.numbers import codes, numbers, rough


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        pytest.param("1.2 million cars", "en", {"1200000"}, id="English words for a scale"),
        pytest.param("1,200,000 cars", "en", {"1200000"}, id="English separators"),
        pytest.param("120万辆", "zh", {"1200000"}, id="Chinese ten thousands"),
        pytest.param("1,2 Mio. Autos, 16.074 davon", "de", {"1200000", "16074"}, id="German separators"),
        pytest.param("交付约四万一千辆", "zh", {"41000"}, id="Chinese numerals"),
        pytest.param("第三百七十八批", "zh", {"378"}, id="the number of a batch"),
        pytest.param("forty-one thousand of them", "en", {"41000"}, id="English words"),
        pytest.param("60 per cent, 25%", "en", {"60%", "25%"}, id="shares in English"),
        pytest.param("60 Prozent", "de", {"60%"}, id="shares in German"),
        pytest.param("近六成,百分之二十五", "zh", {"60%", "25%"}, id="shares in Chinese"),
        pytest.param("in 2023, for three makers", "en", set(), id="years and small numbers say nothing"),
    ],
)
def test_a_number_is_found_by_its_value(text: str, language: str, found: set[str]) -> None:
    assert set(numbers(text, language)) == found


def test_a_rounded_number_meets_the_exact_one() -> None:
    assert rough("16074") == rough("16000") != rough("17000")


def test_models_and_batches_are_words_of_letters_and_digits() -> None:
    assert set(codes("The ES6 and the CR-400, not 5bn")) == {"es6", "cr-400"}


@pytest.mark.parametrize(
    "text",
    ["on November 1", "on 1 November 2023", "am 1. November", "11月1日", "十一月一日"],
)
def test_a_day_is_a_day_in_every_language(text: str) -> None:
    days, months, rest = days_and_months(text)
    assert set(days) == {"11-01"}
    assert set(months) == {"11"}
    assert not set(numbers(rest.replace("2023", ""), "en"))


def test_a_month_is_no_auxiliary_verb() -> None:
    assert not days_and_months("May we go? We may.")[1]
    assert set(days_and_months("It fell in May.")[1]) == {"05"}
