"""Which story a new article joins."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from core.stories.resemblance import CERTAIN, Weighed, resemblance


def joined(article: Weighed, candidates: Sequence[Weighed], story_of: Mapping[int, int]) -> int | None:
    """The story that ``article`` joins, by the stories of the ``candidates``; None for one of its own.

    It joins the one whose articles it resembles on the whole: a chain of articles, each like the next, is
    no story. A copy joins its original whatever else is told there. Candidates without a story do not count.
    """
    scores: defaultdict[int, list[float]] = defaultdict(list)
    for candidate in candidates:
        if (story := story_of.get(candidate.article_id)) is not None:
            score = resemblance(article, candidate)
            if score >= CERTAIN:
                return story
            scores[story].append(score)
    if not scores:
        return None
    story, likeness = max(
        ((story, sum(found) / len(found)) for story, found in scores.items()), key=lambda pair: pair[1]
    )
    return story if likeness > 0 else None
