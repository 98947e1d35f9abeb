"""Channels by the scheme of their address, up to a plus: ``console://`` is ``console.py``, ``webhook+https://``
is ``webhook.py``; what has no file of its own goes through Apprise. A module here is a ``Kind``."""

import re
from importlib import import_module
from pkgutil import iter_modules
from typing import Protocol, cast

from core.errors import ConfigError
from scheduler.alerts.message import Message

_SCHEME = re.compile(r"([a-z][a-z0-9.+-]*)://", re.IGNORECASE)
_EVERYTHING_ELSE = "apprise"
# Addresses that would make a channel read or write files of this machine.
_REFUSED = ("file", "include")


class Channel(Protocol):
    """An open channel. Used by one thread."""

    def send(self, message: Message) -> None:
        """One attempt. Raises DeliveryError when the message was not taken."""


class Kind(Protocol):
    """What a module of this package offers."""

    def open_channel(self, url: str, *, timeout_s: float) -> Channel:
        """Raises ConfigError with one line, without secrets, for an address that cannot work."""

    def masked(self, url: str) -> str:
        """The address without what is secret in it."""


def open_channel(url: str, *, timeout_s: float) -> Channel:
    """The channel at ``url``; one attempt may take ``timeout_s`` to connect and as long to answer.

    Raises ConfigError with one line, without secrets, for an address that cannot work.
    """
    return _kind(url).open_channel(url, timeout_s=timeout_s)


def masked(url: str) -> str:
    """The address as lists, logs and errors may show it."""
    return _kind(url).masked(url)


def _kind(url: str) -> Kind:
    found = _SCHEME.match(url.strip())
    if found is None:
        raise ConfigError(
            "a channel's address is console://, webhook+https://, jsonl://, atom:// or an Apprise URL such as"
            " mailto:// or tgram://"
        )
    scheme = found[1].lower()
    if scheme in _REFUSED:
        raise ConfigError(f"{scheme}:// is not a channel; jsonl:///folder/name writes messages to a file")
    own = {module.name for module in iter_modules(__path__)}
    name = scheme.partition("+")[0]
    return cast(Kind, import_module(f"{__name__}.{name if name in own else _EVERYTHING_ELSE}"))
