"""Text to one lxml tree that every stage can work on."""

import re

from lxml.etree import ElementDefaultClassLookup, HTMLParser, LxmlError, ParserError
from lxml.html import HtmlElement, document_fromstring

# Characters that XML forbids (XML 1.0 §2.2): a single one makes later stages refuse the whole page.
_FORBIDDEN_BYTES = bytes([*range(9), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F])
_REFERENCE = re.compile(rb"&#(?:[xX]([0-9a-fA-F]{1,12})|([0-9]{1,12}));?")
_NONCHARACTERS = (b"\xef\xbf\xbe", b"\xef\xbf\xbf")
# Beyond the parser's depth limit everything is lost, so boxes without meaning of their own go.
_BOXES = re.compile(rb"</?(?:div|span|section|font|b|i|em|strong|center)\b[^<>]{0,2000}>", re.I)
_DEEP = "ERR_RESOURCE_LIMIT"
# One class for every element. lxml.html would ask Python for the class at each touch of a node, for the
# sake of forms that we never fill in: a tenth of all the time that a page takes.
_ELEMENTS = ElementDefaultClassLookup(element=HtmlElement)


def parse(text: str) -> HtmlElement | None:
    """The document's root element, None for a page without any markup or text."""
    data = legal(text)
    if not data.strip():
        return None
    tree, too_deep = _parse(data)
    if too_deep:
        tree, _ = _parse(_BOXES.sub(b"\n", data))
    return tree


def legal(text: str) -> bytes:
    """``text`` as UTF-8 without characters and character references that XML forbids."""
    data = text.encode("utf-8", "replace").translate(None, _FORBIDDEN_BYTES)
    for noncharacter in _NONCHARACTERS:
        data = data.replace(noncharacter, b"")
    return _REFERENCE.sub(_legal_reference, data)


def _legal_reference(match: re.Match[bytes]) -> bytes:
    number = int(match[1], 16) if match[1] else int(match[2])
    allowed = (
        number in (0x9, 0xA, 0xD)
        or 0x20 <= number <= 0xD7FF
        or 0xE000 <= number <= 0xFFFD
        or 0x10000 <= number <= 0x10FFFF
    )
    return match[0] if allowed else b""


def _parse(data: bytes) -> tuple[HtmlElement | None, bool]:
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False)
    parser.set_element_class_lookup(_ELEMENTS)
    try:
        tree = document_fromstring(data, parser=parser)
    except (LxmlError, ParserError, ValueError):
        return None, False
    last = parser.error_log.last_error
    return tree, bool(last is not None and last.type_name == _DEEP)
