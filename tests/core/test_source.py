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
        pytest.param({"feed": "x"}, "Extra inputs", id="an unknown field"),
    ],
)
def test_what_cannot_be_a_source_is_refused(change: dict[str, object], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        Source.model_validate(GOOD | change)
