"""What an article says, apart from how it says it."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from math import log
from zlib import crc32

from core.article import Article, Flag
from core.gazetteer import EntityType, gazetteer
from core.gazetteer.concepts import concepts, places
from core.gazetteer.spotting import spotter
from core.stories.dates import days_and_months
from core.stories.numbers import codes, numbers, rough
from core.text.analysis import Tokens, analyse
from core.text.words import is_unspaced

# What stands on top is what the article is about.
_STRESS, _ALONE = 3, 1  # in the title, with and without the text
_WEIGHTS = (2, 1)  # first paragraph, the rest
# A longer text says nothing new; a page that is a list of everything must not cost a minute.
_LONGEST = 8_000
_RUN, SKETCH = 4, 64
# A text of fewer runs of words is a title with a line under it.
SHORTEST = 16
_APART = frozenset((Flag.ROUND_UP, Flag.LIVE_BLOG, Flag.OPINION))
_SHORTEST_WORD = 3
_NO_COMPANY = frozenset((EntityType.REGULATOR, EntityType.ASSOCIATION, EntityType.ALLIANCE))
_NAME = re.compile(r"(?<![A-Za-zÀ-ÿ0-9])[A-ZÀ-Þ][A-Za-zÀ-ÿ]{2,}(?:-[A-Z][A-Za-z]+)*")
_BEGINS_SENTENCE = re.compile(r"(?:^|[.!?:;\"'“”„»«‘’—–|]\s*|\n\s*)$")
# Words that hold sentences together, as terms: they would be rare only until articles have come.
_HOLLOW_EN = """
    the and for with that this from have has had was were will would are is be been but not its it he
    she they their them his her our we you your who whi which what when where how than then also after
    befor over into about more most some ani all can could may might one two three new say said year
    month week day a an in on at to of as by or if so up out no do did onli just there here these those
    while sinc until between through under other veri much mani such own off down now still even becaus
    make made per first last next
"""
_HOLLOW_DE = """
    der die das und oder mit von vom zum zur fur auf aus bei nach uber unter vor seit bis durch gegen
    ohne um im in am an ist sind war waren wird werd wurd hat hab hatt sein sich nicht auch noch nur
    schon mehr als wie wenn dass ein eine einen einem einer ihr ihm ihn sie er es wir man dies diese
    dieser sowi aber denn dann so zu des den dem kann konn soll sollt will woll jahr monat woch tag neu
    erst zwei drei
"""
_HOLLOW = frozenset(
    [f"en~{term}" for term in _HOLLOW_EN.split()] + [f"de~{term}" for term in _HOLLOW_DE.split()]
)
_HOLLOW_HAN = frozenset(
    "的了在是和与及或等将为对从到于以也都就而且但其这那该此个一不有他她它们我你上下中被把让并"
)


class Kind(StrEnum):
    """The kinds of features. All but words and names mean the same in every language."""

    ENTITY = "entity"
    FOCUS = "focus"
    NAME = "name"
    NUMBER = "number"
    ROUGH = "rough"
    CODE = "code"
    DAY = "day"
    MONTH = "month"
    CONCEPT = "concept"
    PLACE = "place"
    WORD = "word"


@dataclass(frozen=True, slots=True)
class Features:
    """What an article says. ``said`` has by kind each feature with its weight: how often and how far up.

    ``sketch`` are the smallest hashes of the runs of words of its body: equal shares of equal texts.
    ``keeps_apart`` marks what tells many stories or none: round-ups, live blogs, opinion, and a title with
    hardly a text.
    """

    article_id: int
    language: str
    time: datetime
    said: Mapping[Kind, Mapping[str, float]]
    sketch: tuple[int, ...]
    keeps_apart: bool


def features(article: Article) -> Features:
    """Read ``article``."""
    body = article.body[:_LONGEST]
    lead, _, rest = body.partition("\n\n")
    counted: dict[Kind, Counter[str]] = {kind: Counter() for kind in Kind}
    title, *texts = (analyse(text, article.language) for text in (article.title, lead, rest))
    in_title, *spotted = spotter().spot_each(article.title, lead, rest)
    for text, weight, named in zip(texts, _WEIGHTS, spotted, strict=True):
        for kind, found in _read(text, article.language):
            _add(counted[kind], found, weight)
        _add(counted[Kind.ENTITY], named, weight)
    # A title stresses what the text says. What it says alone counts little: two articles under one title
    # need not tell the same.
    for kind, found in (*_read(title, article.language), (Kind.ENTITY, Counter(in_title))):
        for feature in found:
            counted[kind][feature] += _STRESS if feature in counted[kind] else _ALONE
    counted[Kind.FOCUS] = Counter(_focus(in_title, counted[Kind.ENTITY]))
    mark = sketch(texts[0].terms + texts[1].terms)
    return Features(
        article.id,
        article.language,
        article.time,
        {kind: {each: 1 + log(count) for each, count in found.items()} for kind, found in counted.items()},
        mark,
        keeps_apart=len(mark) < SHORTEST or bool(article.flags & _APART),
    )


def sketch(terms: Sequence[str]) -> tuple[int, ...]:
    """The smallest hashes of the runs of words in a text (MinHash, bottom k)."""
    runs = {" ".join(terms[at : at + _RUN]) for at in range(max(1, len(terms) - _RUN + 1))}
    return tuple(sorted({crc32(run.encode()) for run in runs})[:SKETCH])


def _add(counted: Counter[str], found: Mapping[str, int], weight: int) -> None:
    for feature, count in found.items():
        counted[feature] += weight * count


def _read(analysed: Tokens, language: str) -> Iterator[tuple[Kind, Counter[str]]]:
    """All but what takes the whole article to tell."""
    text, terms = analysed.text, analysed.terms
    days, months, undated = days_and_months(text)
    found = numbers(undated, language)
    yield Kind.NAME, Counter(_names(text))
    yield Kind.NUMBER, found
    yield Kind.ROUGH, Counter(filter(None, map(rough, found)))
    yield Kind.CODE, codes(text)
    yield Kind.DAY, days
    yield Kind.MONTH, months
    yield Kind.CONCEPT, concepts().find(terms)
    yield Kind.PLACE, places().find(terms)
    yield Kind.WORD, Counter(_words(terms))


def _focus(in_title: Mapping[str, int], named: Counter[str]) -> set[str]:
    """The companies that an article is about, with those that they belong to: the ones in its title, else
    the one that it names most."""
    known = gazetteer()
    companies = [
        entity for each in named if (entity := known.get(each)) is not None and entity.type not in _NO_COMPANY
    ]
    most_named = sorted(companies, key=lambda each: -named[each.id])[:1]
    about = [each for each in companies if each.id in in_title] or most_named
    return {each.id for each in about} | {each.parent for each in about if each.parent}


def _names(text: str) -> Iterator[str]:
    for hit in _NAME.finditer(text):
        if not _BEGINS_SENTENCE.search(text[max(0, hit.start() - 3) : hit.start()]):
            yield hit[0].lower()


def _words(terms: Iterable[str]) -> Iterator[str]:
    """Terms that may say something; of scripts without blanks pairs of characters."""
    before = ""
    for term in terms:
        if len(term) == 1 and is_unspaced(term):
            if before and before not in _HOLLOW_HAN and term not in _HOLLOW_HAN:
                yield before + term
            before = term
            continue
        before = ""
        if len(term) >= _SHORTEST_WORD and term not in _HOLLOW and not term.isdigit():
            yield term
