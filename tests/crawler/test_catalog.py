"""The catalogue: every file loads, and one that cannot is named with what is wrong in it."""

import re
from pathlib import Path

import pytest

from core.errors import ConfigError
from core.source import Source
from crawler.catalog import OWN, load_catalog
from crawler.sites import Sites

GUIDE = Path(__file__).parents[2] / "docs" / "adding-a-site.md"
PLAIN = 'name = "S"\nhome = "https://s.example/"\nfeeds = ["https://s.example/feed"]\n'


def test_every_file_of_the_catalogue_loads_with_its_rules() -> None:
    sources = load_catalog(OWN)
    assert len(sources) >= 50
    assert len({source.id for source in sources}) == len(sources)


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
