"""Channels: every kind loads, secrets stay hidden, the terminal obeys nobody."""

import io
import logging
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pkgutil import iter_modules

import pytest
from apprise import NotifyFormat
from apprise.conversion import convert_between

from core.errors import ConfigError, DeliveryError
from core.query.highlight import Segment
from core.source import SourceKind
from scheduler.alerts import channels
from scheduler.alerts.channels import masked, open_channel
from scheduler.alerts.channels.console import ConsoleChannel
from scheduler.alerts.message import Item, Message, Teller, line_of
from scheduler.alerts.render import Limits, as_plain_text
from scheduler.alerts.wording import printable
from tests.scheduler.alerts.test_html import ACTIVE, HOSTILE, hostile
from tests.scheduler.sink import Sink

SECRET = "hunter2hunter2"
ADDRESSES = {
    "apprise": f"json://127.0.0.1:9/{SECRET}",
    "atom": "atom:///tmp/feed.xml",
    "console": "console://",
    "jsonl": "jsonl:///tmp/alerts.jsonl",
    "webhook": f"webhook+https://{SECRET}:{SECRET}@hooks.example/{SECRET}?token={SECRET}&secret={SECRET}",
}


def message(title: str = "A headline") -> Message:
    return Message(key="k" * 32, rule="licenses", headline=(Segment(title, True),), url="https://a.example/")


def test_every_kind_of_channel_opens_and_masks_its_address() -> None:
    kinds = {module.name for module in iter_modules(channels.__path__)}

    assert kinds == set(ADDRESSES), "a new kind needs its address here"
    for url in ADDRESSES.values():
        open_channel(url, timeout_s=1.0)
        assert SECRET not in masked(url)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        pytest.param(
            f"jsons://u:{SECRET}@hooks.example:8443/x/{SECRET}?+Auth={SECRET}",
            "jsons://hooks.example:8443/...",
            id="a webhook shows its host",
        ),
        pytest.param(
            "tgram://123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw/12315544",
            "tgram://...",
            id="a token in the place of the host",
        ),
        pytest.param(
            "https://discord.com/api/webhooks/123456/abcdefghijkl",
            "discord://...",
            id="a service's own web address",
        ),
        pytest.param(f"mailto://me:{SECRET}@mail.example", "mailto://mail.example:25/...", id="mail"),
        pytest.param(f"nosuch://{SECRET}", "nosuch://...", id="an unknown service"),
    ],
)
def test_masked_addresses_show_no_secret(url: str, shown: str) -> None:
    assert masked(url) == shown


@pytest.mark.parametrize(
    "url",
    [
        pytest.param(f"nosuch://{SECRET}/x", id="unknown service"),
        pytest.param("json://", id="no host"),
        pytest.param(f"tgram://{SECRET}", id="token without chat"),
        pytest.param(f"mailto://{SECRET}:{SECRET}@", id="mail without host"),
        pytest.param("file:///etc/passwd", id="a file"),
        pytest.param("console://somewhere", id="console with more"),
        pytest.param(SECRET, id="no address at all"),
        pytest.param("", id="nothing"),
    ],
)
def test_an_address_that_cannot_work_is_one_line_without_secrets(url: str) -> None:
    with pytest.raises(ConfigError) as raised:
        open_channel(url, timeout_s=1.0)

    assert len(str(raised.value).splitlines()) == 1
    assert SECRET not in str(raised.value)


