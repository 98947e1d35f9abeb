"""A mail server on loopback that takes every message (RFC 5321, as much of it as a client needs)."""

import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

from tests.support.serving import answering


@dataclass
class Mailbox:
    """``received`` are the messages in the order in which they came."""

    port: int = 0
    received: list[EmailMessage] = field(default_factory=list)

    def url(self, extra: str = "") -> str:
        """The address of a channel that mails here."""
        target = "from=evwatch@desk.example&to=editor@desk.example"
        return f"mailto://127.0.0.1:{self.port}?mode=insecure&{target}{extra}"


@contextmanager
def running_mailbox() -> Iterator[Mailbox]:
    box = Mailbox()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self._say("220 mailbox")
            while line := self.rfile.readline():
                verb = line[:4].upper()
                if verb == b"DATA":
                    self._say("354 go on")
                    parsed = message_from_bytes(self._content(), policy=policy.default)
                    assert isinstance(parsed, EmailMessage)
                    box.received.append(parsed)
                self._say("221 bye" if verb == b"QUIT" else "250 well")

        def _content(self) -> bytes:
            lines = []
            while (line := self.rfile.readline()) not in (b".\r\n", b""):
                lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
            return b"".join(lines)

        def _say(self, line: str) -> None:
            self.wfile.write(line.encode() + b"\r\n")

    with answering(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)) as port:
        box.port = port
        yield box
