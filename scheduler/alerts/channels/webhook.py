"""``webhook+https://host/path?secret=...``: alerts as JSON, signed; ``webhook+http://`` at home.

What the receiver gets and how it checks the signature is in docs/channels.md.
"""

import hmac
import json
import logging
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from hashlib import sha256
from urllib.parse import SplitResult, parse_qsl, unquote, urlencode, urlsplit, urlunsplit

import requests

from core import clock
from core.errors import ConfigError, DeliveryError
from scheduler.alerts.message import Message
from scheduler.alerts.payload import as_payload

KEY_HEADER = "X-Evwatch-Delivery"
TIMESTAMP_HEADER = "X-Evwatch-Timestamp"
SIGNATURE_HEADER = "X-Evwatch-Signature"
USER_AGENT = "evwatch/0.1 (alerts)"

_SCHEMES = ("webhook+https", "webhook+http")
# Answers that another time or a mended address may change; every other 4xx refuses this very message.
_NOT_FOR_GOOD = (401, 403, 404, 407, 408, 409, 421, 423, 425, 429)
_LONGEST_WAIT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Target:
    """An address in parts: ``url`` has neither login nor secret; these are empty where none is set."""

    url: str
    user: str
    password: str
    secret: str


class WebhookChannel:
    """One receiver. Connections are kept from message to message; a redirect is not followed."""

    def __init__(self, url: str, *, timeout_s: float, now: Callable[[], datetime] = clock.now) -> None:
        self._target = _target(url)
        self._timeout_s = timeout_s
        self._now = now
        self._session = requests.Session()
        # With an authorisation of ours, even none, requests looks for no other one in ~/.netrc.
        self._session.auth = self._authorise
        # At DEBUG level urllib3 writes out paths, and a path is often a token.
        logging.getLogger("urllib3").setLevel(logging.INFO)

    def send(self, message: Message) -> None:
        """One attempt. Raises DeliveryError unless the answer is a 2xx."""
        content = json.dumps(as_payload(message), ensure_ascii=False).encode()
        try:
            # A status says it all: what else is answered is not waited for.
            with closing(
                self._session.post(
                    self._target.url,
                    data=content,
                    headers=self._headers(message.key, content),
                    timeout=(self._timeout_s, self._timeout_s),
                    allow_redirects=False,
                    stream=True,
                )
            ) as answer:
                status, retry_after = answer.status_code, answer.headers.get("Retry-After", "")
                if answer.raw.length_remaining == 0:
                    answer.content  # noqa: B018 - an answer read to its end gives the connection back
        except (requests.RequestException, OSError, ValueError) as error:
            raise DeliveryError(self._said_of(error), retry_after=timedelta(0)) from None
        if not 200 <= status < 300:
            raise _refused(status, retry_after, self._now())

    def _headers(self, key: str, content: bytes) -> dict[str, str]:
        timestamp = str(int(self._now().timestamp()))
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": USER_AGENT,
            KEY_HEADER: key,
            TIMESTAMP_HEADER: timestamp,
        }
        if self._target.secret:
            headers[SIGNATURE_HEADER] = signature(self._target.secret, timestamp, content)
        return headers

    def _authorise(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        target = self._target
        if target.user or target.password:
            return requests.auth.HTTPBasicAuth(target.user.encode(), target.password.encode())(request)
        return request

    def _said_of(self, error: Exception) -> str:
        """What went wrong, without the address: its path may be a token."""
        match error:
            case requests.exceptions.ConnectTimeout():
                return f"no connection within {self._timeout_s:g} s"
            case requests.exceptions.Timeout():
                return f"no answer within {self._timeout_s:g} s; it may have taken the message"
            case requests.exceptions.SSLError():
                return "no secure connection: its certificate was not accepted, or it speaks no TLS"
            case requests.exceptions.ConnectionError():
                return "the connection failed or was broken off"
            case _:
                return f"the request failed with {type(error).__name__}"


def signature(secret: str, timestamp: str, content: bytes) -> str:
    """``sha256=`` and the HMAC-SHA256, in hex, of the timestamp, a dot and the body as sent."""
    return "sha256=" + hmac.new(secret.encode(), timestamp.encode() + b"." + content, sha256).hexdigest()


def open_channel(url: str, *, timeout_s: float) -> WebhookChannel:
    """The receiver at ``url``. Raises ConfigError for an address that cannot work."""
    return WebhookChannel(url.strip(), timeout_s=timeout_s)


def masked(url: str) -> str:
    """Scheme, host and port: paths and parameters of webhooks are tokens."""
    parts = _split(url.strip())
    if parts is None or parts.scheme not in _SCHEMES:
        return "webhook://..."
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}/..."


def _split(url: str) -> SplitResult | None:
    """The address in parts; None when it is none."""
    try:
        parts = urlsplit(url)
        return parts if parts.port != 0 else None
    except ValueError:
        return None


def _target(url: str) -> _Target:
    parts = _split(url)
    if parts is None or parts.scheme not in _SCHEMES or not parts.hostname:
        raise ConfigError(
            "a webhook's address is webhook+https://host/path?secret=SECRET, or webhook+http://"
        )
    if not url.isprintable() or " " in url:
        raise ConfigError("a webhook's address holds neither blanks nor control characters")
    given = parse_qsl(parts.query, keep_blank_values=True)
    secrets = [value for name, value in given if name == "secret"]
    if len(secrets) > 1 or "" in secrets:
        raise ConfigError("a webhook's address has one secret=, and it is not empty; leave it out for none")
    kept = urlencode([(name, value) for name, value in given if name != "secret"])
    scheme, place = parts.scheme.removeprefix("webhook+"), parts.netloc.rpartition("@")[2]
    return _Target(
        url=urlunsplit((scheme, place, parts.path or "/", kept, "")),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        secret=secrets[0] if secrets else "",
    )


def _refused(status: int, retry_after: str, now: datetime) -> DeliveryError:
    reason = f"it answered with HTTP {status}"
    if 400 <= status < 500 and status not in _NOT_FOR_GOOD:
        return DeliveryError(f"{reason}: it refuses this message", retry_after=None)
    return DeliveryError(reason, retry_after=_wait(retry_after, now))


def _wait(retry_after: str, now: datetime) -> timedelta:
    """What ``Retry-After`` asks for, in seconds or as a date (RFC 9110 §10.2.3), at most a day; 0 when it
    says nothing that can be understood."""
    wanted = retry_after.strip()
    if wanted.isascii() and wanted.isdigit():
        return min(timedelta(seconds=int(wanted[:9])), _LONGEST_WAIT)
    try:
        until = parsedate_to_datetime(wanted)
    except ValueError:
        return timedelta(0)
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return min(max(until - now, timedelta(0)), _LONGEST_WAIT)
