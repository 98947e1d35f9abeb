"""Alerts in files: whole lines, whole feeds, each message once."""

import json
import os
from dataclasses import replace
from pathlib import Path
from uuid import UUID, uuid4

import feedparser
import pytest

from core.errors import ConfigError, DeliveryError
from scheduler.alerts.channels import masked, open_channel
from scheduler.alerts.feed import NEWEST, entry
from scheduler.alerts.message import Message
from storage.exports.atom import Feed, write
from tests.scheduler.alerts.test_html import ACTIVE, HOSTILE, hostile
from tests.scheduler.alerts.test_render import KEY, TIME, message

OTHER_KEY = "f" * 32


def send(url: str, *messages: Message) -> None:
    channel = open_channel(url, timeout_s=1.0)
    for each in messages:
        channel.send(each)


def lines(path: Path) -> list[str]:
    """The keys of the lines, "?" for a line that is not whole."""
    keys = []
    for line in path.read_text("utf-8").splitlines():
        try:
            keys.append(json.loads(line)["key"])
        except ValueError:
            keys.append("?")
    return keys


def test_each_alert_is_a_line_of_json(tmp_path: Path) -> None:
    path = tmp_path / "alerts.jsonl"
    send(f"jsonl://{path}", message("生产\u2028资质 \n two"), replace(message(), key=OTHER_KEY))

    first, second = path.read_bytes().splitlines()
    assert json.loads(first)["article"]["title"] == "生产 资质 two"
    assert json.loads(second)["key"] == OTHER_KEY
    assert path.stat().st_mode & 0o777 == 0o600


def test_an_attempt_that_was_not_noted_adds_no_second_line(tmp_path: Path) -> None:
    path = tmp_path / "alerts.jsonl"
    send(f"jsonl://{path}", message(), message("the same, told anew"))
    send(f"jsonl://{path}", replace(message(), key=OTHER_KEY), message())

    assert lines(path) == [KEY, OTHER_KEY, KEY], "only the last line can be an attempt that was not noted"


def test_a_line_that_was_torn_off_spoils_only_itself(tmp_path: Path) -> None:
    path = tmp_path / "alerts.jsonl"
    send(f"jsonl://{path}", message())
    os.truncate(path, path.stat().st_size - 20)
    send(f"jsonl://{path}", message(), replace(message(), key=OTHER_KEY))

    assert lines(path) == ["?", KEY, OTHER_KEY]


def test_a_file_that_is_moved_away_is_begun_anew(tmp_path: Path) -> None:
    path = tmp_path / "alerts.jsonl"
    channel = open_channel(f"jsonl://{path}", timeout_s=1.0)
    channel.send(message())
    path.rename(tmp_path / "alerts.jsonl.1")
    channel.send(replace(message(), key=OTHER_KEY))

    assert (lines(tmp_path / "alerts.jsonl.1"), lines(path)) == ([KEY], [OTHER_KEY])


@pytest.mark.parametrize("scheme", ["jsonl", "atom"])
def test_a_disk_that_takes_nothing_is_a_failed_attempt(tmp_path: Path, scheme: str) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    channel = open_channel(f"{scheme}://{folder}/alerts", timeout_s=1.0)
    folder.rmdir()

    with pytest.raises(DeliveryError, match="cannot be written: No such file") as raised:
        channel.send(message())
    assert raised.value.retry_after is not None


def test_the_feed_is_one_that_feed_readers_read(tmp_path: Path) -> None:
    path = tmp_path / "my licences.xml"
    url = f"atom://{tmp_path}/my%20licences.xml"
    send(url, message(body="It came: 生产资质."))
    earlier = feedparser.parse(path.read_bytes())
    send(url, replace(message(authors=()), key=OTHER_KEY))

    found = feedparser.parse(path.read_bytes())
    assert not found.bozo
    assert (found.version, found.feed.title, found.feed.updated) == (
        "atom10",
        "evwatch: my licences",
        "2023-12-04T08:30:00+00:00",
    )
    assert found.feed.id == earlier.feed.id
    new, old = found.entries
    assert (new.id, new.author) == (UUID(OTHER_KEY).urn, "The EV Post")
    assert (old.id, old.author, old.link) == (UUID(KEY).urn, "Jane Doe", "https://evpost.example/nio")
    assert old.title == "licenses: NIO gets manufacturing license"
    assert old == earlier.entries[0]
    assert "It came: 生产资质." in old.content[0].value
    assert os.listdir(tmp_path) == [path.name], "nothing is left beside it"


def test_an_attempt_that_was_not_noted_adds_no_second_entry(tmp_path: Path) -> None:
    send(f"atom://{tmp_path}/a.xml", message(), message("The same, told anew"))

    (told,) = feedparser.parse((tmp_path / "a.xml").read_bytes()).entries
    assert told.title == "licenses: The same, told anew"


def test_the_feed_keeps_the_newest_hundred(tmp_path: Path) -> None:
    old = [entry(replace(message(), key=uuid4().hex), now=TIME) for _ in range(NEWEST)]
    (tmp_path / "a.xml").write_bytes(write(Feed("urn:x", "x", tuple(old)), now=TIME))
    send(f"atom://{tmp_path}/a.xml", message(), replace(message(), key=OTHER_KEY))

    found = feedparser.parse((tmp_path / "a.xml").read_bytes())
    ids = [UUID(OTHER_KEY).urn, UUID(KEY).urn, *(each.id for each in old[: NEWEST - 2])]
    assert [each.id for each in found.entries] == ids


@pytest.mark.parametrize("text", HOSTILE)
def test_no_title_breaks_the_feed_or_acts_in_it(tmp_path: Path, text: str) -> None:
    send(f"atom://{tmp_path}/a.xml", hostile(text))

    found = feedparser.parse((tmp_path / "a.xml").read_bytes(), sanitize_html=False)
    assert not found.bozo
    (told,) = found.entries
    assert "<script" not in told.content[0].value
    assert "<img" not in told.content[0].value
    assert not [active for active in ACTIVE if active in told.title]


@pytest.mark.parametrize("content", [b"My notes", b"<feed xmlns='http://www.w3.org/2005/Atom'/>", b""])
def test_a_file_that_is_no_feed_of_ours_is_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.xml"
    path.write_bytes(content)

    with pytest.raises(DeliveryError, match="no feed of evwatch"):
        send(f"atom://{path}", message())
    assert path.read_bytes() == content


@pytest.mark.parametrize("scheme", ["jsonl", "atom"])
@pytest.mark.parametrize(
    ("place", "words"),
    [
        pytest.param("alerts.out", "with the whole path", id="no whole path"),
        pytest.param("/nowhere/at/all/alerts.out", "no folder /nowhere/at/all", id="no such folder"),
        pytest.param("/dev/null", "is no file", id="a device"),
        pytest.param("/tmp", "is no file", id="a folder"),
        pytest.param("/tmp/a?secret=x", "with the whole path", id="parameters"),
        pytest.param("user:word@/tmp/a", "with the whole path", id="a login"),
        pytest.param("/tmp/a%0Ab", "control characters", id="a line break"),
    ],
)
def test_a_place_that_cannot_be_written_is_told_at_once(scheme: str, place: str, words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        open_channel(f"{scheme}://{place}", timeout_s=1.0)


def test_the_name_of_a_file_is_shown(tmp_path: Path) -> None:
    assert masked(f"jsonl://{tmp_path}/a.jsonl") == f"jsonl://{tmp_path}/a.jsonl"
