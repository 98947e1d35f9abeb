"""Articles and queries of every kind, in many languages, that meet more often than chance would have it.

`EVWATCH_HYPOTHESIS=thorough` (see `make test-thorough`) tries fifty times as many.
"""

import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, timedelta
from functools import cache
from random import Random

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from core.article import Article, Flag
from core.gazetteer import gazetteer
from core.query.nodes import (
    MARKS,
    After,
    Author,
    Before,
    Entity,
    Exact,
    LanguageIs,
    MarkIs,
    Near,
    Node,
    Pattern,
    Regex,
    Scope,
    SeenAfter,
    SeenBefore,
    SiteIs,
    SourceIn,
    SourceIs,
    Words,
    both,
    either,
    negation,
)
from core.text.analysis import analyse
from tests.core.query.articles import NOON, article

_TIMES = 50 if os.environ.get("EVWATCH_HYPOTHESIS") == "thorough" else 1

# Inflected, so that they meet through their stems; in English, German, French, Russian, Chinese and more.
VOCABULARY = [
    *"manufacturing license licences licensed factory factories authorised authorized author".split(),
    *"tyre tires NIO nio's ＮＩＯ Škoda skoda Lizenz Lizenzen Fahrzeug Fahrzeuge usine l'usine".split(),
    *"лицензия лицензии 蔚来 蔚 生产资质 获生产 NIO获生产资质 現代 テスラ 현대차".split(),
    *"10 10% C++ AT&T solid-state ½ ㎾ manu\u00adfacturing don't".split(),
]
# Names of entities with all that they ask for and what only looks like one: contexts, capitals, decoys.
ENTITIES = "nio li-auto mg skon byd miit volvo-cars catl firefly maker brand battery regulator".split()
SAID = [
    *"NIO Nio nio 蔚来汽车 理想 理想汽车 不理想 MG mg MGs BYD's Firefly Volvo 工信部 EV 汽车 China".split(),
    *["Li Auto", "SK On", "SK on", "Volvo Trucks", "industry ministry", "electric car", "MG名爵", "宁德时代"],
    *["NYSE: NIO", "Nio Inc", "Weilai", "Elektroauto"],
]
_WRITTEN = ["\x00", '"', "*", "NEAR", "NEAR(a b)", "^", ":", "title:", ",", "~", "-", "AND", "OR", "{a}", "@"]
_INTERNAL = ["all~", "en~licens", "by~doe", "source~a", "e~nio", "t~maker"]
_ODD = ["\u0301", "'s", "’", "\u200b", "\ud800", "\n\n", "ﾞ", "ŉ", "İ"]
HOSTILE = [*_WRITTEN, *_INTERNAL, *_ODD]
NAMES = ["Jane Doe", "Doe", "Jane", "Doe Jane", "Max Müller", "muller", "O'Brien", "李斌", "license", ""]
SOURCES = ["evpost", "ev-post", "EVpost", "a b", "ev~post", "蔚", ""]
LANGUAGES = [
    "en",
    "de",
    "zh",
    "en",
    "de",
    "zh",
    "fr",
    "ru",
    "ro",
    "tr",
    "nb",
    "pl",
    "id",
    "ko",
    "",
    "EN",
    "x!",
]
_CODES = [code.lower() for code in LANGUAGES if len(code) == 2 and code.isalpha()]
_ADDRESSES = ["https://evpost.example/1", "https://www.news.evpost.example/2", "http://localhost/3"]
_DOMAINS = ["evpost.example", "news.evpost.example", "example.org"]
_PATTERNS = "licen?e licen* fac* author* lizenz* fahr* tyre* tir* лицен* škod* nio* man?facturing".split()
_EXPRESSIONS = [r"NIO\b", r"(?i)licen[sc]e", r"\d+", r"获.产", r"[^a]", r"o+ ?", r"\bfac\w+"]

# The few words of one case. Always the same: to make strategies takes longer than to draw from them.
_TOPICS = [tuple(Random(number).sample(VOCABULARY + SAID, 6)) for number in range(24)]

