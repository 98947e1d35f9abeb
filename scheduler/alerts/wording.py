"""Text from the web made harmless for people's screens and chats."""

import re
from urllib.parse import quote, urlsplit

ELLIPSIS = "…"

# Chats act on these; with an invisible space inside they are only text.
_ZERO_WIDTH_SPACE = "\u200b"
_ACTIVE = re.compile(
    r"@(?=\S)|<(?=\S)"  # mentions: @everyone, <!channel>, <users/all>
    r"|(?<=:)/(?=/)|(?<=[\w-])\.(?=[^\W\d_]{2})"  # addresses: tg://x, example.com
    r"|(?<!\S)[/#$](?=[^\W\d_])"  # a bot's command, a hashtag, a stock's sign: taps that act or search
    r"|(?<=[^\W\d_]):(?=[^\s/])"  # schemes without slashes: mailto:x, javascript:x, tel:1
    r"|`(?=`)"  # a fence would take the rest of the message in
)
_BLANKS = re.compile(r"\s+")
# Everything that RFC 3986 allows in an address, but not what a chat could act on: @ < > | * _ stay out.
_URL_SAFE = "/:?#[]!$&'()+,;=%~-."
_HOW_FAR_BACK = 40


def single_spaced(text: str) -> str:
    """``text`` with one blank for every run of blanks and control characters: a title may carry escape
    sequences, or turn the direction of writing around."""
    return _BLANKS.sub(" ", "".join(c if c.isprintable() else " " for c in text))


def printable(text: str) -> str:
    """``text`` on one line without control characters and outer blanks."""
    return single_spaced(text).strip()


def defanged(text: str) -> str:
    """``text`` in which no mention (``@everyone``, ``<!channel>``) calls anyone, and nothing that looks like
    an address or a command becomes a link."""
    return _ACTIVE.sub(lambda found: found[0] + _ZERO_WIDTH_SPACE, text)


def web_link(url: str) -> str:
    """``url`` as a link to show, percent-encoded; empty unless it is an http(s) address."""
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.username is None
    except ValueError:
        return ""
    return quote(url, safe=_URL_SAFE, errors="replace") if usable else ""


def cut(text: str, limit: int) -> str:
    """``text`` in at most ``limit`` characters, cut between words where one ends nearby."""
    if len(text) <= limit:
        return text
    if limit < 1:
        return ""
    room = text[: limit - 1]
    border = max(room.rfind(" "), room.rfind("\n"))
    if not text[limit - 1].isspace() and border >= max(1, len(room) - _HOW_FAR_BACK):
        room = room[:border]
    return room.rstrip() + ELLIPSIS
