"""Every other scheme: one attempt through Apprise, as HTML to mail and as plain text to the rest. Trying
again is the outbox's business."""

import logging
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from urllib.parse import unquote

from apprise import (
    Apprise,
    AppriseAsset,
    NotificationManager,
    NotifyBase,
    NotifyFormat,
    NotifyType,
    OverflowMode,
)
from apprise.plugins import url_to_dict

from core.errors import ConfigError, DeliveryError
from scheduler.alerts.html import as_html
from scheduler.alerts.message import Message, plain
from scheduler.alerts.render import Limits, as_plain_text
from scheduler.alerts.wording import cut, printable

KEY_HEADER = "X-Evwatch-Delivery"
LONGEST_REASON = 300

# Services that take title and body together add a counter and a line break to the title.
_TITLE_EXTRA = 14
_SECRET_CHARS = 4
# A page cannot be cut where a service's room ends. Chats that take some HTML (Telegram) have less.
_ROOM_FOR_HTML = 20_000
_logger = logging.getLogger("apprise")


class AppriseChannel:
    """A service of Apprise. Mail and webhooks get the key as a header, webhooks the facts as fields of the
    payload as well."""

    def __init__(self, url: str, *, timeout_s: float) -> None:
        self._url = url
        self._timeout_s = timeout_s
        # Kept from message to message: Apprise spaces the requests of one object.
        self._plugin = _plugin(url, timeout_s)

    def send(self, message: Message) -> None:
        """One attempt. Raises DeliveryError with what Apprise said, secrets masked."""
        takes = set(self._plugin.template_kwargs)
        plugin = _plugin(self._url, self._timeout_s, message) if "headers" in takes else self._plugin
        text = as_plain_text(message, _limits(plugin), with_key="payload" not in takes)
        is_page = plugin.resolve_format(None) is NotifyFormat.HTML and plugin.body_maxlen >= _ROOM_FOR_HTML
        with _complaints() as complaints:
            taken = plugin.notify(
                title=text.title,
                body=as_html(message, limit=plugin.body_maxlen) if is_page else text.body,
                notify_type=NotifyType.INFO,
                body_format=NotifyFormat.HTML if is_page else NotifyFormat.TEXT,
                overflow=OverflowMode.TRUNCATE,
            )
        if not taken:
            raise DeliveryError(_reason(complaints, self._url), retry_after=timedelta(0))


def open_channel(url: str, *, timeout_s: float) -> AppriseChannel:
    """The service behind ``url``. Raises ConfigError when Apprise cannot use it."""
    return AppriseChannel(url.strip(), timeout_s=timeout_s)


def masked(url: str) -> str:
    """Scheme and, where it is no token in disguise, host: Apprise's own masking shows paths and headers."""
    with _complaints():
        plugin = Apprise.instantiate(url.strip(), asset=_asset())
    if not isinstance(plugin, NotifyBase):
        return f"{url.strip().partition('://')[0]}://..."
    scheme = str(plugin.url(privacy=True)).partition("://")[0]  # type: ignore[no-untyped-call]
    host = plugin.host if "host" in plugin.template_tokens else ""
    if not host or not ("." in host or host == "localhost"):
        return f"{scheme}://..."
    return f"{scheme}://{host}{f':{plugin.port}' if plugin.port else ''}/..."


def _plugin(url: str, timeout_s: float, message: Message | None = None) -> NotifyBase:
    """The service behind ``url``; if there is a ``message``, with its key and facts."""
    with _complaints():
        plugin = Apprise.instantiate(_with_fields(url, message) if message else url, asset=_asset())
    if not isinstance(plugin, NotifyBase):
        raise ConfigError(_refusal(url.partition("://")[0].lower()))
    # A timeout in the address is the operator's own.
    if not re.search(r"[?&]rto=", url):
        plugin.socket_read_timeout = timeout_s
    if not re.search(r"[?&]cto=", url):
        plugin.socket_connect_timeout = timeout_s
    return plugin


def _asset() -> AppriseAsset:
    return AppriseAsset(
        app_id="evwatch",
        app_desc="evwatch alerts",
        # A POST that is redirected becomes a GET without its body, and would count as delivered.
        http_redirects=False,
        async_mode=False,
        interpret_escapes=False,
        interpret_emojis=False,
        secure_logging=True,
        pgp_autogen=False,
        pem_autogen=False,
    )


def _with_fields(url: str, message: Message) -> dict[str, Any]:
    """An address in parts, with the key as a header and, of a webhook, the facts as fields of its payload.
    (Written into the address, they would be decoded twice.)"""
    fields = {
        "delivery": message.key,
        "rule": message.rule,
        "headline": plain(message.headline),
        "source": message.source,
        "published": message.time.isoformat() if message.time else "",
        "byline": plain(message.byline),
        "url": message.url,
    }
    parts: dict[str, Any] = url_to_dict(url)  # type: ignore[no-untyped-call]
    parts["headers"] = {**(parts.get("headers") or {}), KEY_HEADER: message.key}
    if "payload" in parts:
        parts["payload"] = {**parts["payload"], **fields}
    return parts


def _refusal(scheme: str) -> str:
    """Why an address cannot work. What Apprise says of it may show its secrets."""
    services = NotificationManager()  # type: ignore[no-untyped-call]
    if scheme not in services:
        return f"Apprise has no service {scheme}://; https://appriseit.com/services/ lists those there are"
    form = services[scheme].setup_url or "https://appriseit.com/services/"
    return f"this {scheme}:// address lacks something or is malformed; {form} shows its form"


def _limits(plugin: NotifyBase) -> Limits:
    if plugin.title_maxlen < 1:
        return Limits(title=0, body=plugin.body_maxlen)
    if not plugin.overflow_amalgamate_title:
        return Limits(title=plugin.title_maxlen, body=plugin.body_maxlen)
    title = min(plugin.title_maxlen, plugin.body_maxlen // 4)
    return Limits(title=title, body=plugin.body_maxlen - title - _TITLE_EXTRA)


class _Ears(logging.Handler):
    """Collects what one thread complains of."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.heard: list[str] = []
        self._thread = threading.get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self._thread:
            self.heard.append(record.getMessage())


@contextmanager
def _complaints() -> Iterator[list[str]]:
    """What Apprise complains of meanwhile in this thread: it is stored with the message, and logged there.
    Nothing else is: at DEBUG level tokens and headers would be written out, by urllib3, too."""
    _logger.propagate = False
    _logger.setLevel(logging.WARNING)
    logging.getLogger("urllib3").setLevel(logging.INFO)
    ears = _Ears()
    _logger.addHandler(ears)
    try:
        yield ears.heard
    finally:
        _logger.removeHandler(ears)


def _reason(complaints: list[str], url: str) -> str:
    """The complaints as one line in which no part of ``url`` that may be secret is left."""
    line = printable(" ".join(complaints)) or "not delivered, no reason given"
    shown = masked(url)
    for part in re.split(r"[/:@?&=+,\s]+", unquote(url)):
        if len(part) >= _SECRET_CHARS and part not in shown:
            line = line.replace(part, "***")
    return cut(line, LONGEST_REASON)
