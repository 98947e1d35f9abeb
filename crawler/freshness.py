"""How an answer stands to the one before it: how long it is fresh, and whether it lists the same."""

import re
from collections.abc import Mapping
from hashlib import sha256

from crawler.parsing import Listed

_MAX_AGE = re.compile(r'(?:^|[\s,])max-age\s*=\s*"?(\d{1,9})\b', re.I | re.A)
_AGE = re.compile(r"\s*(\d{1,9})\s*$", re.A)


def fresh_for_s(headers: Mapping[str, str]) -> int:
    """Seconds for which a cache may hand this answer out again (RFC 9111 §4.2): ``max-age`` less ``Age``;
    0 where nothing is said, or no cache may keep it."""
    control = headers.get("cache-control", "").lower()
    found = _MAX_AGE.search(control)
    if found is None or "no-cache" in control or "no-store" in control:
        return 0
    age = _AGE.match(headers.get("age", ""))
    return max(0, int(found[1]) - (int(age[1]) if age else 0))


def links_hash(found: Listed) -> str:
    """Equal for lists of equal entries, whatever else differs in their bytes."""
    return sha256(repr(found.links).encode("utf-8", "surrogatepass")).hexdigest()
