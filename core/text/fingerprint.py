"""One number for one text: equal for copies that differ only in markup, case, space and punctuation."""

import re
import unicodedata
from hashlib import blake2b

_WORDS = re.compile(r"[^\W_]+")


def fingerprint(text: str) -> str:
    """32 hexadecimal digits over the words of ``text``, in order."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return blake2b(" ".join(_WORDS.findall(folded)).encode(), digest_size=16).hexdigest()
