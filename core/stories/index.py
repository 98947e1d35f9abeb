"""The articles of the last days, and which of them a new one is worth holding against."""

from collections import defaultdict
from heapq import heappop, heappush, nlargest

from core.stories.features import Features, Kind
from core.stories.rarity import Rarity
from core.stories.resemblance import Weighed, weighed

CAPACITY = 20_000
_CANDIDATES = 30
# What stands in so many articles leads to none of them in particular: only the latest are looked at.
_LATEST = 60


class Index:
    """At most ``capacity`` articles; the earliest published go first."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._capacity = capacity
        self._rarity = Rarity()
        self._articles: dict[int, Weighed] = {}
        self._lists: dict[Kind, dict[str, list[int]]] = {kind: {} for kind in Kind}
        self._by_time: list[tuple[float, int]] = []

    def __contains__(self, article_id: int) -> bool:
        return article_id in self._articles

    def __len__(self) -> int:
        return len(self._articles)

    def add(self, said: Features) -> Weighed:
        """Keep an article, in place of an earlier version of it."""
        self._rarity.learn(said)
        article = weighed(said, self._rarity)
        if article.article_id in self._articles:
            self._unlist(self._articles[article.article_id])
        else:
            heappush(self._by_time, (article.time.timestamp(), article.article_id))
        self._articles[article.article_id] = article
        for kind, vector in article.vectors.items():
            for feature in vector:
                self._lists[kind].setdefault(feature, []).append(article.article_id)
        while len(self._articles) > self._capacity:
            self._unlist(self._articles.pop(heappop(self._by_time)[1]))
        return article

    def candidates(self, article: Weighed) -> list[Weighed]:
        """The articles that share most with ``article`` of what says much, the likeliest first."""
        shared: defaultdict[int, float] = defaultdict(float)
        for kind, vector in article.vectors.items():
            lists = self._lists[kind]
            for feature, weight in vector.items():
                for other in lists.get(feature, ())[-_LATEST:]:
                    shared[other] += weight
        shared.pop(article.article_id, None)
        likeliest = nlargest(_CANDIDATES, shared, key=lambda other: (shared[other], other))
        return [self._articles[other] for other in likeliest]

    def _unlist(self, article: Weighed) -> None:
        for kind, vector in article.vectors.items():
            lists = self._lists[kind]
            for feature in vector:
                lists[feature].remove(article.article_id)
                if not lists[feature]:
                    del lists[feature]
