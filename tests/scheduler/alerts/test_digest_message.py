"""Messages over several alerts, as values and as text."""

from datetime import UTC, datetime

import pytest

from core.alerting import Reason, Way
from scheduler.alerts.digest_message import compose_bulletin, said_reason
from scheduler.alerts.message import Message
from scheduler.alerts.render import Limits, as_plain_text
from storage.bulletins import Bulletin, Entry

TIME = datetime(2023, 12, 4, 8, 30, tzinfo=UTC)


def entry(title: str = "NIO gets a license", *, late: bool = False, **told: tuple[Reason, ...]) -> Entry:
    reasons = told.get("reasons", (Reason.FIRST,))
    return Entry(title, "https://evpost.example/nio", TIME, ("The EV Post", "Volt"), reasons, late)


def message(*entries: Entry, way: Way = Way.DIGEST) -> Message:
    return compose_bulletin("key", Bulletin("licenses", way, TIME, entries))


def test_a_digest_lists_headline_sources_time_and_link() -> None:
    text = as_plain_text(message(entry(), entry("A second @everyone")), Limits(), with_key=False)

    assert text.title == "licenses: Digest: 2 stories"
    assert text.body == (
        "Digest: 2 stories\n"
        "2023-12-04 08:30 UTC\n"
        "Rule: licenses\n\n"
        "NIO gets a license\n"
        "The EV Post, Volt | 2023-12-04 08:30 UTC\n"
        "https://evpost.example/nio\n\n"
        "A second @\u200beveryone\n"
        "The EV Post, Volt | 2023-12-04 08:30 UTC\n"
        "https://evpost.example/nio"
    )


@pytest.mark.parametrize(
    ("way", "title"),
    [
        (Way.DIGEST, "licenses: Digest: 1 story"),
        (Way.SUMMARY, "licenses: 1 story beyond the day's limit"),
        (Way.LATE, "licenses: 1 story of the last days, found late"),
    ],
)
def test_its_title_says_what_it_is(way: Way, title: str) -> None:
    assert message(entry(), way=way).title == title


def test_a_story_says_what_has_become_of_it() -> None:
    grown = entry(reasons=(Reason.FIRST, Reason.REGULATOR, Reason.SOURCES), late=True)

    assert message(grown).items[0].note == "late; a regulator has joined; 2 sources have it"


def test_many_sources_are_counted_and_an_address_that_is_no_link_is_left_out() -> None:
    (item,) = message(Entry("", "javascript:x", TIME, tuple("abcdefgh"), (Reason.FIRST,), False)).items

    assert (item.source, item.url, item.headline[0].text) == ("a, b, c, d, e and 3 more", "", "(no title)")


def test_news_need_no_reason() -> None:
    assert said_reason(Reason.FIRST, 1, is_late=False) == ""
    assert said_reason(Reason.SOURCES, 5, is_late=False) == "5 sources have it"
    assert said_reason(Reason.ARTICLE, 2, is_late=True).startswith("late: ")
