"""What the operator got wrong is told in one clear line, with exit status 2."""

import pytest

from storage.schema import RuleRow, SourceRow
from tests.support.bench import Bench
from tests.support.child import Done
from tests.support.pages import serving

NOWHERE = "postgresql+psycopg://evwatch:hunter2@127.0.0.1:9/evwatch"


def _assert_told(done: Done, *words: str, lines: int = 1) -> None:
    assert done.status == 2, done
    assert done.out == ""
    assert len(done.err.splitlines()) == lines, done.err
    for word in words:
        assert word in done.err


def test_an_unknown_source_is_named(on: Bench) -> None:
    _assert_told(on.crawl("electric"), "unknown source 'electric'", "evwatch sources list")


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(("search",), id="search"),
        pytest.param(("rules", "add", "a rule"), id="a new rule"),
        pytest.param(("rules", "test"), id="a rule's trial"),
    ],
)
def test_a_malformed_query_is_shown_with_a_caret_under_the_position(
    on: Bench, command: tuple[str, ...]
) -> None:
    done = on.evwatch(*command, "nio OR (byd")
    _assert_told(done, lines=2)
    query, caret = done.err.splitlines()
    assert query == "nio OR (byd"
    assert caret.index("^") in (7, 11)
    assert len(caret.split("^")[1].strip()) > 5
    assert on.count(RuleRow) == 0


def test_the_caret_stands_under_wide_characters_too(on: Bench) -> None:
    done = on.evwatch("search", "蔚来 foo:bar")
    query, caret = done.err.splitlines()
    assert (query, caret.index("^")) == ("蔚来 foo:bar", 5)


@pytest.mark.parametrize("command", [("crawl",), ("search", "nio"), ("status",), ("run",), ("db", "info")])
def test_a_database_out_of_reach_is_named_without_its_password(on: Bench, command: tuple[str, ...]) -> None:
    done = on.evwatch(*command, database_url=NOWHERE)
    _assert_told(done, "database postgresql+psycopg://evwatch:***@127.0.0.1:9/evwatch cannot be reached")
    assert "hunter2" not in done.err


@pytest.mark.parametrize(
    ("url", "words"),
    [
        pytest.param(
            "sqlite:////proc/nowhere/evwatch.db", "database folder", id="a folder that cannot be made"
        ),
        pytest.param("sqlite://", "must name a file", id="a database in memory"),
        pytest.param("mysql://host/name", "mysql is not supported", id="another kind of database"),
        pytest.param("evwatch.db", "is not an address", id="no address"),
    ],
)
def test_a_database_address_that_cannot_work_is_refused(on: Bench, url: str, words: str) -> None:
    _assert_told(on.evwatch("status", database_url=url), words)


def test_a_file_that_is_no_database_is_refused(on: Bench) -> None:
    (on.folder / "notes.txt").write_text("This is not a database, it is a note. " * 40)
    done = on.evwatch("status", database_url=f"sqlite:///{on.folder}/notes.txt")
    _assert_told(done, "cannot be reached: file is not a database")


def test_a_broken_settings_file_is_named_with_the_place(on: Bench) -> None:
    (on.folder / "evwatch.toml").write_text("contact =\n")
    _assert_told(on.evwatch("status"), "evwatch.toml is not valid TOML", "line 1")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("colour = 'red'\n", ("'colour'", "there is no such setting"), id="unknown"),
        pytest.param("max_attempts = 0\n", ("'max_attempts'", "evwatch.toml", "1"), id="out of range"),
        pytest.param("log_level = 'LOUD'\n", ("'log_level'", "DEBUG"), id="not one of the choices"),
    ],
)
def test_a_setting_that_cannot_be_is_named(on: Bench, text: str, words: tuple[str, ...]) -> None:
    (on.folder / "evwatch.toml").write_text(text)
    _assert_told(on.evwatch("status"), *words)


def test_a_setting_from_the_environment_is_named_by_its_variable(on: Bench) -> None:
    _assert_told(on.evwatch("status", host_delay_s="soon"), "EVWATCH_HOST_DELAY_S")


