"""Which of some articles a query is most about: BM25 over what was found.

The collection is the articles that are ranked: a word is rare when few of them have it. So every database
ranks alike, and nothing has to be known of all the others.
"""

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from core.query.nodes import And, Exact, Near, Node, Or, Words, positive
from core.text.analysis import phrase_in
from core.text.languages import profile

# Of an article, that are ranked: more would only be older.
NEWEST = 500
# The usual values: how soon repeating a word ceases to count, and how much length counts against it.
_K1, _B = 1.2, 0.75
# A word of the title counts as so many of the text.
_TITLE = 3


class Written(NamedTuple):
    """An article as an index holds it: terms with a space before and after each; ``language`` is its code."""

    key: int
    title: str
    body: str
    language: str


class Ranked(NamedTuple):
    """``score`` is 0 for an article that has none of the words, as where facts alone are asked for."""

    key: int
    score: float


def ranked(node: Node, articles: Sequence[Written]) -> list[Ranked]:
    """The articles, the most relevant first, equal ones newest first (by their key).

    What counts are the words and phrases that are looked for; not what is excluded, wildcards or facts.
    """
    wanted = list(dict.fromkeys(_texts(positive(node))))
    phrases = {code: _phrases(wanted, code) for code in {each.language for each in articles}}
    counts = [
        [each.body.count(phrase) + _TITLE * each.title.count(phrase) for phrase in phrases[each.language]]
        for each in articles
    ]
    weights = [_weight(sum(map(bool, column)), len(articles)) for column in zip(*counts, strict=True)]
    lengths = [each.body.count(" ") for each in articles]
    usual = max(1, sum(lengths) / max(1, len(lengths)))
    scores = [
        _score(weights, times, _K1 * (1 - _B + _B * length / usual))
        for times, length in zip(counts, lengths, strict=True)
    ]
    found = [Ranked(each.key, score) for each, score in zip(articles, scores, strict=True)]
    return sorted(found, key=lambda each: (-each.score, -each.key))


def _texts(node: Node) -> Iterator[str]:
    match node:
        case Words(text) | Exact(text):
            yield text
        case And(parts) | Or(parts):
            for part in parts:
                yield from _texts(part)
        case Near(left, right):
            yield from _texts(left)
            yield from _texts(right)
        case _:
            return


def _phrases(wanted: Sequence[str], language: str) -> list[str]:
    """The words as they are written in articles of a language."""
    return [f" {' '.join(phrase_in(text, profile(language)))} " for text in wanted]


def _weight(having: int, articles: int) -> float:
    return math.log(1 + (articles - having + 0.5) / (having + 0.5))


def _score(weights: Sequence[float], counts: Sequence[int], saturation: float) -> float:
    pairs = zip(weights, counts, strict=True)
    return sum(weight * times * (_K1 + 1) / (times + saturation) for weight, times in pairs)
