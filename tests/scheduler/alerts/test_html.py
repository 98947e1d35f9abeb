"""The page in a mail: all is there, nothing of the article's acts, and it never breaks off inside a tag."""

from dataclasses import replace
from datetime import timedelta

import pytest
from lxml.html import HtmlElement, fragment_fromstring

from core.source import SourceKind
from scheduler.alerts.channels import open_channel
from scheduler.alerts.html import as_html
from scheduler.alerts.message import Item, Message, line_of
from storage.stories import Telling
from tests.scheduler.alerts.test_render import KEY, TIME, message
from tests.support.mailbox import Mailbox, running_mailbox

LIMIT = 32_000
HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=https://evil.example/x.png onerror=alert(1)>",
    '"><a href="https://evil.example">bank</a>',
    "[bank](https://evil.example)",
    "javascript:alert(1)",
    "mailto:me@evil.example",
    "tg://resolve?domain=evil",
    "www.evil.example",
    "@everyone <!channel>",
    "&lt;script&gt;&#60;b&#62;",
    "\u202egnp.exe\u202c",
    "{{ 7 * 7 }}{% raw %}",
    "]]><x/>",
)
ACTIVE = (
    "://evil",
    "evil.example",
    "@everyone",
    "<!channel",
    "javascript:alert",
    "mailto:me",
    "tg://",
    "\u202e",
)
OURS = ("https://evpost.example/nio", "https://other.example/1")


def page(of: Message, limit: int = LIMIT) -> HtmlElement:
    written = as_html(of, limit=limit)
    assert len(written) <= limit
    return fragment_fromstring(written)


def hostile(text: str) -> Message:
    tellings = [
        Telling(9, text, "https://other.example/1", "o", text, SourceKind.MEDIA, TIME - timedelta(minutes=7)),
        Telling(1, text, "https://evpost.example/nio", "evpost", text, SourceKind.MEDIA, TIME),
    ]
    found = message(title=text, body=text, authors=(text,), source=text, query="-zebra", tellings=tellings)
    items = (Item(line_of(text), text, TIME, OURS[0], text),)
    return replace(found, rule=text, reason=text, why=(line_of(text),), items=items)


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_that_an_article_says_becomes_markup_or_a_link(text: str) -> None:
    shown = page(hostile(text))

    tags = {str(element.tag) for element in shown.iter()}
    assert tags <= {"div", "h2", "p", "b", "br", "a", "mark", "ol", "ul", "li"}
    assert {name for element in shown.iter() for name in element.attrib} <= {"style", "href"}
    assert {str(link.get("href")) for link in shown.iter("a")} == set(OURS)
    words = shown.text_content()
    assert not [active for active in ACTIVE if active in words]
    assert "".join(c if c.isprintable() else " " for c in text).strip() in words.replace("\u200b", "")


def test_matching_words_are_marked_and_the_sources_linked() -> None:
    tellings = [
        Telling(
            9, "", "https://other.example/1", "o", "工信部", SourceKind.REGULATOR, TIME - timedelta(minutes=7)
        ),
        Telling(1, "", OURS[0], "evpost", "The EV Post", SourceKind.MEDIA, TIME),
    ]
    shown = page(message(body="The manufacturing licence came.", tellings=tellings))

    marked = [mark.text_content() for mark in shown.iter("mark")]
    assert marked == ["manufacturing license", "manufacturing license", "manufacturing licence"]
    assert [item.text_content() for item in shown.iter("li")] == [
        "工信部 (regulator), 2023-12-04 08:23 UTC",
        "The EV Post, +7 min",
    ]
    assert "Rule: licenses, severity high" in shown.text_content()
    assert KEY in shown.text_content()


def test_a_message_out_of_measure_is_cut_between_its_parts() -> None:
    long = "<&\"'" * 2000
    items = tuple(Item(line_of(long), long[:90], TIME, OURS[0] + "?" + "x" * 900) for _ in range(100))
    of = replace(hostile(long), rule="r", reason="", why=(), source="s", items=items)
    of = replace(of, tellers=tuple(replace(teller, source="s") for teller in of.tellers))
    shown = page(of, 20_000)

    assert "more" in shown.text_content()
    assert shown[-1].text_content() == f"delivery {KEY}", "it is whole"


def mailed(box: Mailbox, of: Message, extra: str = "") -> None:
    open_channel(box.url(extra), timeout_s=5.0).send(of)


def test_a_mail_holds_a_page_and_the_same_as_plain_text() -> None:
    with running_mailbox() as box:
        mailed(box, message(title="NIO <b>gets</b> manufacturing license", body="It came: 生产资质."))

    (mail,) = box.received
    html, text = mail.get_body(("html",)), mail.get_body(("plain",))
    assert html is not None
    assert text is not None
    assert '<mark style="background:#ffe58a;color:#111">manufacturing license</mark>' in html.get_content()
    assert "<b>gets" not in html.get_content()
    assert "It came: 生产资质." in text.get_content()
    assert "https://evpost.example/nio" in text.get_content()
    assert mail["Subject"].replace("\u200b", "") == "licenses: NIO <b>gets</b> manufacturing license"
    assert mail["X-Evwatch-Delivery"] == KEY


def test_a_title_adds_no_header_to_a_mail() -> None:
    with running_mailbox() as box:
        mailed(box, message(title="One\r\nBcc: victim@evil.example\r\n\r\ntwo"))

    (mail,) = box.received
    assert mail["Bcc"] is None
    assert mail["To"] == "editor@desk.example"


def test_who_asks_for_mail_in_plain_text_gets_it_with_the_words_marked() -> None:
    with running_mailbox() as box:
        mailed(box, message(), "&format=text")

    (mail,) = box.received
    assert mail.get_content_type() == "text/plain"
    assert "NIO gets **manufacturing license**" in mail.get_content()
