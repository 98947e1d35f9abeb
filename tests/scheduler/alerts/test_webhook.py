"""The webhook: what it posts, how it is signed, which answers end a message and which put it off."""

import logging
import re
import socket
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from core.errors import ConfigError, DeliveryError
from scheduler.alerts.channels import masked, open_channel
from scheduler.alerts.channels.webhook import WebhookChannel
from tests.scheduler.alerts.test_render import KEY, message
from tests.scheduler.sink import Sink

SECRET = "hunter2hunter2"
NOW = datetime(2023, 12, 4, 9, 0, tzinfo=UTC)
GUIDE = Path(__file__).parents[3] / "docs" / "channels.md"


def refusal(sink: Sink, status: int, **answers: str) -> DeliveryError:
    sink.statuses, sink.answers = [status], {name.replace("_", "-"): value for name, value in answers.items()}
    with pytest.raises(DeliveryError) as raised:
        WebhookChannel(sink.webhook(), timeout_s=5.0, now=lambda: NOW).send(message())
    assert f"HTTP {status}" in str(raised.value)
    return raised.value


def test_the_payload_tells_everything_in_fields(sink: Sink) -> None:
    open_channel(sink.webhook(), timeout_s=5.0).send(message(body="The <b> manufacturing licence @all came."))

    (received,) = sink.received
    text = received.body.pop("text")
    assert text.startswith("NIO gets **manufacturing license**\n")
    assert received.body == {
        "key": KEY,
        "rule": "licenses",
        "severity": "high",
        "reason": "",
        "alerted_at": "2023-12-04T08:30:00+00:00",
        "article": {
            "title": "NIO gets manufacturing license",
            "url": "https://evpost.example/nio",
            "source": "The EV Post",
            "published": "2023-12-04T08:30:00+00:00",
            "byline": "Jane Doe",
        },
        "why": ['"manufacturing license" in the title: "manufacturing license"'],
        "passages": [{"text": "The <b> manufacturing licence @all came.", "matches": [[8, 29]]}],
        "sources": [],
        "items": [],
    }
    assert received.headers["x-evwatch-delivery"] == KEY
    assert received.headers["content-type"] == "application/json; charset=utf-8"
    assert "x-evwatch-signature" not in received.headers
    assert "authorization" not in received.headers


