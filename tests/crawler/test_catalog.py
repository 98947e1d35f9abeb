"""The catalogue: every file loads, and one that cannot is named with what is wrong in it."""

import re
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from babel.core import get_global
from w3lib.url import safe_url_string

from core.errors import ConfigError
from core.source import Source
from core.urls import url_key
from crawler.catalog import OWN, load_catalog
from crawler.sites import Sites

GUIDE = Path(__file__).parents[2] / "docs" / "adding-a-site.md"
PLAIN = 'name = "S"\nhome = "https://s.example/"\nfeeds = ["https://s.example/feed"]\n'


@pytest.fixture(scope="module")
def own() -> list[Source]:
    return load_catalog(OWN)


def test_every_source_is_itself_and_no_other(own: list[Source]) -> None:
    assert len(own) >= 89
    for said in ([s.id for s in own], [s.name for s in own], [url_key(s.home) for s in own]):
        assert [value for value, times in Counter(said).items() if times > 1] == []


def test_no_address_is_watched_twice(own: list[Source]) -> None:
    listed = Counter(url_key(url) for source in own for url in source.endpoints)
    assert [url for url, times in listed.items() if times > 1] == []


def test_every_source_says_what_a_reader_asks_of_it(own: list[Source]) -> None:
    silent = [s.id for s in own if not (s.language and s.country and s.region and s.focus)]
    assert silent == []


def test_every_address_is_as_a_request_would_send_it(own: list[Source]) -> None:
    addresses = [url for source in own for url in (source.home, *source.endpoints)]
    assert [url for url in addresses if safe_url_string(url) != url or urlsplit(url).fragment] == []


def test_every_zone_is_one_of_the_sources_country(own: list[Source]) -> None:
    zones = {**get_global("territory_zones"), "EU": ("Europe/Brussels",)}
    assert [(s.id, s.zone) for s in own if s.zone not in zones[s.country]] == []


def test_a_reason_fits_into_the_line_that_tells_it(own: list[Source]) -> None:
    off = [s for s in own if s.off]
    assert off
    assert [
        s.id for s in off if "\n" in s.off or len(s.off) > 120 or s.off[0].isupper() or s.off[-1] == "."
    ] == []


def test_the_examples_of_the_guide_load(tmp_path: Path) -> None:
    plain, rules = re.findall(r"```toml\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)
    (tmp_path / "example.toml").write_text(plain + rules, "utf-8")
    (source,) = load_catalog(tmp_path)
    assert len(source.rules) == 2


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        pytest.param('[[rules]]\ntitle = "h1["', "not a CSS selector", id="a selector that is none"),
        pytest.param('[[rules]]\nbody = ".a"\n[[rules]]\nbody = ".b"', "two sets of rules", id="an overlap"),
    ],
)
def test_rules_that_cannot_work_are_refused_with_the_files_name(
    tmp_path: Path, rules: str, words: str
) -> None:
    (tmp_path / "broken.toml").write_text(PLAIN + rules, "utf-8")
    with pytest.raises(ConfigError, match=rf"broken\.toml: .*{words}"):
        load_catalog(tmp_path)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        pytest.param('country = "UK"', "no country has the code 'UK'", id="a code that no country has"),
        pytest.param('focus = ["cars"]', "focus.0: Input should be", id="a subject that is none"),
        pytest.param('paywall = "high"', "paywall: Input should be", id="a paywall of no kind"),
    ],
)
def test_what_the_catalogue_does_not_know_is_refused(tmp_path: Path, more: str, words: str) -> None:
    (tmp_path / "odd.toml").write_text(PLAIN + more, "utf-8")
    with pytest.raises(ConfigError, match=rf"odd\.toml: .*{words}"):
        load_catalog(tmp_path)


def test_only_a_source_that_is_off_may_have_no_entrance(tmp_path: Path) -> None:
    path = tmp_path / "shut.toml"
    path.write_text('name = "S"\nhome = "https://s.example/"\n', "utf-8")
    with pytest.raises(ConfigError, match="needs at least one of feeds"):
        load_catalog(tmp_path)
    path.write_text(path.read_text("utf-8") + 'off = "robots.txt forbids every path"\n', "utf-8")
    (shut,) = load_catalog(tmp_path)
    assert shut.off == "robots.txt forbids every path"


def source(source_id: str, home: str) -> Source:
    return Source(id=source_id, name=source_id, home=home, feeds=(f"{home}feed",))


SITES = Sites(
    [
        source("whole", "https://www.a.example.com/"),
        source("cars", "https://www.a.example.com/cars/"),
        source("sister", "https://b.example.com/"),
        source("other", "https://elsewhere.example.org/"),
    ]
)


@pytest.mark.parametrize(
    ("url", "source_id"),
    [
        pytest.param("https://www.a.example.com/news/1", "whole", id="the only home above it"),
        pytest.param("https://www.a.example.com/cars/1", "cars", id="the deepest home above it"),
        pytest.param("https://b.example.com/cars/1", "sister", id="the home on its host"),
        pytest.param("https://m.example.org/cars/1", "other", id="a home of its registrable domain"),
        pytest.param("https://unknown.example.net/", None, id="nobody's"),
    ],
)
def test_an_address_belongs_to_the_source_whose_site_it_is_on(url: str, source_id: str | None) -> None:
    found = SITES.of_address(url)
    assert (found.id if found else None) == source_id
