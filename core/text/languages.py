"""Which languages are stemmed, and with what: Snowball's own stemmers, in C."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from threading import Lock

from Stemmer import Stemmer

from core.text.spelling import one_spelling
from core.text.words import plain

SNOWBALL = {
    "en": "english",
    "de": "german",
    "fr": "french",
    "es": "spanish",
    "it": "italian",
    "pt": "portuguese",
    "nl": "dutch",
    "sv": "swedish",
    "da": "danish",
    "no": "norwegian",
    "fi": "finnish",
    "pl": "polish",
    "cs": "czech",
    "hu": "hungarian",
    "ro": "romanian",
    "tr": "turkish",
    "ru": "russian",
}
_SAME = {"nb": "no", "nn": "no"}
# Written in another script: the Latin words in such an article are mostly English names.
_OTHER_SCRIPT = frozenset(
    "zh ja ko th lo km my ar fa he ur hi bn ta te kn ml mr gu pa si ne el uk bg be sr mk kk hy ka am".split()
)
_CYRILLIC = re.compile(r"[\u0400-\u052f]+")

# A stemmer keeps the word it is working on in itself.
_lock = Lock()


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """How the words of an article are stemmed: a language per script, None where words stay as they are.

    Compared by identity, for every cache is asked with one: there are only those in ``PROFILES``.
    """

    latin: str | None = None
    cyrillic: str | None = None


AS_WRITTEN = Profile()
_PROFILES = {code: Profile(latin=code) for code in SNOWBALL if code != "ru"} | {
    "ru": Profile(latin="en", cyrillic="ru")
}
PROFILES: tuple[Profile, ...] = (*_PROFILES.values(), AS_WRITTEN)


@lru_cache(maxsize=256)
def profile(language: str) -> Profile:
    """The profile of an ISO 639-1 code; English where the language is unknown (an empty code)."""
    code = re.split(r"[-_]", language.strip().lower(), maxsplit=1)[0]
    code = _SAME.get(code, code)
    if code in _PROFILES:
        return _PROFILES[code]
    return _PROFILES["en"] if code in _OTHER_SCRIPT or code in ("", "und", "mul") else AS_WRITTEN


@lru_cache(maxsize=1 << 17)
def term(word: str, how: Profile) -> str:
    """The term of a folded word: ``<language>~<stem>``, or without a stemmer the word without accents."""
    flat = word if word.isascii() else plain(word)
    if flat.isascii() and flat.isalpha():
        language = how.latin
    elif _CYRILLIC.fullmatch(flat):
        language = how.cyrillic
    else:
        language = None
    if language is None:
        return flat
    stem = _stem(language, one_spelling(flat) if language == "en" else word)
    return f"{language}~{plain(stem) or flat}"


def _stem(language: str, word: str) -> str:
    with _lock:
        return _stemmer(language)(word)


@cache
def _stemmer(language: str) -> Callable[[str], str]:
    # Without a cache of its own: ours keeps the whole term.
    stem: Callable[[str], str] = Stemmer(SNOWBALL[language], 0).stemWord
    return stem
