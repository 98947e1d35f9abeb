"""The one place that writes to the terminal: nothing from outside can steer it."""

import sys
from collections.abc import Iterable, Sequence
from datetime import datetime

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

out = Console(highlight=False, markup=False, emoji=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, markup=False, emoji=False, soft_wrap=True)

MATCH_STYLE = "bold yellow"


def printable(text: str) -> str:
    """``text`` without control characters: a feed's title may carry escape sequences."""
    return "".join(c if c.isprintable() else " " for c in text)


def complain(message: str) -> None:
    """A problem, on standard error."""
    for line in message.splitlines():
        err.print(Text(printable(line), style="red"))


def say(message: str = "", style: str = "") -> None:
    """Lines on standard output."""
    for line in message.splitlines() or [""]:
        out.print(Text(printable(line), style=style))


def marked(segments: Iterable[tuple[str, bool]]) -> Text:
    """Segments of text in which the matching ones (True) stand out."""
    text = Text()
    for part, is_match in segments:
        text.append(printable(part), style=MATCH_STYLE if is_match else "")
    return text


def table(columns: Sequence[str], rows: Iterable[Sequence[str | Text]], *, title: str = "") -> None:
    """A table on standard output; text cells are made printable."""
    grid = Table(title=title or None, title_justify="left", header_style="bold", box=None, pad_edge=False)
    for column in columns:
        grid.add_column(column, overflow="fold")
    for row in rows:
        grid.add_row(*(cell if isinstance(cell, Text) else Text(printable(cell)) for cell in row))
    out.print(grid, soft_wrap=False)


def minute(time: datetime | None) -> str:
    """An instant for people: to the minute, in UTC; empty for None."""
    return time.strftime("%Y-%m-%d %H:%M") if time else ""


def confirmed(question: str) -> bool:
    """The answer of who sits at the terminal; yes where nobody does."""
    return not sys.stdin.isatty() or typer.confirm(question, default=True)
