"""Plain text out of markup, and the forms in which two texts are compared."""

import html
import re
import unicodedata
from collections.abc import Iterator

from lxml.html import HtmlElement

_SPACE = re.compile(r"[\s\u200b\u200e\u200f\ufeff\u00ad]+")
_NOT_WORD = re.compile(r"[\W_]+")
_TAG = re.compile(r"<[^<>]{1,300}>")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_KANA = re.compile(r"[\u3040-\u30ff]")
_HANGUL = re.compile(r"[\uac00-\ud7af]")
# Where a box or a line break begins one: white space that no legal document holds.
LINE = "\x1e"
_INVISIBLE = ("script", "style", "noscript", "template", "svg", "iframe", "button", "select")


def any_of(vocabulary: str, *, whole: bool = True) -> re.Pattern[str]:
    """A pattern for any of the blank-separated expressions, in any case; ``whole`` keeps to whole words."""
    alternatives = "|".join(vocabulary.split())
    return re.compile(rf"\b(?:{alternatives})\b" if whole else rf"(?:{alternatives})", re.I)


def squeezed(text: str) -> str:
    """``text`` with every run of white space, also zero-width, as one blank."""
    return _SPACE.sub(" ", text.replace("\u00ad", "").replace("\u200b", "")).strip()


def plain(value: str) -> str:
    """A declared value as a reader would see it: entities (also doubly escaped) and tags gone."""
    if "&" in value:
        value = html.unescape(html.unescape(value))
    if "<" in value:
        value = _TAG.sub("", value)
    return squeezed(value)


def folded(text: str) -> str:
    """Letters and digits only, without case and width: for asking whether two texts say the same."""
    return _NOT_WORD.sub("", unicodedata.normalize("NFKC", text).casefold())


def text_of(element: HtmlElement, limit: int = 2_000, *, gap: str = "") -> str:
    """The visible text of ``element``, at most about ``limit`` characters.

    ``gap`` goes between lines, and between pieces of markup that touch without a blank: a name and its
    role, a name and a date.
    """
    if not len(element):  # most elements are leaves, and this is asked eighty times a page
        return "" if element.tag in _INVISIBLE else squeezed(element.text or "")
    pieces: list[str] = []
    size = 0
    ended = False
    for piece in _pieces(element):
        if gap and piece == LINE:
            ended = bool(pieces)
            continue
        if gap and (ended or (pieces and pieces[-1][-1:].isalnum() and piece[:1].isalnum())):
            if ended and piece.isspace():
                continue
            pieces.append(gap)
            ended = False
        pieces.append(piece)
        size += len(piece)
        if size > limit:
            break
    return squeezed("".join(pieces))


def _pieces(element: HtmlElement) -> Iterator[str]:
    if element.tag in _INVISIBLE:
        return
    if element.text:
        yield element.text
    for child in element:
        if isinstance(child.tag, str):
            if child.tag in ("br", "p", "div", "li", "h1", "h2", "h3", "h4", "h5", "td", "section"):
                yield LINE
            yield from _pieces(child)
        if child.tail:
            yield child.tail


def is_cjk(text: str) -> bool:
    """True when a good part of ``text`` is Han, Kana or Hangul."""
    sample = text[:2_000]
    letters = len(_HAN.findall(sample)) + len(_KANA.findall(sample)) + len(_HANGUL.findall(sample))
    return letters * 4 > len(sample)


def cjk_language(text: str) -> str:
    """``zh``, ``ja`` or ``ko`` by script, empty for other scripts. Kana decides between zh and ja."""
    sample = text[:4_000]
    han, kana, hangul = (len(p.findall(sample)) for p in (_HAN, _KANA, _HANGUL))
    if (han + kana + hangul) * 5 < len(sample) or not sample:
        return ""
    if hangul > han + kana:
        return "ko"
    return "ja" if kana * 12 > han else "zh"
