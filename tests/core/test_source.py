from datetime import UTC, date, datetime

import pytest
from pydantic import ValidationError

from core.source import Source

GOOD = {"id": "evpost", "name": "The EV Post", "home": "https://a.example/", "feeds": ["https://a.example/f"]}


def test_a_feed_is_entrance_enough() -> None:
    source = Source.model_validate(GOOD)
    assert (source.zone, source.feeds) == ("UTC", ("https://a.example/f",))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        pytest.param({"id": "EV Post"}, "lower-case", id="an id with a blank"),
        pytest.param({"id": "-x"}, "lower-case", id="an id that looks like an option"),
        pytest.param({"feeds": []}, "at least one", id="no entrance"),
        pytest.param({"feeds": ["file:///etc/passwd"]}, "not an http", id="a file"),
        pytest.param({"zone": "Mars/Olympus"}, "unknown time zone", id="no such zone"),
        pytest.param({"zone": "../../etc/passwd"}, "unknown time zone", id="a path for a zone"),
        pytest.param({"language": "english"}, "pattern", id="a language's name"),
        pytest.param({"link_selector": "div..x"}, "not a CSS selector", id="a selector that is none"),
        pytest.param({"feed": "x"}, "Extra inputs", id="an unknown field"),
    ],
)
def test_what_cannot_be_a_source_is_refused(change: dict[str, object], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        Source.model_validate(GOOD | change)


def with_rules(*rules: dict[str, object]) -> Source:
    return Source.model_validate(GOOD | {"rules": rules})


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        pytest.param({"title": "h1["}, "not a CSS selector: 'h1\\['", id="a selector that is none"),
        pytest.param({"body": "p::text"}, "not a CSS selector", id="a pseudo-element"),
        pytest.param({"remove": [""]}, "not a CSS selector", id="an empty selector"),
        pytest.param({"strip": [" "]}, "every paragraph", id="a blank to strip"),
        pytest.param({"titel": "h1"}, "Unexpected keyword", id="a field that there is not"),
        pytest.param({"since": date(2024, 1, 1)}, "called from", id="our own name for from"),
        pytest.param({"from": "spring"}, "valid date", id="a day that is none"),
        pytest.param({"from": date(2024, 1, 1), "until": date(2024, 1, 1)}, "is not before", id="no day"),
        pytest.param({"zone": "Mars/Olympus"}, "unknown time zone", id="no such zone"),
    ],
)
def test_rules_that_cannot_work_are_refused(rules: dict[str, object], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        with_rules(rules)


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        pytest.param([{}, {}], "from the first day", id="two that always hold"),
        pytest.param(
            [{"until": date(2024, 3, 2)}, {"from": date(2024, 3, 1)}], "on 2024-03-01", id="a day of both"
        ),
        pytest.param(
            [{"from": date(2024, 3, 1)}, {"from": date(2024, 1, 1)}], "on 2024-03-01", id="none has an end"
        ),
    ],
)
def test_two_sets_of_rules_for_one_day_are_refused(rules: list[dict[str, object]], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        with_rules(*rules)


@pytest.mark.parametrize(
    ("fetched", "title"),
    [
        pytest.param(datetime(2023, 5, 1, tzinfo=UTC), ".old", id="long before the redesign"),
        pytest.param(datetime(2024, 2, 29, 23, 59, tzinfo=UTC), ".old", id="on the eve of it"),
        pytest.param(datetime(2024, 3, 1, tzinfo=UTC), ".new", id="on its day"),
        pytest.param(datetime(2025, 1, 1, tzinfo=UTC), None, id="after the last rules ended"),
    ],
)
def test_a_page_is_read_by_the_rules_of_the_day_it_was_fetched(fetched: datetime, title: str | None) -> None:
    source = with_rules(
        {"title": ".new", "from": date(2024, 3, 1), "until": date(2025, 1, 1)},
        {"title": ".old", "until": date(2024, 3, 1)},
    )
    rules = source.rules_at(fetched)
    assert (rules.title if rules else None) == title
