"""Words with wildcards and expressions of RE2: what they are compiled to, and what they may cost.

The index holds stems. A word that begins with the letters of a pattern has, but for a few irregular ones,
a stem that begins with its first three or four; only such words count as found, so that an index can be
asked for them.
"""

import re
from functools import lru_cache
from typing import NamedTuple

import re2

from core.text.languages import SNOWBALL
from core.text.spelling import one_spelling
from core.text.words import fold, plain

# How many letters a pattern needs before its first wildcard.
MIN_HEAD = 3
MAX_REGEX_LENGTH = 200
# Of memory for one expression's program and its states: RE2 works in time linear in the text within it.
_REGEX_MEMORY_BYTES = 1 << 20
_SHAPE = re.compile(r"[^\W_]+(?:\?+[^\W_]+)*(?:\?+[^\W_]+|\*)")


class WordPattern(NamedTuple):
    """``expression`` is for words as ``plain`` writes them; ``heads`` begin the stems of all that count."""

    expression: re.Pattern[str]
    heads: tuple[str, ...]


def is_pattern(word: str) -> bool:
    """Whether a word of a query has wildcards: a ``?`` between letters or a ``*`` at the end."""
    return _SHAPE.fullmatch(word) is not None


def head_length(word: str) -> int:
    """Letters before the first wildcard."""
    return len(re.split(r"[?*]", word, maxsplit=1)[0])


@lru_cache(maxsize=1 << 12)
def word_pattern(text: str) -> WordPattern:
    flat = "".join(part if part in "?*" else plain(fold(part)) for part in re.split(r"([?*])", text) if part)
    inner = re.escape(flat).replace(r"\?", r"[^\W_]").replace(r"\*", r"\w*")
    head = re.split(r"[?*]", flat, maxsplit=1)[0]
    kept = 3 if len(head) < 6 else 4
    heads = dict.fromkeys((head[:kept], one_spelling(head)[:kept]))
    return WordPattern(re.compile(inner), tuple(heads))


def first_terms(text: str) -> tuple[str, ...]:
    """What the terms of all words of a pattern begin with, whatever the language of the article."""
    heads = word_pattern(text).heads
    return tuple(f"{language}{head}" for head in heads for language in ("", *(f"{c}~" for c in SNOWBALL)))


def counts(word: str, term: str, pattern: WordPattern) -> bool:
    """Whether a token, a folded word and its term, is one of the pattern's."""
    return term.rpartition("~")[2].startswith(pattern.heads) and bool(
        pattern.expression.fullmatch(word if word.isascii() else plain(word))
    )


@lru_cache(maxsize=1 << 12)
def regex(pattern: str) -> "re2._Regexp[str]":
    """The expression compiled; capitals count unless it begins with ``(?i)``. Raises ValueError with RE2's
    reason."""
    options = re2.Options()
    options.max_mem = _REGEX_MEMORY_BYTES
    options.log_errors = False
    try:
        return re2.compile(pattern, options=options)
    except re2.error as error:
        reason = error.args[0] if error.args else "not an expression of RE2"
        raise ValueError(reason.decode() if isinstance(reason, bytes) else str(reason)) from None
