"""Where words begin and end, and how a word is folded. Independent of language.

A word is a run of letters and digits. Scripts written without spaces (Han, kana, Thai, Lao, Khmer,
Myanmar) give one token per character, so a word of any length is found as a phrase of its characters.
"""

import re
import unicodedata
from functools import lru_cache

# Scripts without spaces between words, and the squared units that stand among them (㎞, ㎾).
_UNSPACED = (
    r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
    r"\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3040-\u309f\u30a1-\u30fa\u30fc-\u312f\u31a0-\u31bf"
    r"\u31f0-\u31ff\u3300-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f"
    r"\U0001b000-\U0001b16f\U00020000-\U0003ffff"
)
# Apostrophes; U+02BC counts as a letter in Unicode and as an apostrophe in newsrooms.
_APOSTROPHES = "'’ʼ＇"
# Characters that nobody sees: they may stand inside a word without changing it.
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_VOICED = "\u3099\u309a\uff9e\uff9f"
_MARKS = "".join(c for c in map(chr, range(0x300, 0xFFFF)) if unicodedata.category(c)[0] == "M")

_LETTER = rf"[^\W_{_UNSPACED}ʼ]"
_ONE = rf"[{_UNSPACED}]"
_INSIDE = f"[{_MARKS}{_INVISIBLE}{_APOSTROPHES}]"

# The longest run read as one word: a megabyte without a space must not become one term.
RUN = 64
CHUNK = re.compile(
    # What most words of most articles are; the general case would come to the same, at half the speed.
    rf"[A-Za-z0-9]{{1,{RUN}}}+(?=[ ,.\n])"
    rf"|{_LETTER}{{1,{RUN}}}+(?:{_INSIDE}{{1,16}}{_LETTER}{{0,{RUN}}}){{0,16}}"
    rf"|{_ONE}[{_MARKS}{_INVISIBLE}{_VOICED}]{{0,16}}"
)
_WORD = re.compile(rf"{_LETTER}+(?:[{_MARKS}]+{_LETTER}*)*|{_ONE}[{_MARKS}]*")
_UNSPACED_CHARACTER = re.compile(_ONE)
_SPACED_WORD = re.compile(r"[^\W_]\S*")
_PART = re.compile(f"[^{_APOSTROPHES}]+")
_DROP_INVISIBLE = dict.fromkeys(map(ord, _INVISIBLE))

# Latin letters that do not decompose into a base letter and a mark.
_LATIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"})


def is_unspaced(character: str) -> bool:
    """Whether a character belongs to a script without spaces, so that it is a word of its own."""
    return _UNSPACED_CHARACTER.match(character) is not None


def count_words(text: str) -> int:
    """How long ``text`` is: words as blanks divide them, and each character of scripts without blanks."""
    if text.isascii():
        return len(_SPACED_WORD.findall(text))
    rest, characters = _UNSPACED_CHARACTER.subn(" ", text)
    return characters + len(_SPACED_WORD.findall(rest))


def fold(text: str) -> str:
    """NFKC and full case folding, without invisible characters."""
    if text.isascii():
        return text.lower()
    shown = text.translate(_DROP_INVISIBLE)
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", shown).casefold())


@lru_cache(maxsize=1 << 15)
def plain(word: str) -> str:
    """A folded word without accents on Latin letters: ``škoda`` is ``skoda``. Other scripts keep theirs."""
    if word.isascii():
        return word
    kept: list[str] = []
    base = word  # not ASCII: a mark that begins the word stays
    for char in unicodedata.normalize("NFD", word.translate(_LATIN)):
        if not unicodedata.combining(char):
            base = char
        elif base.isascii():
            continue
        kept.append(char)
    return unicodedata.normalize("NFC", "".join(kept))


def parts(chunk: str) -> list[tuple[str, int, int]]:
    """The folded words of one ``CHUNK`` with their offsets in it.

    Most chunks are one word; an apostrophe makes two ("l'usine") except before a possessive s, which is
    dropped; a compatibility character may hold several ("½").
    """
    found = []
    for part in _PART.finditer(chunk):
        folded = fold(part[0])
        if folded == "s" and part.start():
            continue
        found += [(word, part.start(), part.end()) for word in _WORD.findall(folded)]
    return found
