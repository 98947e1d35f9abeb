"""One walk over the tree that collects what the stages ask for."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from lxml.html import HtmlElement

# Where names stand, by what sites call the box. The words are those of themes and frameworks.
_AUTHORISH = re.compile(
    r"author|by-?line|(?:^|[\s_-])by(?:[\s_-]|$)|writer|contribut|autor|auteur|verfasser|journalist"
    r"|reporter"
    r"|redact|zuozhe|bianji|posted[_-]?by|creator|signature|firma(?:[\s_-]|$)|credit",
    re.I,
)
# One of these stands in whatever the pattern above finds; looking for them first is ten times as quick.
_AUTHOR_WORDS = (
    "by author line writer contribut autor auteur verfasser journalist reporter redact zuozhe bianji creator"
    " signature firma credit"
).split()
_ACCOUNT_WORDS = "user nick account media".split()
_DATE_WORDS = "date time publi posted fecha datum meta info source stamp byline".split()
# Text that opens like a byline, or holds one as Chinese pages print it.
_SIGNED = re.compile(
    r"\W{0,3}(?:(?:written|posted|published|words|story|text|translated|edited|übersetzt|traduit|traducido)\s)?"
    r"\s{0,2}(?:by|von|par|por|di|door|av|af|autor|author)\b"
    r"|\W{0,3}(?:editor|translat(?:or|ion)|übersetz(?:er(?:in)?|ung)|traduc(?:tion|tor|ción))\s{0,2}[:：]",
    re.I,
)
_SIGNED_CHINESE = re.compile(
    r"[^。!?]{0,60}(?:记者|作者|撰文|编译|采写|执笔|文)\s{0,2}[:：/|｜丨]|.{0,40}(?:记者|作者)\s"
    r"|.{0,40}记者[\u4e00-\u9fff]{2,3}[/／]文|\s*[\u4e00-\u9fff]{2,4}[/／][\u4e00-\u9fff]{1,8}(?:报|网|社|周刊)\s*$"
    r"|\s*本[贴帖]由|\s*（[\u4e00-\u9fff]{2,3}）\s*$"
)
# Where accounts write, their names stand in such boxes.
_ACCOUNTISH = re.compile(
    r"(?:user|nick|account|media)[-_]?(?:card[-_]?)?name|media[-_]?user|account[-_]?nick", re.I
)
_TAIL_SIGNED = re.compile(
    r"\W{0,3}(?:by|von|par)\s+[A-ZÀ-Þ]|\s*(?:记者|作者)\s{0,2}[:：]|\W{0,60}作者\s{0,3}$|\s*发表于", re.I
)
_AUTHOR_PAGE = re.compile(
    r"/(?:authors?|autor(?:en|es)?|by|people|staff|team|writers?|contributors?|journalist\w{0,4}"
    r"|u)/[^/?#]{2,}|[?&]author=",
    re.I,
)
_COLLECTED = ("meta", "script", "title", "link")
# What holds a byline or a date; anything else would only repeat its parent.
_HOLDERS = ("a", "span", "div", "p", "li", "address", "h1", "h2", "h3", "h4", "h5", "em", "strong", "b",
            "section", "header", "td", "cite", "small", "ul", "dd", "figcaption", "i", "time", "aside",
            "footer", "font", "abbr")  # fmt: skip
_EMPTY = frozenset(("br", "img", "svg"))
# Elements that are noted by their tag.
_RANKED = frozenset(("a", "h1", "h2", "h3", "time"))
_LABELS = frozenset(
    ("class", "id", "itemprop", "rel", "data-testid", "data-component", "data-qa", "data-type")
)
# Text that is not about this article although it stands on its page.
_ELSEWHERE = re.compile(
    r"comment|respond|disqus|related|recommend|sidebar|side-bar|(?:^|[\s_-])nav(?:[\s_-]|$)|navbar|menu"
    r"|(?<!elementor-)(?<!wrapper_)widget(?! Blog)|elementor-posts"
    r"|trending|most-?(?:read|popular)|latest|newsletter|teaser|promo|carousel|read-?more"
    r"|more-?(?:from|on|news|stories)|up-?next|outbrain|taboola|listing|advert|sponsor|popular|similar"
    r"|suggest"
    r"|post-?(?:list|grid)|card-?list|article-?list",
    re.I,
)
_COMMENTS = re.compile(r"(?:^|[\s_-])comments?(?:[\s_-]|$)|respond|disqus", re.I)
_ELSEWHERE_TAGS = ("aside", "nav", "form")
# At the foot of the page it is furniture, at the foot of the article it is its own.
_FOOT = re.compile(r"footer", re.I)
# The text of an element that is there for its date; prose with a date in it is longer.
LONGEST_DATED = 100
# Shorter texts name nobody and no day.
SHORTEST_SAID = 2
_DATED = re.compile(r"(?:19|20)\d\d|\d\d-\d\d-\d\d")
LOOKED_UP_LEVELS = 12


@dataclass(frozen=True, slots=True)
class Placed:
    """An element and its place: how many holders of text come before it in the document."""

    element: HtmlElement
    place: int


@dataclass(slots=True)
class Survey:
    """Elements and raw texts by role, each in document order."""

    metas: dict[str, list[str]] = field(default_factory=dict)
    linked_data: list[str] = field(default_factory=list)
    states: list[HtmlElement] = field(default_factory=list)
    title: str = ""
    headings: list[Placed] = field(default_factory=list)
    subheadings: list[Placed] = field(default_factory=list)
    times: list[Placed] = field(default_factory=list)
    bylines: list[Placed] = field(default_factory=list)
    signed: list[Placed] = field(default_factory=list)
    accounts: list[Placed] = field(default_factory=list)
    datelines: list[Placed] = field(default_factory=list)
    dated: list[Placed] = field(default_factory=list)
    properties: dict[str, list[Placed]] = field(default_factory=dict)
    canonical: str = ""
    language: str = ""

    def meta_values(self, *names: str) -> list[str]:
        """The non-empty contents of the named ``meta`` elements, in the order of ``names``."""
        return [value for name in names for value in self.metas.get(name, ())]

    def meta(self, *names: str) -> str:
        """The first of ``meta_values``, or nothing."""
        return next(iter(self.meta_values(*names)), "")


def survey(tree: HtmlElement) -> Survey:
    """What one walk over ``tree`` finds."""
    found = Survey(language=tree.get("lang") or tree.get("xml:lang") or "")
    for element in tree.iter(*_COLLECTED):
        _collect(found, element)
    place = 0
    for element in tree.iter(*_HOLDERS, *_EMPTY):
        tail = element.tail
        if tail and not tail.isspace():
            _note_tail(found, element, tail, place)
        tag = element.tag
        if tag in _EMPTY:
            continue
        if tag in _RANKED:
            _note_rank(found, element, tag, place)
        text = element.text
        if text and not text.isspace():
            _note_text(found, element, text, place)
        attributes = element.items()
        if attributes:
            _note_label(found, element, attributes, place)
        place += 1
    return found


def in_comments(element: HtmlElement) -> bool:
    """True for what readers wrote, and for the forms in which they do."""
    for level, ancestor in enumerate(_with_ancestors(element)):
        if ancestor.tag == "form" or _COMMENTS.search(names_of(ancestor)):
            return True
        if ancestor.tag in ("body", "article", "main") or level > LOOKED_UP_LEVELS:
            return False
    return False


def elsewhere(element: HtmlElement) -> bool:
    """True for text of other articles, comments and page furniture, told by the boxes around it."""
    at_foot = False
    for level, ancestor in enumerate(_with_ancestors(element)):
        if ancestor.tag in _ELSEWHERE_TAGS:
            return True
        if ancestor.tag == "article":
            # Teasers are articles with a foot of their own.
            return at_foot and ancestor.find(".//h1") is None
        if ancestor.tag in ("body", "html", "main") or level > LOOKED_UP_LEVELS:
            return at_foot
        away, foot = _names_elsewhere(names_of(ancestor))
        if away:
            return True
        at_foot = at_foot or foot or ancestor.tag == "footer"
    return at_foot


@lru_cache(maxsize=20_000)
def _names_elsewhere(names: str) -> tuple[bool, bool]:
    return bool(_ELSEWHERE.search(names)), bool(_FOOT.search(names))


def leads_to_author(element: HtmlElement) -> bool:
    """True for a link to a page about an author."""
    return element.tag == "a" and bool(_AUTHOR_PAGE.search(element.get("href") or ""))


def names_of(element: HtmlElement) -> str:
    """Class and id of ``element`` in one string."""
    return f"{element.get('class') or ''} {element.get('id') or ''}"


def _with_ancestors(element: HtmlElement) -> Iterator[HtmlElement]:
    yield element
    yield from element.iterancestors()


def _opens_signed(text: str) -> bool:
    return bool(_SIGNED.match(text)) or (not text.isascii() and bool(_SIGNED_CHINESE.match(text)))


@lru_cache(maxsize=20_000)
def _roles(label: str) -> tuple[bool, bool, bool]:
    """Whether a label speaks of authors, of dates, of accounts. A site has few and repeats them."""
    said = label.lower()
    author = _has_one(_AUTHOR_WORDS, said) and bool(_AUTHORISH.search(said))
    account = _has_one(_ACCOUNT_WORDS, said) and bool(_ACCOUNTISH.search(said))
    return author, _has_one(_DATE_WORDS, said), account


def _has_one(words: list[str], text: str) -> bool:
    # A loop: a generator for ``any`` takes twice as long, and this is asked for every box of a page.
    for word in words:  # noqa: SIM110
        if word in text:
            return True
    return False


def _collect(found: Survey, element: HtmlElement) -> None:
    match element.tag:
        case "meta":
            _collect_meta(found.metas, element)
        case "script":
            _collect_script(found, element)
        case "title" if not found.title:
            found.title = element.text or ""
        case "link" if not found.canonical and (element.get("rel") or "").lower() == "canonical":
            found.canonical = element.get("href") or ""


def _collect_meta(metas: dict[str, list[str]], element: HtmlElement) -> None:
    attributes: Mapping[str, str] = element.attrib
    content = (attributes.get("content") or "").strip()
    if not content:
        return
    for attribute in ("property", "name", "itemprop", "http-equiv"):
        name = (attributes.get(attribute) or "").strip().lower()
        if name:
            metas.setdefault(name, []).append(content)


def _collect_script(found: Survey, element: HtmlElement) -> None:
    kind = (element.get("type") or "").lower()
    text = element.text
    if not text:
        return
    if "ld+json" in kind:
        found.linked_data.append(text)
    elif len(text) > 200 and (kind.endswith("json") or "_" in text[:200] or "window" in text[:200]):
        found.states.append(element)


def _says_date(text: str) -> bool:
    return ("20" in text or "19" in text or "-" in text) and bool(_DATED.search(text))


def _note_tail(found: Survey, element: HtmlElement, tail: str, place: int) -> None:
    """What stands behind ``element`` is its parent's text."""
    if not SHORTEST_SAID <= len(tail) <= LONGEST_DATED:
        return
    parent = element.getparent()
    if _TAIL_SIGNED.match(tail):
        found.signed.append(Placed(parent, place))
    if _says_date(tail):
        found.dated.append(Placed(parent, place))


