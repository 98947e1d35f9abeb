"""An alert is a saved search: matcher and index say the same of every article and query."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from core.article import Article, Field, Flag
from core.errors import QueryError
from core.query.explain import query_text
from core.query.matcher import BYLINE_SEPARATOR, document, matches, spans
from core.query.nodes import (
    MARKS,
    After,
    Author,
    Before,
    Entity,
    Exact,
    LanguageIs,
    Leaf,
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
    Textual,
    Words,
    both,
    either,
    leaves,
    negation,
)
from core.query.parser import parse
from core.query.places import leaf_holds
from core.query.resolve import SourceProfile, resolve
from core.text.analysis import analyse, analyse_name
from storage import search
from storage.search.keys import time_key
from storage.search.widen import is_exact, widened
from tests.core.query.articles import NOON, article
from tests.storage.search.index import new_index

# Few words, so that articles and queries meet; inflected, so that they meet through their stems.
VOCABULARY = [
    *"manufacturing license licences licensed factory factories authorised authorized author".split(),
    *"tyre tires NIO nio's ＮＩＯ Škoda skoda Lizenz Lizenzen Fahrzeug Fahrzeuge usine l'usine".split(),
    *"лицензия лицензии 蔚来 蔚 生产资质 获生产 NIO获生产资质 現代 テスラ 현대차".split(),
    *"10 10% C++ AT&T solid-state ½ ㎾ manu\u00adfacturing don't".split(),
]
# Names of entities with all that they ask for and what only looks like one: contexts, capitals, decoys.
ENTITIES = [
    "nio",
    "li-auto",
    "mg",
    "skon",
    "byd",
    "miit",
    "volvo-cars",
    "maker",
    "brand",
    "battery",
    "regulator",
]
SAID = [
    *"NIO Nio nio 蔚来汽车 理想 理想汽车 不理想 MG mg MGs BYD's Firefly Volvo 工信部 EV 汽车 China".split(),
    *["Li Auto", "SK On", "SK on", "Volvo Trucks", "industry ministry", "electric car", "MG名爵", "宁德时代"],
]
HOSTILE = [
    "\x00",
    '"',
    "*",
    "NEAR",
    "NEAR(a b)",
    "^",
    ":",
    "title:",
    ",",
    "~",
    "all~",
    "en~licens",
    "by~doe",
    "source~a",
    "-",
    "\u0301",
    "'s",
    "’",
    "\u200b",
    "\ud800",
    "\n\n",
    "AND",
    "OR",
    "{a}",
    "ﾞ",
    "ŉ",
    "İ",
]
NAMES = ["Jane Doe", "Doe", "Jane", "Doe Jane", "Max Müller", "muller", "O'Brien", "李斌", "license", ""]
SOURCES = ["evpost", "ev-post", "EVpost", "a b", "ev~post", "蔚", ""]
LANGUAGES = ["en", "de", "fr", "zh", "ru", "ro", "tr", "nb", "pl", "id", "ko", "", "EN", "x!"]

words = (
    st.sampled_from(VOCABULARY)
    | st.sampled_from(SAID)
    | st.sampled_from(VOCABULARY + HOSTILE)
    | st.text(max_size=3)
)
texts = st.builds(str.join, st.sampled_from([" ", "", "-"]), st.lists(words, max_size=8))
# Around the borders of one day, so that bounds and articles meet; and anywhere.
times = st.one_of(
    st.integers(-2, 2).map(lambda days: NOON + timedelta(days=days / 2)),
    st.timedeltas(timedelta(hours=-14), timedelta(hours=14)).map(NOON.__add__),
    st.datetimes(timezones=st.just(UTC)),
)
plain_articles = st.builds(
    article,
    texts,
    title=texts,
    authors=st.lists(st.sampled_from(NAMES) | st.sampled_from(NAMES) | texts, max_size=3).map(tuple),
    language=st.sampled_from(LANGUAGES),
    source=st.sampled_from(SOURCES),
    time=times,
)
articles = st.builds(
    replace,
    plain_articles,
    flags=st.frozensets(st.sampled_from(Flag), max_size=2),
    revised=st.booleans(),
    first_seen=times,
    url=st.sampled_from(
        ["https://evpost.example/1", "https://www.news.evpost.example/2", "http://localhost/3"]
    ),
)


def searchable(text: str) -> bool:
    return bool(analyse(text).terms)


phrases = st.lists(words, min_size=1, max_size=3).map(" ".join).filter(searchable)
bounds = times.map(lambda time: time.replace(microsecond=0)).filter(lambda time: 1000 <= time.year <= 2999)
some_leaves: st.SearchStrategy[Leaf] = st.one_of(
    st.builds(Words, phrases, st.sampled_from([Scope.TEXT, Scope.TEXT, Scope.TITLE])),
    st.builds(Author, st.sampled_from(NAMES).filter(searchable) | phrases),
    st.builds(SourceIs, st.sampled_from([source.casefold() for source in SOURCES if source])),
    st.builds(
        LanguageIs,
        st.sampled_from([code for code in LANGUAGES if len(code) == 2 and code.isalpha()]).map(str.lower),
    ),
    st.builds(After, bounds),
    st.builds(Before, bounds),
)
# Of the vocabulary, so that they meet it, and of its beginnings.
patterns = st.sampled_from(
    "licen?e licen* fac* author* Lizenz* fahr* tyre* tir* лицен* Škod* nio* man?facturing".split()
)
patterns_alone = st.builds(Pattern, patterns.map(str.casefold), st.sampled_from(Scope))
expressions = st.sampled_from([r"NIO\b", r"(?i)licen[sc]e", r"\d+", r"获.产", r"[^a]", r"o+ ?", r"\bfac\w+"])
word_leaves: st.SearchStrategy[Node] = st.one_of(
    st.builds(Words, phrases, st.sampled_from(Scope)),
    st.builds(Exact, phrases, st.sampled_from(Scope)),
    patterns_alone,
    st.builds(Regex, expressions, st.sampled_from(Scope)),
    st.builds(Entity, st.sampled_from(ENTITIES), st.sampled_from(Scope)),
)
groups = st.lists(word_leaves, min_size=1, max_size=3)
sides = word_leaves | groups.map(both) | groups.map(either)
nears: st.SearchStrategy[Node] = st.builds(Near, sides, sides, st.integers(0, 6))
facts: st.SearchStrategy[Node] = st.one_of(
    st.builds(SiteIs, st.sampled_from(["evpost.example", "news.evpost.example", "example.org"])),
    st.builds(MarkIs, st.sampled_from(sorted(set(MARKS.values())))),
    st.builds(SourceIn, st.sets(st.sampled_from(["evpost", "ev-post", "a b", "x"])).map(sorted).map(tuple)),
    st.builds(SeenAfter, bounds),
    st.builds(SeenBefore, bounds),
)


def branches(below: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(below, min_size=2, max_size=4)
    return several.map(both) | several.map(either) | below.map(negation)


trees: st.SearchStrategy[Node] = st.recursive(
    some_leaves | word_leaves | facts | nears, branches, max_leaves=8
)
scraps = st.lists(
    words
    | st.sampled_from(["(", ")", "-", '"', "“", " ", "AND ", " OR ", "NOT ", "title:", "author:", "lang:"])
    | st.sampled_from(["@", "entity:", "@nio ", "@maker", " NEAR/2 "]),
    max_size=12,
).map("".join)


@pytest.fixture(scope="module")
def session(index_url: str) -> Iterator[Session]:
    with new_index(index_url) as opened:
        yield opened


def found_by_index(session: Session, node: Node, subjects: list[Article]) -> set[int]:
    """The places in ``subjects`` that the index gives; the index holds nothing else."""
    keys = {time_key(subject.time, subject.id): place for place, subject in enumerate(subjects)}
    search.index(session, subjects)
    if not is_exact(node):
        # As storage.finding does it: the index gives some too many, the matcher reads those.
        try:
            given = [keys[key] for key in search.search(session, widened(node), limit=1000)]
        finally:
            search.unindex(session, list(keys))
        return {place for place in given if matches(node, document(subjects[place]))}
    try:
        found = search.search(session, node, limit=1000)
        assert found == sorted(found, reverse=True)
        assert search.search(session, node, limit=1) == found[:1]
        assert search.count(session, node) == len(found)
        return {keys[key] for key in found}
    finally:
        search.unindex(session, list(keys))


def numbered(subjects: list[Article]) -> list[Article]:
    return [replace(each, id=number) for number, each in enumerate(subjects, start=1)]


several_articles = st.lists(articles, min_size=1, max_size=5).map(numbered)


def bounded(examples: int) -> settings:
    slow = [HealthCheck.too_slow, HealthCheck.filter_too_much]
    return settings(max_examples=examples, deadline=None, suppress_health_check=slow)


def examples_on(session: Session) -> int:
    # An example on a server is some thirty round trips.
    return 300 if session.get_bind().dialect.name == "sqlite" else 100


def test_the_matcher_says_yes_exactly_when_the_search_returns_the_article(session: Session) -> None:
    @bounded(examples_on(session))
    @given(several_articles, trees)
    def agrees(subjects: list[Article], tree: Node) -> None:
        node = parse(query_text(tree))
        assert all(matches(node, document(each)) == matches(tree, document(each)) for each in subjects)
        expected = {place for place, each in enumerate(subjects) if matches(node, document(each))}
        assert found_by_index(session, node, subjects) == expected
        assert found_by_index(session, tree, subjects) == expected

    agrees()


def test_so_it_is_for_whatever_text_parses(session: Session) -> None:
    @bounded(examples_on(session))
    @given(several_articles, scraps)
    def agrees(subjects: list[Article], text: str) -> None:
        try:
            node = resolve(parse(text), {"evpost": SourceProfile()}, NOON)
        except QueryError:
            return
        expected = {place for place, each in enumerate(subjects) if matches(node, document(each))}
        assert found_by_index(session, node, subjects) == expected

    agrees()


@given(articles, trees)
@bounded(300)
def test_every_highlight_lies_on_words_of_the_query(subject: Article, tree: Node) -> None:
    analysed = document(subject)
    places = spans(tree, analysed)
    assert not places or matches(tree, analysed)
    shown = {
        Field.TITLE: subject.title,
        Field.BODY: subject.body,
        Field.AUTHORS: BYLINE_SEPARATOR.join(subject.authors),
    }
    wanted = [leaf for leaf in leaves(tree) if isinstance(leaf, Textual | Author)]
    for field, start, end in places:
        slice_ = shown[field][start:end]
        again = analyse_name(slice_) if field is Field.AUTHORS else analyse(slice_, subject.language)
        assert any(
            isinstance(leaf, Regex)
            or leaf_holds(Words(leaf.name) if isinstance(leaf, Author) else leaf, again)
            for leaf in wanted
        ), slice_