def test_no_secret_reaches_the_log_or_the_error_even_at_debug_level(
    sink: Sink, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    sink.statuses = [500]
    channel = open_channel(f"{sink.url(f'/{SECRET}')}?+Authorization={SECRET}", timeout_s=5.0)

    with pytest.raises(DeliveryError, match="500") as raised:
        channel.send(message())

    assert sink.received[0].headers["authorization"] == SECRET
    assert SECRET not in caplog.text
    assert SECRET not in str(raised.value)
    assert raised.value.retry_after is not None


def test_an_address_may_ask_for_apprises_retries_and_gets_one_attempt(sink: Sink) -> None:
    sink.statuses = [500, 500, 500]

    with pytest.raises(DeliveryError):
        open_channel(f"{sink.url()}?retry=2&wait=0", timeout_s=5.0).send(message())

    assert len(sink.received) == 1


def test_a_redirect_is_a_failed_attempt_and_not_followed(sink: Sink) -> None:
    sink.statuses, sink.answers = [307], {"Location": "/elsewhere"}

    with pytest.raises(DeliveryError, match="307"):
        open_channel(sink.url(), timeout_s=5.0).send(message())

    assert [received.path for received in sink.received] == ["/hook"]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("dialect", [NotifyFormat.HTML, NotifyFormat.MARKDOWN])
def test_what_apprise_makes_of_the_text_for_a_chat_does_not_act_either(
    text: str, dialect: NotifyFormat
) -> None:
    sent = as_plain_text(hostile(printable(text)), Limits(), with_key=True).body
    shown = convert_between(NotifyFormat.TEXT, dialect, sent)  # type: ignore[no-untyped-call]

    assert not [active for active in ACTIVE if active in shown]
    assert not re.search(r"<(script|img|a)\b", shown)


def test_a_webhook_keeps_the_operators_own_fields(sink: Sink) -> None:
    open_channel(f"{sink.url()}?:team=ev&:message=text", timeout_s=5.0).send(message())

    assert sink.received[0].body["team"] == "ev"
    assert "A headline" in sink.received[0].body["text"]


def test_the_console_prints_the_whole_alert_in_one_write() -> None:
    writes: list[str] = []

    class Stream(io.StringIO):
        def write(self, text: str) -> int:
            writes.append(text)
            return len(text)

    ConsoleChannel(Stream()).send(message())

    assert [text for text in writes if text] == ["ALERT licenses\n  A headline\n  https://a.example/\n"]


def test_the_console_tells_why_who_was_first_and_what_is_listed() -> None:
    noon = datetime(2023, 12, 4, 12, tzinfo=UTC)
    tellers = (
        Teller("Ministry", SourceKind.REGULATOR, noon, timedelta(0), "", False),
        Teller("The EV Post", SourceKind.MEDIA, noon, timedelta(minutes=9), "", True),
    )
    told = replace(
        message(),
        severity="high",
        reason="a regulator has it",
        why=(line_of("nio"), line_of("lang:en")),
        tellers=tellers,
        items=(Item(line_of("Another"), "The EV Post", noon, "https://b.example/", "2 sources"),),
    )
    stream = io.StringIO()
    ConsoleChannel(stream).send(told)

    assert stream.getvalue().splitlines() == [
        "ALERT licenses (high)",
        "  A headline",
        "  Told now: a regulator has it",
        "  Why: nio; lang:en",
        "  First: Ministry (regulator) 2023-12-04 12:00 UTC; 1 more: The EV Post +9 min",
        "  - Another",
        "    The EV Post | 2023-12-04 12:00 UTC | 2 sources",
        "    https://b.example/",
        "  https://a.example/",
    ]


def test_a_title_cannot_steer_the_terminal() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    stream = Terminal()
    ConsoleChannel(stream).send(message("\x1b]0;owned\x07 \x1b[2J \x9b31m [red]x[/red] \u202e"))

    # What is left of escape sequences are the colours of our own marks.
    assert not re.sub(r"\x1b\[[0-9;]*m", "", stream.getvalue()).replace("\n", "").count("\x1b")
    left = re.sub(r"\x1b\[[0-9;]*m", "", stream.getvalue())
    assert all(c.isprintable() or c == "\n" for c in left)
    assert "[red]x[/red]" in left


def test_a_closed_standard_output_is_a_failed_attempt() -> None:
    stream = io.StringIO()
    stream.close()

    with pytest.raises(DeliveryError):
        ConsoleChannel(stream).send(message())
