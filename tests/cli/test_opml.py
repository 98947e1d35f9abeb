"""Feeds in and out, as other readers keep them."""

import json
from pathlib import Path

import pytest

from demo.newsroom import DEFAULT_NOW, Newsroom
from storage.schema import SourceRow
from tests.support.bench import Bench, bench, bench_of

OUTLINE = '<outline type="rss" text="{}" xmlUrl="{}" htmlUrl="{}"/>'


def opml(*outlines: str) -> str:
    return f'<?xml version="1.0"?><opml version="2.0"><body>{"".join(outlines)}</body></opml>'


def test_what_is_exported_here_is_watched_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    (tmp_path / "there" / "catalog").mkdir(parents=True)
    file = tmp_path / "feeds.opml"
    with (
        Newsroom(DEFAULT_NOW) as room,
        bench(room, tmp_path / "here", sites=["evstandard", "motorvolt"]) as here,
    ):
        catalog = here.folder / "catalog" / "evstandard.toml"
        catalog.write_text(catalog.read_text() + 'focus = ["policy", "maker"]\n')
        assert here.evwatch("sources", "export", str(file)).out == f"3 feeds written to {file}\n"
        assert here.evwatch("sources", "export").out.count("xmlUrl=") == 3
        with bench_of(tmp_path / "there", room=room) as there:
            assert there.evwatch("sources", "import", str(file)).status == 0
            rows = there.rows(SourceRow)
            assert {row.home for row in rows} == {room.url(site, "/") for site in ("evstandard", "motorvolt")}
            assert sorted(len(there.rows_of_endpoints(row.id)) for row in rows) == [1, 2]
            assert {tuple(row.focus) for row in rows} == {("maker", "policy"), ()}
            assert there.crawl().status == 0
            assert len({article.source_id for article in there.articles()}) == 2
            again = there.evwatch("sources", "import", str(file))
            assert again.status == 0
            assert again.out.splitlines()[-1] == "0 added, 3 known, 0 refused"


def test_each_entry_is_told_what_became_of_it(on: Bench) -> None:
    file = on.folder / "feeds.opml"
    file.write_text(
        opml(
            OUTLINE.format("One", "https://a.example/feed", "https://a.example/"),
            OUTLINE.format("Its other feed", "https://a.example/tag/feed", "https://www.a.example"),
            OUTLINE.format("One again", "http://www.a.example/feed/", ""),
            OUTLINE.format(
                "Another site of the domain", "https://a.example/blog/feed", "https://a.example/blog/"
            ),
            OUTLINE.format("A file", "file:///etc/passwd", ""),
            '<outline text="A page" type="link" url="https://b.example/"/>',
        )
    )
    done = on.evwatch("sources", "import", str(file), "--json")
    assert (done.status, done.err) == (1, "")
    assert [(one["outline"]["title"], one["fate"], one["detail"]) for one in json.loads(done.out)] == [
        ("One", "added", "a-example"),
        ("Its other feed", "added", "a-example"),
        ("One again", "known", "a-example"),
        ("Another site of the domain", "added", "a-example-2"),
        ("A file", "refused", "not an http(s) address: file:///etc/passwd"),
        ("A page", "refused", "it names no feed"),
    ]
    assert [row.name for row in on.rows(SourceRow)] == ["One", "Another site of the domain"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param("<html/>", "not an OPML file", id="a page"),
        pytest.param(None, "cannot be read", id="no file"),
    ],
)
def test_what_is_no_list_is_told_in_one_line(on: Bench, content: str | None, words: str) -> None:
    file = on.folder / "feeds.opml"
    if content is not None:
        file.write_text(content)
    done = on.evwatch("sources", "import", str(file))
    assert (done.status, done.out) == (2, "")
    assert words in done.err
    assert len(done.err.splitlines()) == 1
