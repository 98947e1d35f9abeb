"""`make live` against the newsroom's sites: what the catalogue promises, asked once."""

import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from demo.newsroom import Newsroom
from storage.schema import ArticleRow, EndpointRow, FrontierRow, PageRow
from tests.support.bench import Bench, bench

NOON = datetime(2023, 12, 7, 12, 0, tzinfo=UTC)
SHUT = """
name = "Shut"
home = "{home}"
feeds = ["{home}feed/"]
off = "robots.txt forbids every path"
"""


@pytest.fixture(scope="module")
def room() -> Iterator[Newsroom]:
    with Newsroom(now=NOON) as room:
        room.misbehave("stromblick", "/feed.json", mode="status", status=404)
        room.misbehave("dianchi", "/rss.xml", mode="garbage")
        yield room


@pytest.fixture(scope="module")
def on(room: Newsroom, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    folder = tmp_path_factory.mktemp("survey")
    with bench(room, folder) as on:
        catalog = folder / "catalog"
        (catalog / "pluggedin.toml").write_text(SHUT.format(home=room.url("pluggedin")), "utf-8")
        with (catalog / "harbourpost.toml").open("a", encoding="utf-8") as file:
            file.write('[[rules]]\nbody = ".no-such-box"\n')
        yield on


def _survey(on: Bench, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [on.python, "-m", "scrapy", "crawl", "survey", "-L", "ERROR", *arguments]
    return subprocess.run(
        command, env=on.scrapy_env, cwd=on.folder, capture_output=True, text=True, timeout=60
    )


@pytest.fixture(scope="module")
def told(on: Bench) -> str:
    """The report, section by section."""
    done = _survey(on, "-a", "report=build/live-report.md")
    assert done.returncode == 0
    assert done.stderr == ""
    assert done.stdout.startswith("8 sources asked, 7 could be read, an article of 7 was extracted: build/")
    return (on.folder / "build" / "live-report.md").read_text("utf-8")


def _rows(told: str, section: str, source: str) -> list[list[str]]:
    part = told.split(f"## {section}\n", 1)[1].split("\n## ", 1)[0]
    rows = [line.strip("| ").split(" | ") for line in part.splitlines()]
    return [row for row in rows if row[0] == source]


def test_each_list_says_what_it_is_and_what_it_holds(told: str, room: Newsroom) -> None:
    full, business, sitemap = _rows(told, "Lists", "harbourpost")
    assert full[1:3] == [f"feed {room.url('harbourpost', '/atom.xml')}", "200"]
    assert full[3] == "atom 1.0"
    assert int(full[4]) > 10
    assert full[5:8] == ["2023-12-06 14:20", "100%", "100%"]
    assert sitemap[3] == "news sitemap"
    assert sitemap[7] == "0%"
    assert int(business[4]) == 5


def test_an_article_of_each_source_is_read(told: str) -> None:
    (row,) = _rows(told, "One article each", "harbourpost")
    assert row[2:5] == [
        "Pilots try out an electric boat, and keep the old one warm", "Bettina Osgood", "2023-12-06 14:20"
    ]  # fmt: skip
    assert int(row[5]) > 100
    (behind_a_forbidden_link,) = _rows(told, "One article each", "gridnotes")
    assert int(behind_a_forbidden_link[5]) > 50


def test_what_is_wrong_is_named_first(told: str, room: Newsroom) -> None:
    assert told.index("## Worth a look") < told.index("## Lists")
    assert [f"feed {room.url('stromblick', '/feed.json')}: HTTP 404"] in [
        row[1:] for row in _rows(told, "Worth a look", "stromblick")
    ]
    ((_, unreadable),) = _rows(told, "Worth a look", "dianchi")
    assert "rss.xml: " in unreadable
    assert _rows(told, "One article each", "dianchi") == []
    assert ["its rule for body found nothing"] in [
        row[1:] for row in _rows(told, "Worth a look", "harbourpost")
    ]


def test_a_source_that_is_off_is_not_asked(told: str, on: Bench) -> None:
    assert "pluggedin" not in told
    assert on.requests("pluggedin") == []
    refused = _survey(on, "-a", "report=other.md", "-a", "sources=pluggedin")
    assert refused.returncode != 0
    assert "source 'pluggedin' is off: robots.txt forbids every path" in refused.stderr
    assert not (on.folder / "other.md").exists()


def test_every_list_is_asked_once_and_nothing_is_stored(told: str, on: Bench) -> None:
    lists = on.requests("harbourpost", "feed", "sitemap")
    assert sorted(lists) == ["/atom.xml", "/business/atom.xml", "/googlenews.xml"]
    assert len(on.requests("harbourpost", "article")) == 1
    assert [on.count(kind) for kind in (EndpointRow, FrontierRow, PageRow, ArticleRow)] == [0, 0, 0, 0]
