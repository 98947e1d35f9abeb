"""What is watched, as people and programs read it."""

import json

import pytest

from tests.support.bench import Bench

PRESS = """
name = "{name}"
home = "https://{name}.example/"
feeds = ["https://{name}.example/feed"]
language = "en"
"""
SITES = {
    "berlin": 'country = "DE"\nfocus = ["policy", "maker"]\n',
    "anhui": 'country = "CN"\nfocus = ["maker"]\npaywall = "metered"\n',
    "hefei": 'country = "CN"\nfocus = ["licence"]\noff = "a captcha stands before every search"\n',
    "vienna": 'country = "AT"\nfocus = ["maker", "policy"]\n',
    "nowhere": "",
}


@pytest.fixture
def listed(on: Bench) -> Bench:
    for name, more in SITES.items():
        (on.folder / "catalog" / f"{name}.toml").write_text(PRESS.format(name=name) + more, "utf-8")
    return on


def _ids(on: Bench, *options: str) -> list[str]:
    return [
        json.loads(line)["id"] for line in on.evwatch("sources", "list", "--json", *options).out.splitlines()
    ]


def test_sources_stand_by_region_and_subject(listed: Bench) -> None:
    shown = listed.evwatch("sources", "list").out
    places = [
        shown.index(word) for word in ("china", "anhui", "hefei", "europe", "vienna", "berlin", "elsewhere")
    ]
    assert places == sorted(places)
    assert "5 sources, 1 of them off" in shown


def test_regions_and_subjects_choose(listed: Bench) -> None:
    assert _ids(listed) == ["anhui", "hefei", "vienna", "berlin", "nowhere"]
    assert _ids(listed, "--region", "europe") == ["vienna", "berlin"]
    assert _ids(listed, "--region", "elsewhere") == ["nowhere"]
    assert _ids(listed, "--focus", "maker") == ["anhui", "vienna", "berlin"]
    assert _ids(listed, "--focus", "maker", "--region", "china") == ["anhui"]


@pytest.mark.parametrize(
    ("option", "value", "words"), [("--region", "asia", "china"), ("--focus", "cars", "maker")]
)
def test_a_filter_that_there_is_not_is_told_with_those_there_are(
    on: Bench, option: str, value: str, words: str
) -> None:
    told = on.evwatch("sources", "list", option, value)
    assert told.status == 2
    assert value in told.err
    assert words in told.err


def test_a_source_that_is_off_says_why_and_is_not_crawled(listed: Bench) -> None:
    assert "off: a captcha stands before every search" in listed.evwatch("sources", "list").out
    refused = listed.crawl("hefei")
    assert refused.status == 2
    assert refused.err.strip() == "source 'hefei' is off: a captcha stands before every search"


def test_programs_get_every_fact_and_address(listed: Bench) -> None:
    (line,) = listed.evwatch(
        "sources", "list", "--json", "--region", "china", "--focus", "maker"
    ).out.splitlines()
    anhui = json.loads(line)
    assert (anhui["region"], anhui["paywall"], anhui["off"]) == ("china", "metered", "")
    assert [(one["kind"], one["url"]) for one in anhui["endpoints"]] == [
        ("feed", "https://anhui.example/feed")
    ]