# Around the borders of one day, so that bounds and articles meet; and anywhere.
times = st.one_of(
    st.integers(-2, 2).map(lambda days: NOON + timedelta(days=days / 2)),
    st.timedeltas(timedelta(hours=-14), timedelta(hours=14)).map(NOON.__add__),
    st.datetimes(timezones=st.just(UTC)),
)
bounds = times.map(lambda time: time.replace(microsecond=0)).filter(lambda time: 1000 <= time.year <= 2999)
any_words = st.sampled_from([*VOCABULARY, *SAID]) | st.sampled_from(HOSTILE) | st.text(max_size=3)
facts: st.SearchStrategy[Node] = st.one_of(
    st.builds(Author, st.sampled_from([name for name in NAMES if name])),
    st.builds(SourceIs, st.sampled_from([source.casefold() for source in SOURCES if source])),
    st.builds(SourceIn, st.sets(st.sampled_from(["evpost", "ev-post", "a b", "x"])).map(sorted).map(tuple)),
    st.builds(LanguageIs, st.sampled_from(_CODES)),
    st.builds(SiteIs, st.sampled_from(_DOMAINS)),
    st.builds(MarkIs, st.sampled_from(sorted(set(MARKS.values())))),
    *(st.builds(kind, bounds) for kind in (After, Before, SeenAfter, SeenBefore)),
)
scraps = st.lists(
    any_words
    | st.sampled_from(["(", ")", "-", '"', "“", " ", "AND ", " OR ", "NOT ", "title:", "author:", "lang:"])
    | st.sampled_from(["@nio ", "entity:", "@maker ", " NEAR/2 ", "is:", "/a/ ", "*", "body:"]),
    max_size=12,
).map("".join)


@dataclass(frozen=True)
class Case:
    """Articles with different ids, and queries as trees."""

    articles: list[Article]
    trees: list[Node]


@st.composite
def cases(draw: st.DrawFn, *, most_trees: int = 1) -> Case:
    """Articles and queries over the same few words."""
    words = draw(st.sampled_from(_TOPICS))
    some = draw(st.lists(_articles(words), min_size=1, max_size=5))
    return Case(
        [replace(each, id=number) for number, each in enumerate(some, start=1)],
        draw(st.lists(_trees(words), min_size=1, max_size=most_trees)),
    )


def bounded(examples: int) -> settings:
    """So many examples, or fifty times as many when thorough."""
    slow = [HealthCheck.too_slow, HealthCheck.filter_too_much]
    return settings(max_examples=examples * _TIMES, deadline=None, suppress_health_check=slow)


@st.composite
def _words(draw: st.DrawFn, words: tuple[str, ...]) -> str:
    """Mostly one of ``words``."""
    return draw(st.sampled_from(words) if draw(st.integers(0, 3)) else any_words)


@cache
def _articles(words: tuple[str, ...]) -> st.SearchStrategy[Article]:
    word = _words(words)
    texts = st.builds(str.join, st.sampled_from([" ", " ", "", "-"]), st.lists(word, max_size=10))
    plain = st.builds(
        article,
        texts,
        title=texts,
        authors=st.lists(st.sampled_from(NAMES) | texts, max_size=3).map(tuple),
        language=st.sampled_from(LANGUAGES),
        source=st.sampled_from(SOURCES),
        time=times,
    )
    return st.builds(
        replace,
        plain,
        flags=st.frozensets(st.sampled_from(Flag), max_size=2),
        revised=st.booleans(),
        first_seen=times,
        url=st.sampled_from(_ADDRESSES),
    )


@cache
def _trees(words: tuple[str, ...]) -> st.SearchStrategy[Node]:
    word = _words(words)
    phrases = st.lists(word, min_size=1, max_size=3).map(" ".join).filter(_is_searchable)
    scopes = st.sampled_from([Scope.TEXT, Scope.TEXT, Scope.TITLE, Scope.BODY])
    wording: st.SearchStrategy[Node] = st.one_of(
        st.builds(Words, word.filter(_is_searchable), scopes),
        st.builds(Words, phrases, scopes),
        st.builds(Exact, phrases, scopes),
        st.builds(Pattern, st.sampled_from(_PATTERNS), scopes),
        st.builds(Regex, st.sampled_from(_EXPRESSIONS), scopes),
        st.builds(Entity, st.sampled_from(ENTITIES), scopes),
        st.builds(Entity, st.sampled_from(_named_by(words)), scopes),
    )
    likely = st.builds(Words, st.sampled_from(words)) | st.builds(Entity, st.sampled_from(_named_by(words)))
    groups = st.lists(likely | wording, min_size=1, max_size=3)
    sides = likely | likely | wording | groups.map(both) | groups.map(either)
    nears: st.SearchStrategy[Node] = st.builds(Near, sides, sides, st.integers(0, 6))
    authors = st.builds(Author, phrases)
    return st.recursive(wording | nears | facts | authors, _branches, max_leaves=8)


def _branches(below: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(below, min_size=2, max_size=4)
    return several.map(both) | several.map(either) | below.map(negation)


def _named_by(words: Iterable[str]) -> list[str]:
    ids = {entity.id for word in words for entity in gazetteer().named(word)}
    return [*sorted(ids), "maker", "regulator"]


def _is_searchable(text: str) -> bool:
    return bool(analyse(text).terms)
