"""OPML, as other programs write it, and as we do."""

from datetime import UTC, datetime

import pytest

from core.errors import ConfigError
from storage.exports.opml import Outline, read, write

NOW = datetime(2023, 12, 4, 12, tzinfo=UTC)
FILE = """
<?xml version="1.0" encoding="UTF-8"?>
<opml version="1.1"><head><title>mine</title></head><body>
  <outline text="Alone" xmlUrl=" https://a.example/feed " htmlUrl="https://a.example/" language="de-DE"/>
  <outline text="Cars"><!-- nothing --><outline title="Batteries">
    <outline text="Deep" title="Deep down" xmlurl="https://b.example/feed" category="/tech/cells,ev"/>
  </outline></outline>
  <outline text="A page" type="link" url="https://c.example/"/>
</body></opml>"""


def test_entries_come_with_their_folders_and_categories() -> None:
    assert read(FILE.encode()) == [
        Outline("Alone", "https://a.example/feed", "https://a.example/", "de-DE"),
        Outline("Deep down", "https://b.example/feed", folders=("Cars", "Batteries", "tech", "cells", "ev")),
        Outline("A page", ""),
    ]


def test_what_is_written_is_read_again() -> None:
    outlines = [
        Outline(
            "蔚来 & Co <b>",
            "https://a.example/feed?a=1&b=2",
            "https://a.example/",
            "zh",
            ("battery", "maker"),
        ),
        Outline("Two", "https://b.example/feed", folders=("battery",)),
        Outline("None", "https://c.example/feed"),
    ]
    written = write(outlines, title="evwatch", now=NOW)
    assert read(written.encode()) == outlines
    assert "<dateCreated>Mon, 04 Dec 2023 12:00:00 +0000</dateCreated>" in written
    assert written.count('text="battery"') == 1


def test_a_name_that_no_xml_can_hold_loses_only_what_it_cannot() -> None:
    written = write([Outline("A\x1b[31m name", "https://a.example/feed")], title="evwatch", now=NOW)
    assert read(written.encode())[0].title == "A [31m name"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(b"", "not an OPML file", id="nothing"),
        pytest.param(b"<html><body/></html>", "its root is <html>", id="a page"),
        pytest.param(b"<rss version='2.0'><channel/></rss>", "its root is <rss>", id="a feed"),
        pytest.param(b"<opml><head/></opml>", "not an OPML file", id="no body"),
        pytest.param(b"<opml><body><outline text='A & B'/></body></opml>", "line 1", id="broken, and where"),
        pytest.param(
            b"<!DOCTYPE o [<!ENTITY a 'lol'>]><opml><body><outline text='&a;'/></body></opml>",
            "declares entities",
            id="entities",
        ),
    ],
)
def test_what_is_no_opml_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(ConfigError, match=reason):
        read(content)
