"""An article in several pages: where it goes on, and whether this page is a later one of another.

A wrong join puts another article into the text, a missed one only shortens it. So an address must be this
article's own with the next number, and a link must lead there as links to pages do.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import IntEnum
from itertools import islice
from urllib.parse import parse_qsl, urlencode, urlsplit

from lxml.html import HtmlElement

from core.urls import absolute, host_of, url_key
from crawler.extraction.survey import in_comments, names_of
from crawler.extraction.wording import squeezed

# A pager that counts further is that of a list.
MOST_NUMBERED = 20
LONGEST_LABEL = 40
LOOKED_UP_LEVELS = 6
_RELATIVE = "?.0123456789"
_PARAMETERS = frozenset("page p pg pn pageno page_no pagenum page_num seite artikelseite pagina pag".split())
# Enough to see that an address may be numbered: most links of a page are done with here.
_MAYBE = re.compile(r"(?<!\d)[1-9]\d?/?(?:\.\w{3,5})?(?:[?&#]|$)")
_WORD = r"(?:page|seite|pagina|pg|p)"
_FILE = r"(\.(?:s?html?|php|aspx?))"
_NAMED_PATH = re.compile(rf"(.+)/{_WORD}[/_-]?([1-9]\d?)(?:\.s?html?)?/?", re.I)
_BARE_PATH = re.compile(r"(.+)/([1-9]\d?)/?")
_NAMED_FILE = re.compile(rf"(.+)[_-]{_WORD}[_-]?([1-9]\d?){_FILE}", re.I)
_BARE_FILE = re.compile(rf"(.+)[_,-]([1-9]\d?){_FILE}", re.I)
_LIST = re.compile(r"/(?:index|list|default)\.\w+$", re.I)
_PAGE = r"(?:page|seite|pagina|página|strona|sida)"
_NEXT_PAGE = re.compile(
    rf"(?:go to |continue to |zur |à la )?(?:the )?(?:next|nächsten?|volgende|próxima|nästa) {_PAGE}"
    rf"|{_PAGE} (?:suivante|siguiente|successiva)|下一?页|下一頁|次のページ"
)
_PREVIOUS_PAGE = re.compile(
    rf"(?:previous|vorherigen?|vorige) {_PAGE}|{_PAGE} (?:précédente|anterior|precedente)"
    r"|上一?页|上一頁|前のページ"
)
_NEXT = re.compile(r"next|weiter|suivante?|siguiente|successiva|volgende")
_NUMBER = re.compile(rf"(?:{_PAGE}\s*|第\s*)?([1-9]\d?)(?:\s*页)?")
_NEXT_NAME = re.compile(r"(?:^|[\s_-])next(?:$|[\s_-])", re.I)
# Signs around the words of a label: arrows, brackets, dots.
_ORNAMENT = " []()<>«»‹›→←▶►|·.…"
_ELSEWHERE = re.compile(
    r"comment|respond|disqus|galler|slide|carousel|lightbox|infinite|related|recommend|archive", re.I
)


class Witness(IntEnum):
    """How plainly a link says that it leads to a page of this article."""

    NOTHING = 0
    DIRECTION = 1  # rel=next, "weiter", an arrow: other articles are linked so, too
    PAGE = 2  # the page's number, "next page"


@dataclass(frozen=True, slots=True)
class Reading:
    """An address read as page ``number`` of the article whose first page is at ``first``.

    ``named``: the address itself speaks of a page; a bare number may count anything. ``is_file``: the number
    stands in the file's name, as that of a second article with the same title does.
    """

    first: str
    number: int
    named: bool
    is_file: bool = False

    @property
    def key(self) -> str:
        """The first page's identity."""
        return url_key(self.first)


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The addresses of the article's next page, and of its first one where this is a later page; each empty
    where there is none."""

    next_url: str = ""
    first_url: str = ""


def neighbours(tree: HtmlElement, url: str, canonical: str) -> Neighbours:
    """What the page at ``url`` says of others of its article. ``canonical`` is absolute, or empty."""
    own = readings(url)
    paths = {_path(one) for one in (url, canonical, *(one.first for one in own)) if one}
    names = set(filter(None, map(_name, paths)))
    links = [
        (element, target, reading)
        for element, target in _numbered_links(tree, url, names)
        for reading in readings(target)
        if _path(reading.first) in paths and not _is_beside(element)
    ]
    later = [one for one in own if one.number > 1]
    if not links and not later:
        return Neighbours()
    first = _first(links, tree, url, canonical, later)
    # A bare number above one may count anything, unless there is a first page to it.
    known = [one for one in own if one.named or one.number == 1 or first]
    return Neighbours(_next(links, url, canonical, known), first)


def readings(url: str) -> list[Reading]:
    """Every way in which ``url`` may be a numbered page; none for most addresses."""
    parts = urlsplit(url)
    if parts.path in ("", "/"):
        return []
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    found = []
    for name, value in pairs:
        if name.lower() in _PARAMETERS and re.fullmatch(r"[1-9]\d?", value):
            rest = urlencode([pair for pair in pairs if pair != (name, value)])
            found.append(Reading(parts._replace(query=rest).geturl(), int(value), named=True))
    if match := _NAMED_PATH.fullmatch(parts.path):
        found.append(Reading(parts._replace(path=f"{match[1]}/").geturl(), int(match[2]), named=True))
    elif match := _BARE_PATH.fullmatch(parts.path):
        found.append(Reading(parts._replace(path=f"{match[1]}/").geturl(), int(match[2]), named=False))
    elif match := _NAMED_FILE.fullmatch(parts.path) or _BARE_FILE.fullmatch(parts.path):
        first = parts._replace(path=match[1] + match[3]).geturl()
        found.append(Reading(first, int(match[2]), match.re is _NAMED_FILE, is_file=True))
    return [one for one in found if not _LIST.search(urlsplit(one.first).path)]


_Link = tuple[HtmlElement, str, Reading]


def _numbered_links(tree: HtmlElement, url: str, names: Collection[str]) -> Iterator[tuple[HtmlElement, str]]:
    """Links that may lead to numbered pages beside one of ``names``. A page has hundreds of links: what is
    quickly seen comes first."""
    for element in tree.iter("a", "link"):
        href = element.get("href")
        if not href or not (href[0] in _RELATIVE or [name for name in names if name in href]):
            continue
        if _MAYBE.search(href) and "comment" not in href:
            target = absolute(href, base=url)
            if target and _host(target) == _host(url):
                yield element, target


def _name(path: str) -> str:
    """The last part of a path, without the file's ending."""
    return path.rpartition("/")[2].partition(".")[0]


