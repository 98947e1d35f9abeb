"""The control API, its log and sink, and the newsroom as a process of its own."""

import json
import signal
import socket
import subprocess
import sys
import tomllib
import urllib.error
import urllib.request
from datetime import UTC, datetime
from pathlib import Path

import pytest

from demo.newsroom import Control, Newsroom, load_world
from demo.server import listen
from tests.demo.conftest import fetch, wait_until

WORLD = load_world()
ROOT = Path(__file__).parents[2]
CATALOG_KEYS = ["name", "home", "language", "zone", "country", "kind", "feeds", "section_pages", "sitemaps"]


def test_the_log_tells_who_asked_for_what(room: Newsroom) -> None:
    article = WORLD.articles["motorvolt"][0].path
    paths = ["/", "/robots.txt", "/rss/articles/all/", "/sitemap.xml", "/news/", article, article + "amp/"]
    for path in [*paths, "/internal/x", "/nowhere"]:
        fetch(room, "motorvolt", path, {"User-Agent": "evwatch/0", "If-None-Match": '"x"'})
    kinds = ["home", "robots", "feed", "sitemap", "section", "article", "amp", "trap", "other"]
    entries = room.log()
    assert [entry["kind"] for entry in entries] == kinds
    assert room.counts() == {"motorvolt": dict.fromkeys(kinds, 1)}
    last = entries[-1]
    assert (last["site"], last["method"], last["path"]) == ("motorvolt", "GET", "/nowhere")
    assert (last["status"], last["conditional"], last["user_agent"]) == (404, True, "evwatch/0")
    assert last["in_flight"] == 1
    assert last["at"] >= entries[0]["at"]
    room.clear_log()
    assert room.log() == []


def test_the_log_counts_requests_in_flight(room: Newsroom) -> None:
    room.misbehave("pluggedin", "/feed/", mode="hang", max_s=0.3, times=1)
    address = (WORLD.sites["pluggedin"].address, room.port)
    with socket.create_connection(address) as hanging:
        hanging.sendall(b"GET /feed/ HTTP/1.1\r\nHost: x\r\n\r\n")
        wait_until(lambda: bool(room.log()))
        fetch(room, "pluggedin", "/")
        assert [entry["in_flight"] for entry in room.log()] == [1, 2]


def test_the_sink_keeps_headers_and_body(room: Newsroom) -> None:
    request = urllib.request.Request(
        room.sink_url("alerts/1"), data="蔚来".encode(), headers={"Idempotency-Key": "k1"}
    )
    with urllib.request.urlopen(request) as answer:
        assert answer.status == 200
    (received,) = room.sink()
    assert (received["path"], received["body"]) == ("/sink/alerts/1", "蔚来")
    assert received["headers"]["idempotency-key"] == "k1"
    room.clear_sink()
    assert room.sink() == []


def test_the_sink_can_misbehave(room: Newsroom) -> None:
    room.misbehave("control", "/sink/*", mode="status", status=503, times=1)
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(room.sink_url(), data=b"{}")
    caught.value.close()
    assert caught.value.code == 503
    assert room.control.call("POST", "/sink/hook", {}) == {"ok": True}
    assert len(room.sink()) == 2


@pytest.mark.parametrize(
    ("path", "body"),
    [
        pytest.param("/clock", {"now": "tomorrow"}, id="no time"),
        pytest.param("/clock", {"now": "2023-12-04T00:00:00"}, id="naive time"),
        pytest.param("/clock/advance", {"weeks": 1}, id="unknown unit"),
        pytest.param("/clock/advance", {"hours": "one"}, id="no number"),
        pytest.param("/misbehave", {"mode": "explode"}, id="unknown mode"),
        pytest.param("/misbehave", {"mode": "slow", "delay": 1}, id="unknown key"),
        pytest.param("/misbehave", {"mode": "slow", "delay_ms": "long"}, id="wrong type"),
    ],
)
def test_a_wrong_request_is_refused_with_its_reason(
    room: Newsroom, path: str, body: dict[str, object]
) -> None:
    with pytest.raises(urllib.error.HTTPError) as caught:
        room.control.call("POST", path, body)
    with caught.value as error:
        assert error.code == 400
        assert json.load(error)["error"]


def test_the_catalogue_has_one_file_per_site_with_exactly_its_keys(room: Newsroom, tmp_path: Path) -> None:
    written = room.write_catalog(tmp_path / "catalog")
    assert {path.stem for path in written} == set(WORLD.sites)
    for path in written:
        entry = tomllib.loads(path.read_text(encoding="utf-8"))
        assert list(entry) == CATALOG_KEYS
        source = next(one for one in room.sources() if one["id"] == path.stem)
        assert entry == {key: source[key] for key in CATALOG_KEYS}
        assert entry["feeds"] or entry["section_pages"]
        for address in [entry["home"], *entry["feeds"], *entry["section_pages"], *entry["sitemaps"]]:
            assert fetch(room, path.stem, address.removeprefix(room.url(path.stem, ""))).status == 200


def test_a_taken_port_is_refused() -> None:
    (taken,) = listen(["127.0.0.1"], 0)
    taken.listen()
    with taken, pytest.raises(OSError, match="in use"):
        listen(["127.0.0.2", "127.0.0.1"], taken.getsockname()[1])


def test_two_newsrooms_run_side_by_side() -> None:
    now = datetime(2023, 12, 1, tzinfo=UTC)
    with Newsroom(now=now, world=WORLD) as one, Newsroom(now=now, world=WORLD) as other:
        one.advance(days=1)
        assert one.port != other.port
        assert other.clock() == now


def test_the_child_process_says_where_it_listens_and_stops_on_sigterm() -> None:
    command = [sys.executable, "-m", "demo", "--now", "2023-12-04T01:00:00+00:00"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT, text=True) as child:
        assert child.stdout is not None
        ready = json.loads(child.stdout.readline())
        control = Control(ready["port"])
        assert ready["control"] == control.address
        assert control.clock() == datetime(2023, 12, 4, 1, tzinfo=UTC)
        assert any(one["event"] == "nio-licence" for one in control.gold())
        child.send_signal(signal.SIGTERM)
        assert child.wait(timeout=10) == 0