def _note_rank(found: Survey, element: HtmlElement, tag: str, place: int) -> None:
    if tag == "a":
        if leads_to_author(element):
            found.signed.append(Placed(element, place))
    elif tag == "h1":
        found.headings.append(Placed(element, place))
    elif tag == "time":
        found.times.append(Placed(element, place))
    else:
        found.subheadings.append(Placed(element, place))


def _note_text(found: Survey, element: HtmlElement, text: str, place: int) -> None:
    size = len(text)
    if size < SHORTEST_SAID:
        return
    if size < LONGEST_DATED and _says_date(text):
        found.dated.append(Placed(element, place))
    if _opens_signed(text):
        found.signed.append(Placed(element, place))


def _note_label(found: Survey, element: HtmlElement, attributes: list[tuple[str, str]], place: int) -> None:
    label = " ".join([value for name, value in attributes if name in _LABELS])
    if not label:
        return
    authorish, dateish, accountish = _roles(label)
    if accountish:
        found.accounts.append(Placed(element, place))
    if authorish:
        found.bylines.append(Placed(element, place))
    if dateish:
        found.datelines.append(Placed(element, place))
    for name, value in attributes:
        if name == "itemprop":
            for one in value.split():
                found.properties.setdefault(one, []).append(Placed(element, place))
