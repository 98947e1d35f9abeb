"""A word that is not known, and the one that was probably meant."""

from collections.abc import Iterable
from difflib import get_close_matches


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The end of a sentence that names the closest of ``known``; empty when none is close."""
    spelled = {name.casefold(): name for name in known}
    found = get_close_matches(word.casefold(), spelled, n=1)
    return f" (did you mean {spelled[found[0]]!r}?)" if found else ""
