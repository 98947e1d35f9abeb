"""Writes of one crawl that share their commits."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from core import clock
from core.article import Draft
from core.link import Link
from core.query.parser import parse
from core.source import Source
from crawler.session import CrawlSession
from storage import frontier, search, sources
from storage.articles import Incoming, Outcome, add_articles
from storage.migrate import open_database
from storage.schema import ArticleRow, FrontierRow, SourceOrigin, State
from storage.session import Database

SOURCE = Source(id="a", name="A", home="https://a.example/", feeds=("https://a.example/feed",))


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(f"sqlite:///{tmp_path}/test.db")
    with opened.writing() as session:
        now = clock.now()
        sources.sync_sources(session, [SOURCE], origin=SourceOrigin.CATALOG, now=now)
        for number in range(1, 4):
            frontier.add_address(session, f"https://a.example/{number}", source_id="a", now=now)
    yield opened
    opened.close()


def _run(database: Database, work: Callable[[CrawlSession], Awaitable[None]]) -> None:
    async def run() -> None:
        crawl = CrawlSession(database)
        await work(crawl)
        await crawl.close()

    asyncio.run(run())


def _incoming(number: int, body: str, canonical: str = "") -> Incoming:
    url = f"https://a.example/{number}"
    return Incoming(
        Draft(url=url, canonical_url=canonical, title=f"T{number}", body=body), "a", number, None, "1"
    )


def test_items_that_wait_for_the_same_work_are_written_together(database: Database) -> None:
    given: list[int] = []

    def doubled(_session: Session, numbers: Sequence[int], _now: datetime) -> list[int]:
        given.append(len(numbers))
        return [2 * number for number in numbers]

    async def work(crawl: CrawlSession) -> None:
        assert await asyncio.gather(*(crawl.add(doubled, number) for number in range(5))) == [0, 2, 4, 6, 8]

    _run(database, work)
    assert given == [5]


def test_one_that_fails_takes_no_other_with_it(database: Database) -> None:
    def noted(session: Session, words: Sequence[str], _now: datetime) -> list[str]:
        for word in words:
            session.execute(
                text("UPDATE sources SET name = :word"), {"word": None if word == "bad" else word}
            )
        return list(words)

    async def work(crawl: CrawlSession) -> None:
        results = await asyncio.gather(
            *(crawl.add(noted, word) for word in ("one", "bad", "two")), return_exceptions=True
        )
        assert (results[0], results[2]) == ("one", "two")
        assert "NOT NULL" in str(results[1])

    _run(database, work)
    with database.reading() as session:
        assert session.scalar(text("SELECT name FROM sources")) == "two"


def test_articles_of_one_batch_know_each_other(database: Database) -> None:
    same = "The ministry granted it the manufacturing license."
    coming = [
        _incoming(1, same),
        _incoming(2, same),
        _incoming(3, f"{same}\n\nMore has become known.", canonical="https://a.example/1"),
    ]
    with database.writing() as session:
        stored = add_articles(session, coming, clock.now())
    assert [one.outcome for one in stored] == [Outcome.NEW, Outcome.NEW, Outcome.REVISED]
    assert stored[0].article_id == stored[2].article_id
    with database.reading() as session:
        rows = session.scalars(select(ArticleRow).order_by(ArticleRow.id)).all()
        assert [row.title for row in rows] == ["T3", "T2"]
        assert rows[0].story_id == rows[1].story_id
        assert set(session.scalars(select(FrontierRow.state))) == {State.DONE}
        assert search.count(session, parse('"manufacturing license"')) == 2
        assert search.count(session, parse('"more has become known"')) == 1


def test_a_link_that_is_told_twice_in_one_list_is_one_candidate(database: Database) -> None:
    with database.writing() as session:
        endpoint = sources.endpoints(session)[0][0]
        links = [Link("https://a.example/9"), Link("https://www.a.example/9/?utm_source=x")]
        added = frontier.add_links(
            session, links, source_id="a", endpoint_id=endpoint.id, now=clock.now(), revisits=True
        )
    assert added == frontier.Added(new=1, again=0)