def verifier() -> Any:
    """The function that the guide gives to those who receive."""
    code = re.search(r"```python\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)
    assert code is not None
    found: dict[str, Any] = {}
    exec(code[1], found)
    return found["is_from_evwatch"]


def test_the_guides_verification_accepts_our_signature_and_nothing_else(sink: Sink) -> None:
    url = sink.webhook(f"/in?team=ev&secret={SECRET}")
    WebhookChannel(url, timeout_s=5.0, now=lambda: NOW).send(message(body="生产资质"))

    (received,) = sink.received
    headers, content, now = received.headers, received.content, NOW.timestamp()
    is_from_evwatch = verifier()
    assert received.path == "/in?team=ev", "the secret is not sent"
    assert is_from_evwatch(headers, content, SECRET, now=now + 60)
    assert not is_from_evwatch(headers, content + b" ", SECRET, now=now), "another body"
    assert not is_from_evwatch(headers, content, "guess", now=now), "another secret"
    assert not is_from_evwatch(headers, content, SECRET, now=now + 3600), (
        "an old one, sent again by a stranger"
    )
    later = headers | {"x-evwatch-timestamp": str(int(now) + 3600)}
    assert not is_from_evwatch(later, content, SECRET, now=now + 3600), "an old one with a new time"


def test_a_login_is_sent_as_such(sink: Sink) -> None:
    url = sink.webhook().replace("://", f"://desk:{SECRET}@")
    open_channel(url, timeout_s=5.0).send(message())

    assert sink.received[0].headers["authorization"] == "Basic ZGVzazpodW50ZXIyaHVudGVyMg=="


@pytest.mark.parametrize("status", [400, 405, 410, 413, 415, 422])
def test_an_answer_that_refuses_the_message_ends_it(sink: Sink, status: int) -> None:
    assert refusal(sink, status).retry_after is None


@pytest.mark.parametrize("status", [302, 401, 403, 404, 408, 425, 429, 500, 502, 503, 504])
def test_an_answer_that_may_change_puts_the_message_off(sink: Sink, status: int) -> None:
    assert refusal(sink, status).retry_after == timedelta(0)


@pytest.mark.parametrize(
    ("asked", "wait"),
    [
        pytest.param("120", timedelta(minutes=2), id="seconds"),
        pytest.param("Mon, 04 Dec 2023 09:10:00 GMT", timedelta(minutes=10), id="a date"),
        pytest.param("Mon, 04 Dec 2023 08:00:00 GMT", timedelta(0), id="a date gone by"),
        pytest.param("99999999999999999999", timedelta(days=1), id="at most a day"),
        pytest.param("soon", timedelta(0), id="nonsense"),
    ],
)
def test_a_destination_may_say_when_to_come_again(sink: Sink, asked: str, wait: timedelta) -> None:
    assert refusal(sink, 503, Retry_After=asked).retry_after == wait


def test_a_redirect_is_not_followed(sink: Sink) -> None:
    refusal(sink, 307, Location="/elsewhere")

    assert [received.path for received in sink.received] == ["/hook"]


def test_a_late_answer_says_that_the_message_may_have_arrived(sink: Sink) -> None:
    sink.gate.clear()

    with pytest.raises(DeliveryError, match=r"no answer within 0\.2 s; it may have taken the message"):
        open_channel(sink.webhook(), timeout_s=0.2).send(message())


def test_a_connection_that_is_broken_off_is_a_failed_attempt() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def hang_up() -> None:
            connection, _ = server.accept()
            connection.recv(10)
            connection.close()

        thread = threading.Thread(target=hang_up)
        thread.start()
        url = f"webhook+http://127.0.0.1:{server.getsockname()[1]}/{SECRET}"
        with pytest.raises(DeliveryError, match="broken off") as raised:
            open_channel(url, timeout_s=5.0).send(message())
        thread.join()
    assert SECRET not in str(raised.value)


def test_messages_share_a_connection(sink: Sink) -> None:
    channel = open_channel(sink.webhook(), timeout_s=5.0)
    for _ in range(3):
        channel.send(message())

    assert len(sink.received) == 3
    assert len({received.peer for received in sink.received}) == 1


def test_no_part_of_the_address_reaches_the_log_or_an_error(
    sink: Sink, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    sink.statuses = [500]
    url = sink.webhook(f"/{SECRET}?token={SECRET}&secret={SECRET}").replace("://", f"://{SECRET}:{SECRET}@")

    with pytest.raises(DeliveryError) as raised:
        open_channel(url, timeout_s=5.0).send(message())

    assert SECRET not in caplog.text + str(raised.value)
    assert masked(url) == f"webhook+http://127.0.0.1:{sink.port}/..."


@pytest.mark.parametrize(
    "url",
    [
        pytest.param(f"webhook://{SECRET}/x", id="neither http nor https"),
        pytest.param(f"webhook+ftp://host.example/{SECRET}", id="another protocol"),
        pytest.param(f"webhook+https:///{SECRET}", id="no host"),
        pytest.param(f"webhook+https://host.example:99999/{SECRET}", id="no such port"),
        pytest.param(f"webhook+https://[broken/{SECRET}", id="a broken host"),
        pytest.param(f"webhook+https://host.example/{SECRET}?secret=", id="an empty secret"),
        pytest.param(f"webhook+https://host.example/?secret={SECRET}&secret=x", id="two secrets"),
        pytest.param(f"webhook+https://host.example/a b{SECRET}", id="a blank"),
    ],
)
def test_an_address_that_cannot_work_is_refused_without_its_secrets(url: str) -> None:
    with pytest.raises(ConfigError) as raised:
        open_channel(url, timeout_s=1.0)

    assert SECRET not in str(raised.value) + masked(url)
