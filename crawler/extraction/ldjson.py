"""JSON-LD read without trust: lightly broken JSON mended in linear time, other articles' nodes left out."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from crawler.extraction.wording import plain

Node = Mapping[str, Any]

_ARTICLE = re.compile(r"Article|BlogPosting|Posting|Report\b|Review\b|LiveBlog|HowTo\b|Recipe\b", re.I)
_NEWS = re.compile(r"News|LiveBlog|Reportage", re.I)
_PAGE = re.compile(r"WebPage$|ItemPage$|VideoObject$", re.I)
_ORGANISATION = re.compile(r"Organi[sz]ation|WebSite|Brand|Corporation|Business", re.I)
_EDITING = re.compile(r"\bedit|redakt|编辑|责编", re.I)
_TRANSLATING = re.compile(r"translat|übersetz|traduc|翻译|译者", re.I)
_OPENINGS = ("<!--", "//<![CDATA[", "// <![CDATA[", "/*<![CDATA[*/", "/* <![CDATA[ */", "<![CDATA[")
_ENDINGS = ("-->", "//]]>", "// ]]>", "/*]]>*/", "/* ]]> */", "]]>", ";")
_CONTROL = re.compile(r"[\x00-\x1f]+")
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_HOLDING = ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item", "hasPart")
MAX_NODES = 2_000
MAX_DEPTH = 12
# Values of a script that stays broken are read one by one.
_LONE_STRING = re.compile(r'"(headline|datePublished|dateModified)"\s{0,20}:\s{0,20}"([^"\\]{1,400})"')
_LONE_AUTHOR = re.compile(
    r'"author"\s{0,20}:[\s\[{]{0,40}(?:"[@\w]{1,20}"\s{0,20}:\s{0,20}"[^"\\]{0,200}"\s{0,20},\s{0,20}){0,4}"name"\s{0,20}:\s{0,20}"([^"\\]{1,100})"'
)


@dataclass(frozen=True, slots=True)
class LinkedData:
    """This page's article as its JSON-LD declares it. Empty values where it says nothing."""

    article: Node = field(default_factory=dict)
    page: Node = field(default_factory=dict)
    persons: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    publishers: tuple[str, ...] = ()
    providers: tuple[str, ...] = ()
    editors: tuple[str, ...] = ()
    translators: tuple[str, ...] = ()
    crumbs: tuple[str, ...] = ()
    image: str = ""

    @property
    def is_news(self) -> bool:
        """True for what the page calls a news article or a live blog of one."""
        return bool(_NEWS.search(_type(self.article)))

    def text(self, *keys: str) -> str:
        """The first non-empty string under one of ``keys``, the article's before the web page's."""
        for node in (self.article, self.page):
            for key in keys:
                value = _first_text(node.get(key))
                if value:
                    return value
        return ""


def linked_data(scripts: list[str], url: str) -> LinkedData:
    """The article of the page at ``url`` among everything that ``scripts`` describe."""
    nodes = [node for script in scripts for node in _nodes(_loads(script), 0)][:MAX_NODES]
    by_id = {str(n["@id"]): n for n in nodes if "@id" in n and len(n) > 1}
    article = _chosen([n for n in nodes if _ARTICLE.search(_type(n))], url)
    page = _chosen([n for n in nodes if _PAGE.search(_type(n))], url)
    people = list(_parties(article.get("author") or article.get("creator"), by_id))
    publishers = [name for node in (article, page) for _, name in _parties(node.get("publisher"), by_id)]
    publishers += [
        plain(n["name"]) for n in nodes if _type(n) == "WebSite" and isinstance(n.get("name"), str)
    ]
    return LinkedData(
        article,
        page,
        tuple(dict.fromkeys(name for person, name in people if person)),
        tuple(dict.fromkeys(name for person, name in people if not person)),
        tuple(dict.fromkeys(publishers)),
        providers=_names(article, ("provider", "sourceOrganization"), by_id),
        editors=_names(article, ("editor",), by_id) + _in_role(article, _EDITING, by_id),
        translators=_names(article, ("translator",), by_id) + _in_role(article, _TRANSLATING, by_id),
        crumbs=tuple(_crumbs(nodes, article)),
        image=_image(article.get("image") or article.get("thumbnailUrl") or page.get("image"), by_id),
    )


def _names(article: Node, keys: tuple[str, ...], by_id: Mapping[str, Node]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for key in keys for _, name in _parties(article.get(key), by_id)))


def _in_role(article: Node, role: re.Pattern[str], by_id: Mapping[str, Node]) -> tuple[str, ...]:
    """The contributors who did that: schema.org's Role around a person, or a person with a job."""
    said = article.get("contributor")
    nodes = [node for node in (said if isinstance(said, list) else [said])[:50] if isinstance(node, Mapping)]
    told = [node for node in nodes if role.search(f"{node.get('roleName')} {node.get('jobTitle')}")]
    return tuple(name for node in told for _, name in _parties(node.get("contributor", node), by_id))


