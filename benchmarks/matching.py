"""Stored queries against new articles, beside percolators of SQLite's FTS5 and of tantivy.

    python -m benchmarks.matching [--rules 1000,100000] [--articles 300] [--texts FILE] [--budget 3]

Articles of 600 words, analysed as the job does it; rules are words, phrases, AND, OR, NOT and NEAR over the
articles' own words. FILE is a JSON list of texts; without it the words are made up, with the frequencies
and endings of English. A percolator puts an article into an index of its own and asks it every rule.
tantivy is asked where it is installed (``.venv/bin/pip install tantivy``). Figures are CPU time of one
core; memory is what the rules took. With 100,000 rules or more, exits with 1 when a percolator is less than
50 times slower or the rules take 200 MB.
"""

import argparse
import json
import random
import sqlite3
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import accumulate, count
from pathlib import Path

import psutil

from core.article import Article
from core.query.matcher import document
from core.query.parser import parse
from core.query.presearch import Presearcher

WORDS = 600
_SEED = 7
_MANY, _LEAST_RATIO, _MOST_MB = 100_000, 50, 200
_NOW = datetime(2024, 1, 1, tzinfo=UTC)
_SYLLABLES = "ar be con di el for gan hel in jor ka li mon nor op per qui ra sta tor un vi wes yo zen".split()
_SIGNS = ".,;:!?\"'()[]“”‘’–—"
_ENDINGS = ("", "", "", "s", "ed", "ing", "er", ", ", ".")


def main() -> int:
    options = _options()
    rng = random.Random(_SEED)
    texts = _given_texts(options.texts) if options.texts else _made_up_texts(rng)
    articles = [_article(number, text) for number, text in zip(range(options.articles), texts, strict=False)]
    words = _uncommon_words(articles)
    missed = False
    for rules in map(int, options.rules.split(",")):
        queries = [_rule(rng, words) for _ in range(rules)]
        print(f"{rules:,} rules, {len(articles)} articles of {WORDS} words")
        ours, taken_mb = _measure_ours(queries, articles)
        missed |= rules >= _MANY and taken_mb >= _MOST_MB
        for name, percolate in (("SQLite FTS5", _fts5), ("tantivy", _tantivy)):
            asked = percolate(len(queries))
            if asked is not None:
                spent_s = _per_article_s(asked, articles, options.budget)
                ratio = spent_s / ours
                missed |= rules >= _MANY and ratio < _LEAST_RATIO
                print(f"  percolator of {name}: {spent_s * 1e3:,.1f} ms an article; ours is {ratio:,.0f} x")
    return 1 if missed else 0


def _measure_ours(queries: list[str], articles: list[Article]) -> tuple[float, float]:
    """CPU seconds for one article, and the MB that the rules took."""
    _per_article_s(document, articles, 0)  # so that both runs find the caches full
    analysis_s = _per_article_s(document, articles, 0)
    before, started = psutil.Process().memory_info().rss, time.process_time()
    presearcher = Presearcher([document(each) for each in articles])
    for number, query in enumerate(queries):
        presearcher.put(number, parse(query))
    presearcher.matching(document(articles[0]))
    built_s = time.process_time() - started
    taken = psutil.Process().memory_info().rss - before
    hits = sum(len(presearcher.matching(document(each))) for each in articles[:50]) / 50
    spent_s = _per_article_s(lambda each: presearcher.matching(document(each)), articles, 0)
    print(
        f"  evwatch: {1 / spent_s:,.0f} articles/s ({spent_s * 1e6:,.0f} µs, {analysis_s * 1e6:,.0f} of them"
        f" analysis), {hits:.1f} hits an article, {taken / 1e6:.0f} MB, compiled in {built_s:.1f} s"
    )
    return spent_s, taken / 1e6


def _per_article_s(ask: Callable[[Article], object], articles: list[Article], budget_s: float) -> float:
    """CPU seconds for one article; with a budget it ends with the article that is past it."""
    started, asked = time.process_time(), 0
    for each in articles:
        ask(each)
        asked += 1
        if budget_s and time.process_time() - started > budget_s:
            break
    return (time.process_time() - started) / asked


