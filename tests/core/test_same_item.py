"""When an entry with a new address is an old one."""

from datetime import UTC, datetime, timedelta

import pytest

from core.link import Link
from core.same_item import guid_key, guid_keys, is_same_item

NOON = datetime(2023, 12, 4, 12, tzinfo=UTC)
PERMALINK = "https://a.example/2023/12/04/nio/"


def link(guid: str, url: str = PERMALINK, published: datetime | None = NOON) -> Link:
    return Link(url, guid=guid, published=published)


@pytest.mark.parametrize(
    ("guid", "is_identity"),
    [
        pytest.param("https://a.example/?p=71", True, id="WordPress's number"),
        pytest.param("tag:a.example,2023:71", True, id="an Atom id"),
        pytest.param("71", True, id="a number"),
        pytest.param(PERMALINK, False, id="the address itself"),
        pytest.param(
            "http://www.a.example/2023/12/04/nio?utm_source=rss", False, id="the address with noise"
        ),
        pytest.param("", False, id="no guid"),
    ],
)
def test_a_guid_is_an_identity_where_it_says_more_than_the_address(guid: str, is_identity: bool) -> None:
    assert (guid_key("a", link(guid)) is not None) is is_identity


def test_a_guid_counts_within_its_source() -> None:
    assert guid_key("a", link("71")) == guid_key("a", link("71", "https://a.example/other"))
    assert guid_key("a", link("71")) != guid_key("b", link("71"))


def test_a_guid_that_several_entries_have_is_none() -> None:
    links = [
        link("x", "https://a.example/1"),
        link("x", "https://a.example/2"),
        link("y", "https://a.example/3"),
    ]
    wanted = {one.url: one for one in links[1:]}
    assert list(guid_keys("a", wanted, links)) == ["https://a.example/3"]


@pytest.mark.parametrize(
    ("guid", "before", "now", "same"),
    [
        pytest.param("71", NOON, NOON, True, id="published at one time"),
        pytest.param("71", NOON, NOON + timedelta(hours=20), True, id="dated anew with its update"),
        pytest.param("1", NOON, NOON + timedelta(days=2), False, id="the first of each day's list"),
        pytest.param("1", None, NOON, False, id="a count without a date"),
        pytest.param("tag:a.example,2023:71", None, None, True, id="a long guid without dates"),
    ],
)
def test_the_same_guid_is_the_same_item_unless_its_time_says_otherwise(
    guid: str, before: datetime | None, now: datetime | None, same: bool
) -> None:
    assert is_same_item(link(guid, published=before), link(guid, published=now)) is same
