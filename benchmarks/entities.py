"""Queries about companies: the index's own terms, beside the words of all their names.

    python -m benchmarks.entities [--articles 5000]

Articles of a hundred words on SQLite, each naming a few entities of the gazetteer; CPU time for the newest 20
and for the count. The words find more, as they know no context, capitals or decoys, and what they find would
still have to be read. Exit status 1 when ``@maker`` is not counted ten times as fast.
"""

import argparse
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial

from sqlalchemy.orm import Session

from core.article import Article
from core.gazetteer import Entity as Known
from core.gazetteer import EntityType, gazetteer
from core.gazetteer.spotting import spotter
from core.query.nodes import Entity, Node, Words, either
from storage import search
from storage.session import Database

GOAL = 10
WORDS = 100
_ROUNDS = 5
_DEADLINE_S = 600.0
_BATCH = 500
_SEED = 7
_START = datetime(2023, 1, 1, tzinfo=UTC)
_WORDS = (
    "the plant of a new electric car opens in spring and will build many more of them than before".split()
)


def main() -> None:
    """Measure and print a line for each query."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=5_000)
    articles = list(_articles(parser.parse_args().articles))
    makers, nio = gazetteer().of_type(EntityType.MAKER), gazetteer().get("nio")
    assert nio is not None
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/index.db")
        _fill(database, articles)
        with database.reading() as session:
            _compare(session, Entity("nio"), (nio,))
            ratio = _compare(session, Entity("maker"), makers)
        database.close()
    if ratio < GOAL:
        sys.exit(f"missed: the goal is {GOAL} x")


def _fill(database: Database, articles: list[Article]) -> None:
    with database.writing() as session:
        search.create_index(session.connection())
        indexing_s = _cpu_s(lambda: search.index(session, articles)) / len(articles)
    with database.writing() as session:
        while search.tidy(session):
            pass
    sample = articles[:_BATCH]
    spotting_s = _cpu_s(lambda: [spotter().spot(each.title, each.body) for each in sample]) / len(sample)
    print(
        f"{len(articles):,} articles indexed in {indexing_s * 1e6:,.0f} µs each,"
        f" {spotting_s * 1e6:,.0f} of them to spot what they name"
    )


def _compare(session: Session, entity: Entity, known: tuple[Known, ...]) -> float:
    """How many times as fast the entity is counted as its names."""
    names = either([Words(form) for each in known for name in each.names for form in name.forms])
    asked: dict[str, Node] = {f"@{entity.name}": entity, f"names of @{entity.name}": names}
    counts_s = []
    for label, node in asked.items():
        newest_s = _median_s(partial(search.search, session, node, limit=20, deadline_s=_DEADLINE_S))
        counts_s.append(_median_s(partial(search.count, session, node, deadline_s=_DEADLINE_S)))
        found = search.count(session, node, deadline_s=_DEADLINE_S)
        print(
            f"{label:16} newest 20 in {newest_s * 1e3:8,.2f} ms,"
            f" {found:6,} counted in {counts_s[-1] * 1e3:8,.2f} ms"
        )
    return counts_s[1] / counts_s[0]


def _articles(number: int) -> Iterator[Article]:
    rng = random.Random(_SEED)
    names = [name.text for entity in gazetteer().entities for name in entity.names]
    for article_id in range(1, number + 1):
        words = rng.choices(_WORDS, k=WORDS)
        for place in rng.sample(range(WORDS), 3):
            words[place] = rng.choice(names)
        yield _article(article_id, " ".join(words))


def _article(number: int, body: str) -> Article:
    at = _START + timedelta(minutes=number)
    return Article(
        id=number,
        url=f"https://evpost.example/{number}",
        source_id="evpost",
        title="A plant",
        body=body,
        authors=(),
        language="en",
        time=at,
        published=at,
        first_seen=at,
        story_id=number,
    )


def _median_s(ask: Callable[[], object]) -> float:
    return statistics.median(_cpu_s(ask) for _ in range(_ROUNDS))


def _cpu_s(act: Callable[[], object]) -> float:
    began = time.process_time()
    act()
    return time.process_time() - began


if __name__ == "__main__":
    main()