def test_a_settings_file_that_is_not_there_is_named(on: Bench) -> None:
    _assert_told(
        on.evwatch("status", config="/nowhere/evwatch.toml"), "EVWATCH_CONFIG", "/nowhere/evwatch.toml"
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("name = ", "not valid TOML", id="no TOML"),
        pytest.param(
            'name = "x"\nhome = "http://x.example/"\n', "needs at least one of feeds", id="no entrance"
        ),
        pytest.param('name = "x"\nhome = "ftp://x/"\nfeeds = ["http://x/f"]\n', "home", id="no web address"),
        pytest.param('name = "x"\nhome = "http://x/"\nfeds = ["http://x/f"]\n', "fe", id="a slip of the pen"),
    ],
)
def test_a_broken_catalogue_file_is_named(on: Bench, text: str, words: str) -> None:
    (on.folder / "catalog" / "broken.toml").write_text(text)
    _assert_told(on.evwatch("crawl"), "broken.toml", words)


@pytest.mark.parametrize("command", [("run",), ("sources", "list")])
def test_nothing_starts_with_a_broken_catalogue(on: Bench, command: tuple[str, ...]) -> None:
    (on.folder / "catalog" / "broken.toml").write_text("name = ")
    _assert_told(on.evwatch(*command), "broken.toml", "not valid TOML")


def test_a_catalogue_folder_that_is_not_there_is_named(on: Bench) -> None:
    _assert_told(on.evwatch("crawl", catalog_dir="/nowhere"), "/nowhere")


def test_an_address_with_nothing_to_watch_is_not_watched(on: Bench) -> None:
    with serving() as site:
        site.article("/page", "An article")
        for path, words in (
            ("/page", "no feed, sitemap or section page"),
            ("/gone", "cannot be read: HTTP 404"),
        ):
            _assert_told(on.evwatch("sources", "add", site.url(path)), words)
    _assert_told(on.evwatch("sources", "add", "file:///etc/hostname"), "file:///etc/hostname")
    assert on.count(SourceRow) == 0


def test_a_feed_is_watched_after_a_look_at_it(on: Bench) -> None:
    with serving() as site:
        site.article("/a", "A watched article")
        site.feed(site.url("/a"))
        added = on.evwatch("sources", "add", site.url("/feed"), "--id", "mine")
        assert (added.status, added.err) == (0, "")
        assert on.crawl("mine").status == 0
    assert [row.title for row in on.articles()] == ["A watched article"]


def test_fetch_tells_an_article_from_its_absence(on: Bench) -> None:
    with serving() as site:
        site.article("/a", "A single article")
        done = on.evwatch("fetch", site.url("/a"))
        assert (done.status, done.err) == (0, "")
        assert "A single article" in done.out
        gone = on.evwatch("fetch", site.url("/gone"))
        assert (gone.status, gone.out) == (1, "")
        assert "404" in gone.err
    assert on.articles() == []


def test_settings_are_shown_with_secrets_masked(on: Bench) -> None:
    (on.folder / "evwatch.toml").write_text('contact = "desk@example.org"\nhost_delay_s = 7\n')
    done = on.evwatch("config", database_url=NOWHERE)
    assert done.status == 0
    rows = {line.split()[0]: line for line in done.out.splitlines() if line.strip()}
    assert "desk@example.org" in rows["contact"]
    assert rows["host_delay_s"].split()[1] == "0.0", "the environment rules over the file"
    assert "evwatch:***@127.0.0.1" in rows["database_url"]
    assert "hunter2" not in done.out


def test_an_empty_database_is_set_up_and_described(on: Bench) -> None:
    fresh = f"sqlite:///{on.folder}/deep/down/new.db"
    before = on.evwatch("db", "info", database_url=fresh)
    assert "schema    none" in before.out
    upgraded = on.evwatch("db", "upgrade", database_url=fresh)
    assert "empty -> " in upgraded.out
    assert "up to date" in on.evwatch("db", "upgrade", database_url=fresh).out
    after = on.evwatch("db", "info", database_url=fresh).out
    assert "articles" in after


def test_no_source_within_reach_is_told_line_by_line_and_the_monitor_keeps_running(on: Bench) -> None:
    for number, name in enumerate(("one", "two"), 1):
        text = f'name = "{name}"\nhome = "http://127.0.0.9/"\nfeeds = ["http://127.0.0.9:{number}/feed"]\n'
        (on.folder / "catalog" / f"{name}.toml").write_text(text)
    with on.running(poll_interval_s=600) as running:
        on.wait_for_rest(running)
        assert running.is_alive
        assert running.stop() == 0
    for name in ("one", "two"):
        (line,) = [line for line in running.log.splitlines() if f"{name}: could not read" in line]
        assert "unreachable" in line
    assert "Traceback" not in running.log
    told = on.evwatch("status").out
    assert "one" in told
    assert "unreachable" in told
