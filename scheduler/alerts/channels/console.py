"""``console://``: alerts on standard output, matching words highlighted."""

import sys
from datetime import timedelta
from typing import TextIO

from rich.console import Console
from rich.text import Text

from core.errors import ConfigError, DeliveryError
from core.query.highlight import Segment
from scheduler.alerts.message import Item, Line, Message
from scheduler.alerts.render import told_by, utc_minute
from scheduler.alerts.wording import printable

MATCH_STYLE = "bold yellow"


class ConsoleChannel:
    """Writes to ``stream``. All text goes through ``_text``: nothing from outside can steer a terminal."""

    def __init__(self, stream: TextIO) -> None:
        self._console = Console(file=stream, highlight=False, markup=False, emoji=False, soft_wrap=True)

    def send(self, message: Message) -> None:
        """Print the message in one write: other threads print too."""
        try:
            with self._console.capture() as capture:
                for line in _lines(message):
                    self._console.print(line)
            self._console.file.write(capture.get())
            self._console.file.flush()
        except (OSError, ValueError) as error:
            raise DeliveryError(f"standard output is closed: {error}", retry_after=timedelta(0)) from error


def open_channel(url: str, *, timeout_s: float) -> ConsoleChannel:
    """Standard output; it is always there."""
    if url.strip().lower() != "console://":
        raise ConfigError("the console's address is console:// and nothing after it")
    return ConsoleChannel(sys.stdout)


def masked(url: str) -> str:
    """There is nothing secret in it."""
    return "console://"


def _lines(message: Message) -> list[Text]:
    severity = [(f" ({message.severity})", "dim")] if message.severity else []
    lines = [
        Text.assemble(("ALERT ", "bold red"), (printable(message.rule), "bold"), *severity),
        Text("  ") + _styled(message.headline),
    ]
    facts = [Text(message.source), Text(utc_minute(message.time)), _styled(message.byline)]
    if told := [fact for fact in facts if fact]:
        lines.append(Text("  ") + Text(" | ").join(told))
    if message.reason:
        lines.append(Text(f"  Told now: {printable(message.reason)}"))
    if message.why:
        lines.append(Text("  Why: ") + Text("; ").join(map(_styled, message.why)))
    if message.tellers:
        lines.append(Text(f"  {told_by(message.tellers)}"))
    lines += [Text("  > ") + _styled(line) for line in message.excerpts]
    lines += [line for item in message.items for line in _item(item)]
    return [*lines, Text(f"  {message.url}")] if message.url else lines


def _item(item: Item) -> list[Text]:
    facts = " | ".join(filter(None, (item.source, utc_minute(item.time), item.note)))
    lines = [Text("  - ") + _styled(item.headline), Text(f"    {printable(facts)}"), Text(f"    {item.url}")]
    return [line for line in lines if line.plain.strip()]


def _styled(line: Line) -> Text:
    text = Text()
    for segment in line:
        text.append(_shown(segment), style=MATCH_STYLE if segment.is_match else "")
    return text


def _shown(segment: Segment) -> str:
    return "".join(c if c.isprintable() else " " for c in segment.text)
