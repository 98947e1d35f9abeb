"""A large made-up library, twice: in evwatch's database, and in SQLite's FTS5 at its best."""

import random
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from itertools import accumulate, islice
from pathlib import Path

from sqlalchemy import insert

from core.article import Article
from storage import search
from storage.migrate import open_database
from storage.schema import ArticleRow, SourceRow, StoryRow
from storage.search.keys import time_key

SOURCES = 60
FIRST = datetime(2022, 1, 1, tzinfo=UTC)
SPAN = timedelta(days=900)
# As one crawl's commits, put together.
_BATCH = 500
_SYLLABLES = "ar be con di el for gan hel in jor ka li mon nor op per qui ra sta tor un vi wes yo zen".split()
# Articles are put together of sentences, so that words stand side by side again and again.
_SENTENCES = 20_000


@dataclass(frozen=True)
class Library:
    """``articles`` articles of about ``words`` words, evenly over ``SPAN``; the same ones every time."""

    articles: int
    words: int
    folder: Path

    @property
    def ours(self) -> Path:
        """evwatch's database."""
        return self.folder / f"evwatch-{self.articles}x{self.words}.db"

    @property
    def baseline(self) -> Path:
        """FTS5 over the same texts."""
        return self.folder / f"fts5-{self.articles}x{self.words}.db"

    @cached_property
    def sentences(self) -> list[str]:
        """Of 8 to 20 words with the frequencies of a language."""
        rng = random.Random(7)
        words = list({"".join(rng.choices(_SYLLABLES, k=rng.randint(2, 4))): None for _ in range(40_000)})
        weights = list(accumulate(1 / (rank + 2.7) for rank in range(len(words))))
        return [
            " ".join(rng.choices(words, cum_weights=weights, k=rng.randint(8, 20))) + "."
            for _ in range(_SENTENCES)
        ]

    def all(self) -> Iterator[Article]:
        """The articles in the order of time."""
        rng = random.Random(11)
        for number in range(1, self.articles + 1):
            body, length = [], 0
            while length < self.words:
                body.append(rng.choice(self.sentences))
                length += body[-1].count(" ") + 1
            at = (FIRST + SPAN * (number / self.articles)).replace(microsecond=0)
            source = f"site{int(SOURCES * rng.random() ** 2)}"
            yield _article(number, source, at, rng.choice(self.sentences)[:70], " ".join(body))

    def build(self) -> None:
        """Both databases anew, each with the seconds it took."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for path, build in ((self.ours, self._build_ours), (self.baseline, self._build_baseline)):
            for old in self.folder.glob(f"{path.name}*"):
                old.unlink()
            started = time.monotonic()
            build()
            size_mb = path.stat().st_size / 1e6
            print(f"  {path.name}: {time.monotonic() - started:,.0f} s, {size_mb:,.0f} MB", flush=True)

    def _build_ours(self) -> None:
        database = open_database(f"sqlite:///{self.ours}")
        with database.writing() as session:
            session.execute(insert(SourceRow), [_source(f"site{number}") for number in range(SOURCES)])
        stream = self.all()
        while batch := list(islice(stream, _BATCH)):
            with database.writing() as session:
                session.execute(insert(StoryRow), [{"id": a.id, "created_at": a.time} for a in batch])
                session.execute(insert(ArticleRow), list(map(_row, batch)))
                search.index(session, batch)
        merging = True
        while merging:
            with database.writing() as session:
                merging = search.tidy(session)
        with database.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        database.close()

    def _build_baseline(self) -> None:
        with closing(sqlite3.connect(self.baseline, isolation_level=None)) as database:
            database.executescript(
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536;"
                "CREATE TABLE articles (id INTEGER PRIMARY KEY, source TEXT, title TEXT, body TEXT);"
                "CREATE VIRTUAL TABLE terms USING fts5"
                " (title, body, source, content='articles', content_rowid='id');"
            )
            stream = self.all()
            while batch := list(islice(stream, _BATCH)):
                rows = [(time_key(a.time, a.id), a.source_id, a.title, a.body) for a in batch]
                database.execute("BEGIN")
                database.executemany("INSERT INTO articles VALUES (?, ?, ?, ?)", rows)
                database.executemany(
                    "INSERT INTO terms (rowid, source, title, body) VALUES (?, ?, ?, ?)", rows
                )
                database.execute("COMMIT")
            database.execute("INSERT INTO terms (terms) VALUES ('optimize')")
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@dataclass(frozen=True)
class Asked:
    """What is asked for, each several times: as common as the names say."""

    common: Sequence[str]
    pairs: Sequence[tuple[str, str]]
    phrases: Sequence[tuple[str, str]]


def asked(library: Library) -> Asked:
    """Words of a tenth to two thirds of the articles, pairs of these, and phrases out of some sentences."""
    rng, counts, sample = random.Random(3), dict[str, int](), list(islice(library.all(), 500))
    for article in sample:
        for word in {word.strip(".") for word in article.body.split()}:
            counts[word] = counts.get(word, 0) + 1
    common = sorted(word for word, count in counts.items() if 0.1 < count / len(sample) < 0.67)
    common = rng.sample(common, min(8, len(common)))
    phrases = []
    for sentence in rng.sample(library.sentences, 8):
        words = sentence.strip(".").split()
        at = rng.randrange(len(words) - 1)
        phrases.append((words[at], words[at + 1]))
    return Asked(common, list(zip(common, common[1:] + common[:1], strict=True)), phrases)


def _article(number: int, source: str, at: datetime, title: str, body: str) -> Article:
    return Article(
        id=number,
        url=f"https://{source}.example/{number}",
        source_id=source,
        title=title,
        body=body,
        authors=(),
        language="en",
        time=at,
        published=at,
        first_seen=at,
        story_id=number,
    )


def _source(source_id: str) -> dict[str, object]:
    home = f"https://{source_id}.example/"
    return {
        "id": source_id,
        "name": source_id,
        "home": home,
        "language": "en",
        "zone": "UTC",
        "country": "",
        "trust": 3,
        "paywall": "none",
        "origin": "catalog",
        "enabled": True,
        "added_at": FIRST,
    }


def _row(article: Article) -> dict[str, object]:
    return {
        "id": article.id,
        "time_key": time_key(article.time, article.id),
        "url": article.url,
        "url_key": article.url,
        "source_id": article.source_id,
        "story_id": article.story_id,
        "title": article.title,
        "body": article.body,
        "summary": "",
        "language": article.language,
        "published_at": article.published,
        "first_seen_at": article.first_seen,
        "fingerprint": str(article.id),
        "origins": {},
        "extractor_version": "benchmark",
        "match_due": False,
    }
