"""How much a feature says: the rarer it has been among the articles so far, the more."""

from collections import Counter
from collections.abc import Mapping
from math import log

from core.stories.features import Features, Kind

# As if so many articles had come before the first one, with nothing of it in them: a beginner does not take
# every word for a rare one, nor for a common one.
_UNSEEN = 40
_LEAST = 0.05
# Then half of what was learnt is forgotten: what was rare last month need not be rare today.
_MEMORY = 20_000


class Rarity:
    """In how many articles each feature stood, learnt one article at a time."""

    def __init__(self) -> None:
        self._frequencies: dict[Kind, Counter[str]] = {kind: Counter() for kind in Kind}
        self._articles = 0

    def learn(self, said: Features) -> None:
        """An article came."""
        for kind, found in said.said.items():
            self._frequencies[kind].update(found.keys())
        self._articles += 1
        if self._articles >= _MEMORY:
            self._articles //= 2
            for counts in self._frequencies.values():
                for feature, count in list(counts.items()):
                    counts[feature] = count // 2
                    if not counts[feature]:
                        del counts[feature]

    def weights(self, kind: Kind, found: Mapping[str, float]) -> dict[str, float]:
        """``found``, each feature's weight times how much it says: near 0 for what stands in every article, 1
        for what was never seen."""
        counts = self._frequencies[kind]
        total = self._articles + _UNSEEN
        scale = log(total)
        return {
            feature: weight * max(log(total / (1 + counts[feature])) / scale, _LEAST)
            for feature, weight in found.items()
        }
