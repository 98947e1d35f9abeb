"""``jsonl:///folder/alerts.jsonl``: each alert one line of JSON at the end of a file, on the disk before it
counts as delivered."""

import json
import os
from datetime import timedelta
from pathlib import Path

from core.errors import DeliveryError
from scheduler.alerts.files import file_of
from scheduler.alerts.message import Message
from scheduler.alerts.payload import as_payload

# More than any line is long.
_TAIL_BYTES = 1_000_000


class JsonLinesChannel:
    """Appends to ``path``, opened anew for each message: a log rotation may have moved the file away."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def send(self, message: Message) -> None:
        """Append the message, unless it is what the file ends with: then an earlier attempt was not noted.
        Raises DeliveryError when the disk does not take it."""
        line = json.dumps(as_payload(message), ensure_ascii=False).encode() + b"\n"
        try:
            handle = os.open(self._path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                tail = _tail(handle)
                if _key_of_last(tail) != message.key:
                    # A line that a full disk or a crash tore off must not spoil the next one.
                    _write(handle, line if tail.endswith(b"\n") or not tail else b"\n" + line)
                os.fsync(handle)
            finally:
                os.close(handle)
        except OSError as error:
            raise DeliveryError(
                f"{self._path} cannot be written: {error.strerror}", retry_after=timedelta(0)
            ) from error


def open_channel(url: str, *, timeout_s: float) -> JsonLinesChannel:
    """The file. Raises ConfigError when it cannot be one."""
    return JsonLinesChannel(file_of(url))


def masked(url: str) -> str:
    """There is nothing secret in the name of a file."""
    return url.strip()


def _tail(handle: int) -> bytes:
    size = os.fstat(handle).st_size
    return os.pread(handle, _TAIL_BYTES, max(0, size - _TAIL_BYTES))


def _key_of_last(tail: bytes) -> str | None:
    """The key in the last line; None when that is not whole, or not ours."""
    last = tail.rstrip(b"\n").rpartition(b"\n")[2] if tail.endswith(b"\n") else b""
    try:
        found = json.loads(last)
    except ValueError:
        return None
    key = found.get("key") if isinstance(found, dict) else None
    return key if isinstance(key, str) else None


def _write(handle: int, content: bytes) -> None:
    while content:
        content = content[os.write(handle, content) :]
