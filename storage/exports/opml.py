"""OPML 2.0 (opml.org): lists of feeds, as every feed reader writes and reads them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import Any

from lxml.etree import Element, SubElement, XMLParser, XMLSyntaxError, _Element, fromstring, tostring

from core.errors import ConfigError

LARGEST_BYTES = 10_000_000


@dataclass(frozen=True, slots=True)
class Outline:
    """One entry: ``feed`` is its address, empty for what is none; ``home`` the site's, ``language`` as
    written, each empty where the file does not say. ``folders`` hold it, the outermost first; its categories
    count as such."""

    title: str
    feed: str
    home: str = ""
    language: str = ""
    folders: tuple[str, ...] = ()


def read(content: bytes) -> list[Outline]:
    """The entries of an OPML file, in its order. Raises ConfigError for anything else."""
    if len(content) > LARGEST_BYTES:
        raise ConfigError(f"an OPML file of more than {LARGEST_BYTES // 1_000_000} MB")
    parser = XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        root = fromstring(content.strip(), parser)
    except (XMLSyntaxError, ValueError) as error:
        raise ConfigError(f"not an OPML file: {error}") from error
    declared: Any = root.getroottree().docinfo.internalDTD
    if declared is not None and any(True for _ in declared.iterentities()):
        raise ConfigError("not an OPML file: it declares entities")
    body = root.find("body")
    if root.tag != "opml" or body is None:
        raise ConfigError(f"not an OPML file: its root is <{root.tag}>")
    return list(_outlines(body, ()))


def _outlines(parent: _Element, folders: tuple[str, ...]) -> Iterator[Outline]:
    for element in parent.iterchildren("outline"):
        said = {str(name).lower(): str(value).strip() for name, value in element.attrib.items()}
        title = said.get("title") or said.get("text") or ""
        feed = said.get("xmlurl", "")
        is_folder = not feed and len(element) > 0
        if not is_folder:
            categories = [part for path in said.get("category", "").split(",") for part in path.split("/")]
            held_by = dict.fromkeys((*folders, *filter(None, map(str.strip, categories))))
            yield Outline(title, feed, said.get("htmlurl", ""), said.get("language", ""), tuple(held_by))
        yield from _outlines(element, (*folders, title) if is_folder else folders)


def write(outlines: Sequence[Outline], *, title: str, now: datetime) -> str:
    """The file that holds these, each in its first folder and under the categories of all."""
    root = Element("opml", version="2.0")
    head = SubElement(root, "head")
    SubElement(head, "title").text = title
    SubElement(head, "dateCreated").text = format_datetime(now)
    body = SubElement(root, "body")
    boxes: dict[str, _Element] = {}
    for outline in outlines:
        parent = body
        if outline.folders:
            name = outline.folders[0]
            if name not in boxes:
                boxes[name] = SubElement(body, "outline", text=name, title=name)
            parent = boxes[name]
        SubElement(parent, "outline", attrib=_attributes(outline))
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True)
    return written.decode()


def _attributes(outline: Outline) -> dict[str, str]:
    title = "".join(c if c.isprintable() else " " for c in outline.title)
    said = {
        "type": "rss",
        "text": title,
        "title": title,
        "xmlUrl": outline.feed,
        "htmlUrl": outline.home,
        "language": outline.language,
        "category": ",".join(f"/{folder}" for folder in outline.folders),
    }
    return {name: value for name, value in said.items() if value}
