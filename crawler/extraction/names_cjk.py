"""How Chinese pages sign: labels before names, forums' lines, the name that closes a text."""

import re

from crawler.extraction.names import CJK_BUTTONS, unique

_HAN = r"[\u4e00-\u9fff·]"
_HAN_NAMES = rf"({_HAN}{{2,5}}(?:\s?[\s、,，&＆]\s?(?!摄|翻摄|供图|制图){_HAN}{{2,4}}){{0,4}})(?!{_HAN})"
_CJK_LABELLED = re.compile(rf"(?:记者|作者|撰文|编译|采写|执笔|文)\s{{0,2}}[:：/|｜丨]\s{{0,3}}{_HAN_NAMES}")
_CJK_REPORTER = re.compile(rf"(?:记者|作者)\s{{1,2}}{_HAN_NAMES}")
# A name glued to its label, told from the text after it by what follows.
_CJK_GLUED = re.compile(r"(?:记者|作者)([\u4e00-\u9fff]{2,3})\s?[/／]\s?文")
_CJK_OUTLET = re.compile(r"^([\u4e00-\u9fff]{2,4})[/／][\u4e00-\u9fff]{1,8}(?:报|网|社|周刊)$")
# An account or a body that signs is longer than a name.
_CJK_ACCOUNT = re.compile(r"作者\s{0,2}[:：]\s{0,2}([^\s:：|/()（）]{2,12})(?=[\s|]|$)")
# How forums sign, and how a newspaper's text ends.
_CJK_POSTED = re.compile(r"本[贴帖]由\W{0,4}([^\s|]{2,16}?)\W{0,4}于|([\w.-]{2,16})[\s|]{1,4}发表于")
_CJK_CLOSING = re.compile(r"\s*（([\u4e00-\u9fff]{2,3})）\s*$")
_CJK_WORDS = re.compile(r"[/／]\s?文|文\s?[/／]|作者")
_CJK_PHOTO = re.compile(r"摄(?:影报道)?\W{0,2}$|(?:供图|制图)\W{0,2}$")


def cjk_byline(text: str) -> tuple[str, ...]:
    """The names that a Chinese line signs with (记者, 作者, 文/), in order; empty when it signs nothing."""
    if is_photo_credit(text):
        return ()
    for pattern in (_CJK_LABELLED, _CJK_REPORTER, _CJK_GLUED, _CJK_OUTLET, _CJK_ACCOUNT, _CJK_POSTED):
        match = pattern.search(text)
        if match:
            return unique([name for name in re.split(r"[\s、,，&＆]+", match[match.lastindex or 0]) if name])
    closing = _CJK_CLOSING.match(text)
    return (closing[1],) if closing and closing[1] not in CJK_BUTTONS else ()


def is_photo_credit(text: str) -> bool:
    """True for a Chinese line that says who took a picture."""
    return bool(_CJK_PHOTO.search(text)) and not _CJK_WORDS.search(text)
