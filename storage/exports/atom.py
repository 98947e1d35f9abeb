"""Atom 1.0 (RFC 4287): alerts as a feed that any reader takes."""

from dataclasses import dataclass
from datetime import datetime

from lxml.etree import Element, SubElement, XMLParser, XMLSyntaxError, _Element, fromstring, tostring

from core.errors import ConfigError

NAMESPACE = "http://www.w3.org/2005/Atom"
GENERATOR = "evwatch"
LARGEST_BYTES = 20_000_000


@dataclass(frozen=True, slots=True)
class Entry:
    """One alert. ``id`` is an IRI, the same for ever; ``updated`` and ``published`` are aware, ``published``
    None where that is not known; ``url`` and ``author`` may be empty; ``html`` is safe to show as it is."""

    id: str
    title: str
    updated: datetime
    html: str
    url: str = ""
    author: str = ""
    published: datetime | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    """``id`` is an IRI, the same for ever."""

    id: str
    title: str
    entries: tuple[Entry, ...]


def write(feed: Feed, *, now: datetime) -> bytes:
    """The feed as a file, its entries in their order. ``now`` is its time while it has none."""
    root = Element(_tag("feed"), nsmap={None: NAMESPACE})  # type: ignore[dict-item]
    _text(root, "id", feed.id)
    _text(root, "title", feed.title)
    _text(root, "updated", _instant(max((entry.updated for entry in feed.entries), default=now)))
    _text(root, "generator", GENERATOR)
    _text(SubElement(root, _tag("author")), "name", GENERATOR)
    for entry in feed.entries:
        _write_entry(root, entry)
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True))


def read(content: bytes) -> tuple[Entry, ...]:
    """The entries of a feed that ``write`` has written. Raises ConfigError for anything else."""
    parser = XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        root = fromstring(content[:LARGEST_BYTES], parser)
        if root.tag != _tag("feed") or root.findtext(_tag("generator")) != GENERATOR:
            raise ConfigError("it is no feed of evwatch")
        return tuple(_read_entry(element) for element in root.iterchildren(_tag("entry")))
    except (XMLSyntaxError, ValueError) as error:
        raise ConfigError("it is no feed of evwatch, or a broken one") from error


def _write_entry(root: _Element, entry: Entry) -> None:
    element = SubElement(root, _tag("entry"))
    _text(element, "id", entry.id)
    _text(element, "title", entry.title)
    _text(element, "updated", _instant(entry.updated))
    if entry.published is not None:
        _text(element, "published", _instant(entry.published))
    if entry.author:
        _text(SubElement(element, _tag("author")), "name", entry.author)
    if entry.url:
        SubElement(element, _tag("link"), rel="alternate", href=entry.url)
    _text(element, "content", entry.html, type="html")


def _read_entry(element: _Element) -> Entry:
    link = element.find(_tag("link"))
    published = element.findtext(_tag("published"))
    return Entry(
        id=element.findtext(_tag("id")) or "",
        title=element.findtext(_tag("title")) or "",
        updated=datetime.fromisoformat(element.findtext(_tag("updated")) or ""),
        html=element.findtext(_tag("content")) or "",
        url=str(link.get("href", "")) if link is not None else "",
        author=element.findtext(f"{_tag('author')}/{_tag('name')}") or "",
        published=datetime.fromisoformat(published) if published else None,
    )


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _text(parent: _Element, name: str, text: str, **attributes: str) -> None:
    SubElement(parent, _tag(name), attrib=attributes).text = text


def _instant(time: datetime) -> str:
    return time.isoformat(timespec="seconds")
