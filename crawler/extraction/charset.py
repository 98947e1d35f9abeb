"""Bytes to text: the HTML standard's order of evidence, with a check of each claim against the bytes."""

import re
from collections.abc import Iterator

from trafilatura.utils import detect_encoding
from w3lib.encoding import html_body_declared_encoding, read_bom, resolve_encoding

# A page cut in the middle of a character, or one bad comment, is still in the charset it says.
TOLERATED_ERROR_SHARE = 0.002
TOLERATED_ERRORS = 3
SNIFFED_BYTES = 40_000
# Escape-based and wide charsets are valid UTF-8 byte by byte, so they need the first look.
_NOT_ASCII_COMPATIBLE = ("iso-2022", "iso2022", "hz", "utf-16", "utf-32")
_HEADER_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.I)


def decode(html: bytes, charset: str | None = None) -> str:
    """The page as text. ``charset`` is what the HTTP header said (a label or a whole Content-Type).

    A byte order mark rules. Then bytes that are valid UTF-8 are UTF-8, whatever is declared: prose in a
    legacy charset is never valid UTF-8 by chance, while pages saved anew with their old declaration are
    common. Then the header, the document's own declaration, and a sniffer last.
    """
    marked, mark = read_bom(html)
    if marked and mark:
        return html[len(mark) :].decode(marked, "replace")
    declared = [label for label in (_label(charset), html_body_declared_encoding(html[:8192])) if label]
    if declared[0:1] in (["cp1252"], ["iso8859-1"]):
        # Many a server says so of everything, and no bytes can contradict it: the document knows better.
        declared.reverse()
    if not any(label.startswith(_NOT_ASCII_COMPATIBLE) and b"\x1b" in html for label in declared):
        try:
            return html.decode("utf-8")
        except UnicodeDecodeError:
            pass
    best = ""
    fewest = len(html) + 1
    for label in _in_order(html, declared):
        text = _try(html, label)
        errors = text.count("�") if text is not None else len(html)
        if text is not None and errors <= TOLERATED_ERRORS + TOLERATED_ERROR_SHARE * len(html):
            return text
        if text is not None and errors < fewest:
            best, fewest = text, errors
    return best


def _in_order(html: bytes, declared: list[str]) -> Iterator[str]:
    yield from declared
    if "utf-8" not in declared:
        # UTF-8 with a few bad bytes; legacy text would be full of errors.
        yield "utf-8"
    yield from detect_encoding(html[:SNIFFED_BYTES])
    yield "cp1252"


def _label(charset: str | None) -> str | None:
    if not charset:
        return None
    found = _HEADER_CHARSET.search(charset)
    return resolve_encoding(found[1] if found else charset.strip())


def _try(html: bytes, label: str) -> str | None:
    try:
        return html.decode(label, "replace")
    except (LookupError, UnicodeError):
        return None
