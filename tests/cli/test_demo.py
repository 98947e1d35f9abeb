"""The demo as a newcomer runs it, and the searches that it suggests."""

import csv
import json
import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.child import Done, environment, evwatch


@dataclass(frozen=True)
class Shown:
    """What a run of the demo printed, and where."""

    done: Done
    cwd: Path

    def evwatch(self, *arguments: str) -> Done:
        """A command over the database that the demo has left."""
        return evwatch(
            *arguments, env=environment(database_url="sqlite:///data/demo/evwatch.db"), cwd=self.cwd
        )


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Shown:
    cwd = tmp_path_factory.mktemp("demo")
    return Shown(evwatch("demo", env=environment(), cwd=cwd, timeout_s=110), cwd)


def test_the_demo_ends_by_itself_and_well(shown: Shown) -> None:
    assert shown.done.status == 0
    assert "Traceback" not in shown.done.err


def test_it_lists_articles_with_source_time_byline_and_title(shown: Shown) -> None:
    row = r"harbourpost +2023-12-05 22:45 +Erin Sandoval +Norrvik and union reach deal, ending plant strike"
    assert re.search(row, shown.done.out)


def test_it_shows_alerts_in_two_languages(shown: Shown) -> None:
    alerts = shown.done.out.split("Alerts", 1)[1]
    assert "Nio No Longer Needs a Partner to Put Its Name on the Door" in alerts
    assert "蔚来拿到独立造车资质" in alerts


def test_the_commands_that_it_suggests_find_something(shown: Shown) -> None:
    suggested = re.findall(r"evwatch search '(.+)'", shown.done.out)
    assert len(suggested) >= 3
    for query in suggested:
        found = shown.evwatch("search", query)
        assert found.status == 0
        assert re.search(r"[1-9]\d* articles? found", found.out), query


def test_a_search_is_json_lines_for_programs(shown: Shown) -> None:
    found = shown.evwatch("search", "title:nio lang:en", "--json", "--limit", "2")
    records = [json.loads(line) for line in found.out.splitlines()]
    assert len(records) == 2
    assert all("nio" in record["title"].lower() and record["language"] == "en" for record in records)
    assert records[0]["published"] >= records[1]["published"]


def test_a_search_is_csv_for_spreadsheets(shown: Shown) -> None:
    found = shown.evwatch("search", "source:stromblick", "--csv", "--limit", "3")
    header, *rows = csv.reader(found.out.splitlines())
    assert header == ["published", "source", "title", "authors", "language", "url"]
    assert [row[1] for row in rows] == ["stromblick"] * 3


def test_what_nothing_matches_is_said(shown: Shown) -> None:
    found = shown.evwatch("search", "zeppelin")
    assert (found.status, found.out.strip()) == (0, "0 articles found")


def test_a_rebuilt_index_finds_the_same(shown: Shown) -> None:
    before = shown.evwatch("search", "licence OR 资质", "--json").out
    assert "articles indexed" in shown.evwatch("db", "reindex").out
    assert shown.evwatch("search", "licence OR 资质", "--json").out == before
