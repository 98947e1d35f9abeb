"""How much a feature says: the rarer it has been among the articles so far, the more."""

import math
from collections import Counter
from collections.abc import Iterable

# So many articles have been read before the first one, in which nothing of it stood: a beginner does not take
# every word for a rare one.
_UNSEEN = 40
_LEAST = 0.05


class Rarity:
    """Document frequencies of features, learnt one article at a time."""

    def __init__(self) -> None:
        self._frequencies: Counter[str] = Counter()
        self._articles = 0

    def learn(self, keys: Iterable[str]) -> None:
        """An article with these features came."""
        self._frequencies.update(keys)
        self._articles += 1

    def forget(self, keys: Iterable[str]) -> None:
        """An article with these features is no longer among those that count."""
        self._frequencies.subtract(keys)
        self._articles -= 1

    def of(self, key: str) -> float:
        """Near 0 for what every article has, and 1 for what hardly any has."""
        total = self._articles + _UNSEEN
        share = math.log(total / (1 + self._frequencies[key])) / math.log(total)
        return max(share, _LEAST)