def _crumbs(nodes: list[Node], article: Node) -> Iterator[str]:
    """The names on the way from the site's entrance to the article, without these two."""
    way = next((n for n in nodes if _type(n) == "BreadcrumbList"), {}).get("itemListElement")
    names = [_crumb(step) for step in way if isinstance(step, Mapping)] if isinstance(way, list) else []
    for name in names[1:10]:
        if name and name != _first_text(article.get("headline")):
            yield name


def _crumb(step: Node) -> str:
    item = step.get("item")
    return plain(
        _first_text(step.get("name")) or (_first_text(item.get("name")) if isinstance(item, Mapping) else "")
    )


def _image(value: Any, by_id: Mapping[str, Node], depth: int = 0) -> str:
    """The address of the first picture."""
    if depth > 4:
        return ""
    if isinstance(value, list):
        return next(filter(None, (_image(item, by_id, depth + 1) for item in value[:10])), "")
    if isinstance(value, Mapping):
        node = by_id.get(str(value.get("@id")), value)
        return _image(node.get("url") or node.get("contentUrl"), by_id, depth + 1)
    return value.strip() if isinstance(value, str) else ""


def _chosen(nodes: list[Node], url: str) -> Node:
    """The node about this address, else the fullest of the first few: related stories come later."""
    if not nodes:
        return {}
    here = [n for n in nodes if any(_same_page(address, url) for address in _addresses(n))]
    ranked = sorted(
        here or nodes[:3], key=lambda n: -sum(bool(n.get(k)) for k in ("headline", "author", "datePublished"))
    )
    return ranked[0]


def _addresses(node: Node) -> Iterator[str]:
    for key in ("url", "mainEntityOfPage", "@id"):
        value = node.get(key)
        if isinstance(value, Mapping):
            value = value.get("@id") or value.get("url")
        if isinstance(value, str):
            yield value


def _same_page(one: str, other: str) -> bool:
    try:
        a, b = urlsplit(one), urlsplit(other)
    except ValueError:
        return False
    return (
        a.path.rstrip("/") == b.path.rstrip("/") and len(a.path) > 1 and (not a.query or a.query == b.query)
    )


def _parties(value: Any, by_id: Mapping[str, Node], depth: int = 0) -> Iterator[tuple[bool, str]]:
    """(is a person, name) of everyone under ``author`` or ``publisher``."""
    if depth > 4:
        return
    if isinstance(value, list):
        for item in value[:50]:
            yield from _parties(item, by_id, depth + 1)
    elif isinstance(value, str):
        if not value.startswith(("http:", "https:")):
            yield True, plain(value)
    elif isinstance(value, Mapping):
        if "name" not in value:
            value = by_id.get(str(value.get("@id")), value)
        person = not _ORGANISATION.search(_type(value))
        for name in _texts(value.get("name")):
            yield person, plain(name)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        yield from (item for item in value[:50] if isinstance(item, str))


def _first_text(value: Any) -> str:
    for text in _texts(value):
        if text.strip():
            return text.strip()
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, Mapping):
        return _first_text(value.get("@value"))
    return ""


def _type(node: Node) -> str:
    kind = node.get("@type")
    return " ".join(map(str, kind)) if isinstance(kind, list) else str(kind or "")


def _nodes(value: Any, depth: int) -> Iterator[Node]:
    if depth > MAX_DEPTH:
        return
    if isinstance(value, list):
        for item in value:
            yield from _nodes(item, depth + 1)
    elif isinstance(value, dict):
        yield value
        for key in _HOLDING:
            if isinstance(value.get(key), dict | list):
                yield from _nodes(value[key], depth + 1)


def _loads(script: str) -> Any:
    """The JSON of a script, mended where that takes one pass; None when it stays unreadable."""
    text = _unwrapped(script)
    for mend in (_as_is, _without_control, _without_trailing_commas):
        text = mend(text)
        try:
            return json.loads(text, strict=False)
        except (ValueError, RecursionError):
            pass
    try:
        return json.JSONDecoder(strict=False).raw_decode(text)[0]
    except (ValueError, RecursionError):
        return _lone_values(text)


def _unwrapped(script: str) -> str:
    text = script.strip()
    for opening in _OPENINGS:
        text = text.removeprefix(opening).lstrip()
    for ending in _ENDINGS:
        text = text.removesuffix(ending).rstrip()
    return text


def _as_is(text: str) -> str:
    return text


def _without_control(text: str) -> str:
    return _CONTROL.sub(" ", text)


def _without_trailing_commas(text: str) -> str:
    return _TRAILING_COMMA.sub(r"\1", text)


def _lone_values(text: str) -> Node | None:
    if not _ARTICLE.search(text[:20_000]):
        return None
    node: dict[str, Any] = {}
    for key, value in _LONE_STRING.findall(text[:200_000]):
        node.setdefault(key, value)
    author = _LONE_AUTHOR.search(text[:200_000])
    if author:
        node["author"] = author[1]
    return {"@type": "Article", **node} if node else None
