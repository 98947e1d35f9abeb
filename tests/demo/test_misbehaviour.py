"""Each mode does what it says, to whom it says and as often as it says."""

import gzip
import http.client
import threading
import time

import feedparser
import pytest

from demo.newsroom import Newsroom
from tests.demo.conftest import Reply, fetch, wait_until

FEED = "/feed/"


def test_a_status_comes_with_its_retry_after_and_as_often_as_asked(room: Newsroom) -> None:
    room.misbehave("pluggedin", FEED, mode="status", status=429, retry_after=120, times=2)
    replies = [fetch(room, "pluggedin", FEED) for _ in range(3)]
    assert [reply.status for reply in replies] == [429, 429, 200]
    assert replies[0].headers["retry-after"] == "120"


def test_only_the_named_site_and_path_misbehave(room: Newsroom) -> None:
    room.misbehave("pluggedin", "/guides/*", mode="status", status=500)
    assert fetch(room, "pluggedin", "/guides/news/").status == 500
    assert fetch(room, "pluggedin", FEED).status == 200
    assert fetch(room, "evstandard", FEED).status == 200


def test_the_newest_rule_wins_and_behaving_ends_them_all(room: Newsroom) -> None:
    room.misbehave("*", mode="status", status=500)
    room.misbehave("pluggedin", mode="status", status=403)
    assert fetch(room, "pluggedin", FEED).status == 403
    assert fetch(room, "evstandard", FEED).status == 500
    room.behave()
    assert fetch(room, "pluggedin", FEED).status == 200


def test_a_hanging_request_is_let_go_by_behaving(room: Newsroom) -> None:
    room.misbehave("pluggedin", FEED, mode="hang", max_s=30)
    replies: list[Reply] = []
    thread = threading.Thread(target=lambda: replies.append(fetch(room, "pluggedin", FEED)))
    thread.start()
    wait_until(lambda: bool(room.log()))
    assert [entry["status"] for entry in room.log()] == [None]
    room.behave()
    thread.join(timeout=5)
    assert [reply.status for reply in replies] == [504]


def test_a_hang_ends_by_itself_and_when_the_client_leaves(room: Newsroom) -> None:
    room.misbehave("pluggedin", FEED, mode="hang", max_s=0.2)
    assert fetch(room, "pluggedin", FEED).status == 504
    room.misbehave("pluggedin", FEED, mode="hang", max_s=60)
    with pytest.raises(TimeoutError):
        fetch(room, "pluggedin", FEED, timeout_s=0.2)
    wait_until(lambda: room.log()[-1]["status"] == 504)


def test_slow_is_late_but_whole(room: Newsroom) -> None:
    whole = fetch(room, "pluggedin", FEED)
    room.misbehave("pluggedin", FEED, mode="slow", delay_ms=200)
    began = time.monotonic()
    reply = fetch(room, "pluggedin", FEED, {"If-None-Match": '"none"'})
    assert time.monotonic() - began >= 0.2
    assert reply.body == whole.body


def test_a_dropped_connection_ends_before_the_promised_length(room: Newsroom) -> None:
    room.misbehave("pluggedin", FEED, mode="drop")
    with pytest.raises(http.client.IncompleteRead) as caught:
        fetch(room, "pluggedin", FEED)
    assert caught.value.partial.startswith(b"<?xml")


def test_a_truncated_answer_looks_complete(room: Newsroom) -> None:
    whole = fetch(room, "pluggedin", FEED).body
    room.misbehave("pluggedin", FEED, mode="truncate")
    reply = fetch(room, "pluggedin", FEED)
    assert reply.body == whole[: len(whole) // 2]
    assert feedparser.parse(reply.body).bozo


def test_garbage_is_an_html_page_with_200(room: Newsroom) -> None:
    room.misbehave("pluggedin", FEED, mode="garbage")
    reply = fetch(room, "pluggedin", FEED)
    assert reply.status == 200
    assert reply.headers["content-type"].startswith("text/html")
    assert not feedparser.parse(reply.body).entries


def test_a_redirect_goes_where_it_is_told(room: Newsroom) -> None:
    room.misbehave("pluggedin", FEED, mode="redirect", location="http://169.254.1.1/")
    reply = fetch(room, "pluggedin", FEED)
    assert (reply.status, reply.headers["location"]) == (302, "http://169.254.1.1/")


@pytest.mark.parametrize(("site", "lie"), [("dianchi", "utf-8"), ("pluggedin", "gbk")])
def test_a_lying_charset_changes_the_header_and_no_byte(room: Newsroom, site: str, lie: str) -> None:
    honest = fetch(room, site, "/")
    room.misbehave(site, "/", mode="lying-charset")
    reply = fetch(room, site, "/")
    assert reply.headers["content-type"] == f"text/html; charset={lie}"
    assert reply.body == honest.body


def test_a_bomb_is_small_until_it_is_opened(room: Newsroom) -> None:
    room.misbehave("pluggedin", FEED, mode="bomb", size_mb=5)
    reply = fetch(room, "pluggedin", FEED)
    assert reply.headers["content-encoding"] == "gzip"
    assert len(reply.body) < 20_000
    assert len(gzip.decompress(reply.body)) == 5_000_000