def _fts5(rules: int) -> Callable[[Article], object]:
    """As many phrases of two words as there are rules: less than what ours are asked."""
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE article USING fts5(body)")
    phrases = [f'"{phrase}"' for phrase in _phrases(rules)]

    def ask(article: Article) -> int:
        database.execute("DELETE FROM article")
        database.execute("INSERT INTO article VALUES (?)", (article.body,))
        statement = "SELECT 1 FROM article WHERE article MATCH ?"
        return sum(database.execute(statement, (phrase,)).fetchone() is not None for phrase in phrases)

    return ask


def _tantivy(rules: int) -> Callable[[Article], object] | None:
    try:
        import tantivy
    except ImportError:
        print("  percolator of tantivy: not installed")
        return None
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("body", stored=False)
    schema = builder.build()
    parser = tantivy.Index(schema)
    queries = [parser.parse_query(f'"{phrase}"', ["body"]) for phrase in _phrases(rules)]

    def ask(article: Article) -> int:
        index = tantivy.Index(schema)
        writer = index.writer(15_000_000, 1)
        writer.add_document(tantivy.Document(body=article.body))
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        searcher = index.searcher()
        return sum(bool(searcher.search(query, 1, count=False).hits) for query in queries)

    return ask


def _phrases(number: int) -> list[str]:
    rng = random.Random(_SEED)
    return [f"{_made_up(rng)} {_made_up(rng)}" for _ in range(number)]


def _uncommon_words(articles: list[Article]) -> list[str]:
    """The words of the articles but the 400 commonest."""
    counts = Counter(word.strip(_SIGNS).lower() for each in articles for word in each.body.split())
    ranked = [word for word, _ in counts.most_common()]
    return [word for word in ranked[400:] if len(word) > 3 and word.isalpha()]


def _rule(rng: random.Random, words: list[str]) -> str:
    """A query: nine terms of ten are made-up names beside a word that the articles have, as names in rules
    mostly stand in no article at all."""

    def word() -> str:
        return rng.choice(words)

    def term() -> str:
        return f'"{_made_up(rng)} {word()}"' if rng.random() < 0.9 else word()

    kind = rng.random()
    if kind < 0.35:
        return term()
    if kind < 0.60:
        return f"{term()} {term()}"
    if kind < 0.75:
        return f"({' OR '.join(term() for _ in range(rng.randint(2, 4)))}) {term()}"
    if kind < 0.85:
        return f"{term()} -({term()} OR {word()})"
    if kind < 0.95:
        return f"{word()} NEAR/{rng.choice((5, 10))} {word()}"
    return f"({term()} {word()}) OR ({word()} NEAR/10 {word()}) OR {term()}"


def _made_up(rng: random.Random) -> str:
    return "".join(rng.choices(_SYLLABLES, k=rng.randint(2, 4)))


def _made_up_texts(rng: random.Random) -> Iterator[str]:
    vocabulary = list({_made_up(rng): None for _ in range(40_000)})
    weights = list(accumulate(1 / (rank + 2.7) for rank in range(len(vocabulary))))
    for _ in count():
        chosen = rng.choices(vocabulary, cum_weights=weights, k=WORDS)
        yield " ".join(word + rng.choice(_ENDINGS).strip() for word in chosen)


def _given_texts(path: Path) -> Iterator[str]:
    """Texts one after the other, cut into articles."""
    words = [word for text in json.loads(path.read_text()) for word in text.split()]
    return (" ".join(words[at : at + WORDS]) for at in range(0, len(words) - WORDS, WORDS))


def _article(number: int, text: str) -> Article:
    return Article(
        id=number,
        url=f"https://evpost.example/{number}",
        source_id="evpost",
        title=" ".join(text.split()[:8]),
        body=text,
        authors=("Jane Doe",),
        language="en",
        time=_NOW,
        published=_NOW,
        first_seen=_NOW,
        story_id=number,
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Stored queries against new articles.")
    parser.add_argument("--rules", default="1000,100000")
    parser.add_argument("--articles", type=int, default=300)
    parser.add_argument("--texts", type=Path)
    parser.add_argument("--budget", type=float, default=3.0, help="CPU seconds for a percolator.")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
