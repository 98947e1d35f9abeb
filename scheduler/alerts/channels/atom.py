"""``atom:///folder/rule.xml``: the newest hundred alerts as an Atom feed, in a file for a web server."""

import os
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from core import clock
from core.errors import ConfigError, DeliveryError
from scheduler.alerts.feed import NEWEST, entry
from scheduler.alerts.files import file_of
from scheduler.alerts.message import Message
from storage.exports.atom import Entry, Feed, read, write

# A web server that runs under another name reads it.
_MODE = 0o644


class AtomChannel:
    """Keeps the feed in ``path``. The file is replaced as a whole: a reader sees the old or the new one."""

    def __init__(self, path: Path, *, now: Callable[[], datetime] = clock.now) -> None:
        self._path = path
        self._now = now

    def send(self, message: Message) -> None:
        """Put the message on top, in the place of an earlier attempt. Raises DeliveryError when the file is
        another one than ours, or the disk does not take it."""
        try:
            now = self._now()
            new = entry(message, now=now)
            others = [old for old in self._entries() if old.id != new.id]
            feed = Feed(
                uuid5(NAMESPACE_URL, f"evwatch {self._path}").urn,
                f"evwatch: {self._path.stem}",
                (new, *others)[:NEWEST],
            )
            self._replace(write(feed, now=now))
        except ConfigError as error:
            raise DeliveryError(
                f"{self._path} is left as it is: {error}", retry_after=timedelta(0)
            ) from error
        except OSError as error:
            raise DeliveryError(
                f"{self._path} cannot be written: {error.strerror}", retry_after=timedelta(0)
            ) from error

    def _entries(self) -> tuple[Entry, ...]:
        try:
            return read(self._path.read_bytes())
        except FileNotFoundError:
            return ()

    def _replace(self, content: bytes) -> None:
        beside = self._path.with_name(f".{self._path.name}.new")
        with beside.open("wb") as file:
            os.fchmod(file.fileno(), _MODE)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self._path)
        folder = os.open(self._path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def open_channel(url: str, *, timeout_s: float) -> AtomChannel:
    """The feed's file. Raises ConfigError when it cannot be one."""
    return AtomChannel(file_of(url))


def masked(url: str) -> str:
    """There is nothing secret in the name of a file."""
    return url.strip()