def _path(url: str) -> str:
    return urlsplit(url).path.rstrip("/")


def _host(url: str) -> str:
    return host_of(url).removeprefix("www.")


def _next(links: list[_Link], url: str, canonical: str, own: list[Reading]) -> str:
    alone = {url_key(url)} | ({url_key(canonical)} if canonical and not own else set())
    counted = {(one.key, one.number) for one in own}
    found: dict[str, str] = {}
    for element, target, reading in links:
        is_second = reading.number == 2 and reading.key in alone
        if reading.number > MOST_NUMBERED and reading.key in alone | {key for key, _ in counted}:
            return ""
        if is_second or (reading.key, reading.number - 1) in counted:
            is_plain = reading.named or (is_second and not reading.is_file and not own)
            if _witness(element, reading.number, forward=True) >= _needed(is_plain):
                found[url_key(target)] = target
    # Two different next pages: one of them is somebody else's, and nothing says which.
    return next(iter(found.values())) if len(found) == 1 else ""


def _first(links: list[_Link], tree: HtmlElement, url: str, canonical: str, later: list[Reading]) -> str:
    for own in later:
        if canonical and url_key(canonical) == own.key:
            return canonical
        for element, target, reading in links:
            is_back = reading.number in (1, own.number - 1) and reading.key == own.key
            if is_back and _witness(element, reading.number, forward=False) >= _needed(own.named):
                return target if reading.number == 1 else own.first
        if target := _unnumbered(tree, url, own):
            return target
    return ""


def _unnumbered(tree: HtmlElement, url: str, own: Reading) -> str:
    """The link of a pager to the first page, whose address has no number."""
    for element in tree.iter("a", "link"):
        if _witness(element, 1, forward=False) < _needed(own.named) or _is_beside(element):
            continue
        target = absolute(element.get("href") or "", base=url)
        if target and url_key(target) == own.key:
            return target
    return ""


def _needed(is_plain: bool) -> Witness:
    """What a link must say, by whether its address alone makes it a page of this article."""
    return Witness.DIRECTION if is_plain else Witness.PAGE


def _witness(element: HtmlElement, number: int, *, forward: bool) -> Witness:
    label = _label(element)
    told = _NUMBER.fullmatch(label)
    if told and int(told[1]) == number:
        return Witness.PAGE
    if (_NEXT_PAGE if forward else _PREVIOUS_PAGE).fullmatch(label):
        return Witness.PAGE
    rel = (element.get("rel") or "").lower().split()
    arrow = forward and not label and _NEXT_NAME.search(names_of(element))
    if ("next" if forward else "prev") in rel or (forward and _NEXT.fullmatch(label)) or arrow:
        return Witness.DIRECTION
    return Witness.NOTHING


def _label(element: HtmlElement) -> str:
    """What the link says, without the signs around it; where it is only a sign, what it tells the blind."""
    said = squeezed("".join(islice(element.itertext(), 20))[: 4 * LONGEST_LABEL]).strip(_ORNAMENT)
    if not said:
        said = squeezed(element.get("aria-label") or element.get("title") or "").strip(_ORNAMENT)
    return said.casefold() if len(said) <= LONGEST_LABEL else ""


def _is_beside(element: HtmlElement) -> bool:
    """True for the pagers of comments, galleries and lists."""
    above = islice(element.iterancestors(), LOOKED_UP_LEVELS)
    boxes = [element, *(one for one in above if one.tag not in ("body", "html"))]
    return any(_ELSEWHERE.search(names_of(one)) for one in boxes) or in_comments(element)
