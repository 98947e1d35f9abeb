"""The little markup of article files: blank-line paragraphs, ``## `` headings, ``> `` quotes, ``| `` rows.

A line ``---`` begins a new page. Inside a paragraph only ``**bold**`` and ``[text](href)`` mean anything.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from markupsafe import Markup

INLINE = re.compile(r"\*\*(?P<bold>[^*]+)\*\*|\[(?P<text>[^\]]+)\]\((?P<href>[^)\s]+)\)")


@dataclass(frozen=True)
class Block:
    """One block of a body. ``kind`` is ``paragraph``, ``heading``, ``quote`` or ``table``."""

    kind: str
    source: str

    @property
    def text(self) -> str:
        """What a reader sees, without markup; a table's cells are joined by a blank."""
        if self.kind == "table":
            return " ".join(cell for row in self.rows for cell in row)
        return INLINE.sub(lambda hit: hit["bold"] or hit["text"], self.source)

    @property
    def rows(self) -> list[list[str]]:
        """Cells of a table, row by row; empty for any other kind."""
        if self.kind != "table":
            return []
        return [[cell.strip() for cell in line.strip("| ").split("|")] for line in self.source.splitlines()]

    @property
    def html(self) -> Markup:
        if self.kind == "table":
            return _table(self.rows)
        inner = Markup("").join(_inline(self.source))
        if self.kind == "heading":
            return Markup("<h2>{}</h2>").format(inner)
        if self.kind == "quote":
            return Markup("<blockquote><p>{}</p></blockquote>").format(inner)
        return Markup("<p>{}</p>").format(inner)


def parse_pages(source: str) -> tuple[tuple[Block, ...], tuple[int, ...]]:
    """The blocks of an article, and how many come before each further page, which ``---`` begins."""
    pages = [parse_body(page) for page in re.split(r"(?m)^---$", source)]
    counts = list(accumulate(map(len, pages)))
    return tuple(block for page in pages for block in page), tuple(counts[:-1])


def parse_body(source: str) -> tuple[Block, ...]:
    chunks = (chunk.strip() for chunk in re.split(r"\n\s*\n", source))
    return tuple(_block(chunk) for chunk in chunks if chunk)


def _block(chunk: str) -> Block:
    if chunk.startswith("|"):
        return Block("table", chunk)
    line = " ".join(chunk.split("\n"))
    if line.startswith("## "):
        return Block("heading", line[3:])
    if line.startswith("> "):
        return Block("quote", line[2:])
    return Block("paragraph", line)


def _inline(source: str) -> Iterator[str | Markup]:
    done = 0
    for hit in INLINE.finditer(source):
        yield source[done : hit.start()]
        if hit["bold"]:
            yield Markup("<strong>{}</strong>").format(hit["bold"])
        else:
            yield Markup('<a href="{}">{}</a>').format(hit["href"], hit["text"])
        done = hit.end()
    yield source[done:]


def _table(rows: list[list[str]]) -> Markup:
    lines = (
        Markup("<tr>{}</tr>").format(Markup("").join(Markup("<td>{}</td>").format(cell) for cell in row))
        for row in rows
    )
    return Markup("<table><tbody>{}</tbody></table>").format(Markup("").join(lines))
