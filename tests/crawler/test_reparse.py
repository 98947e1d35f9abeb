"""Reading kept pages again: what an older extraction got wrong is put right, and nobody is disturbed."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.article import Draft, Field
from core.link import Link
from core.packing import pack
from core.query.parser import parse
from core.source import Source
from crawler.pool import ParserPool
from crawler.reparse import Reparse, Wanted
from crawler.sites import Sites
from storage import frontier, pages, search, sources
from storage.articles import Incoming, add_articles
from storage.migrate import open_database
from storage.schema import ArticleRow, Cause, RevisionRow, SourceOrigin
from storage.session import Database

NO_RULES = Sites(())
NOW = datetime(2023, 12, 4, 12, tzinfo=UTC)
SENTENCE = "The ministry has added the company to its list of permitted producers, the register shows. "
PAGE = """<html lang="en"><head><title>A permit at last</title></head><body><article><h1>A permit at last</h1>
<p class="byline">By Wren Calloway</p>{}</article></body></html>"""


@pytest.fixture(scope="module")
def pool() -> Iterator[ParserPool]:
    workers = ParserPool(workers=1, timeout_s=20, memory_mb=1500)
    yield workers
    workers.close()


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """Two articles as an extraction before this one read them: with a wrong title and no author."""
    opened = open_database(f"sqlite:///{tmp_path / 'evwatch.db'}")
    source = Source(id="a", name="A", home="https://a.example/", feeds=("https://a.example/feed",))
    with opened.writing() as session:
        sources.sync_sources(session, [source], origin=SourceOrigin.CATALOG, now=NOW)
        endpoint = sources.endpoints(session)[0][0]
        links = [Link(f"https://a.example/{n}", title="A permit at last") for n in (1, 2)]
        frontier.add_links(session, links, source_id="a", endpoint_id=endpoint.id, now=NOW, revisits=True)
        for number in (1, 2):
            _store(session, number)
    yield opened
    opened.close()


def _store(session: Session, number: int) -> None:
    url = f"https://a.example/{number}"
    html = PAGE.format("".join(f"<p>{SENTENCE * 3}Part {number}.</p>" for _ in range(4))).encode()
    page = pages.Page(url, 200, {"content-type": "text/html; charset=utf-8"}, html)
    (page_id,) = frontier.keep_fetched(session, [frontier.Kept(number, page, pack(html))], NOW)
    draft = Draft(url=url, title="Home | A", body="Cookies make this site work.", language="en")
    (stored,) = add_articles(session, [Incoming(draft, "a", number, page_id, "0")], NOW)
    session.get_one(ArticleRow, stored.article_id).match_due = False


def test_an_older_reading_is_replaced_and_kept_as_a_revision_of_ours(
    database: Database, pool: ParserPool
) -> None:
    run = Reparse(database, pool, Wanted("today"), NO_RULES)
    changes = [change for batch in run.batches() for change in batch]
    assert [change.fields[Field.TITLE] for change in changes] == [("Home | A", "A permit at last")] * 2
    assert run.report.changed[Field.AUTHORS] == 2
    with database.reading() as session:
        articles = session.scalars(select(ArticleRow)).all()
        revisions = session.scalars(select(RevisionRow)).all()
        assert [article.title for article in articles] == ["A permit at last"] * 2
        assert [author.name for author in articles[0].authors] == ["Wren Calloway"]
        assert {(row.title, row.cause) for row in revisions} == {("Home | A", Cause.REPARSE)}
        assert len(search.search(session, parse("title:permit"))) == 2
        assert search.search(session, parse("cookies")) == []


def test_nobody_is_alerted_unless_asked(database: Database, pool: ParserPool) -> None:
    for _ in Reparse(database, pool, Wanted("today"), NO_RULES).batches():
        pass
    with database.reading() as session:
        assert not session.scalars(select(ArticleRow).where(ArticleRow.match_due)).all()


def test_with_alert_the_rules_see_what_has_changed(database: Database, pool: ParserPool) -> None:
    for _ in Reparse(database, pool, Wanted("today", alert=True), NO_RULES).batches():
        pass
    with database.reading() as session:
        assert len(session.scalars(select(ArticleRow).where(ArticleRow.match_due)).all()) == 2


def test_a_dry_run_tells_and_changes_nothing(database: Database, pool: ParserPool) -> None:
    run = Reparse(database, pool, Wanted("today", dry_run=True), NO_RULES)
    assert len([change for batch in run.batches() for change in batch]) == 2
    with database.reading() as session:
        assert {row.title for row in session.scalars(select(ArticleRow))} == {"Home | A"}
        assert not session.scalars(select(RevisionRow)).all()


def test_what_this_version_has_read_is_not_read_again(database: Database, pool: ParserPool) -> None:
    with database.writing() as session:
        session.get_one(ArticleRow, 1).extractor_version = "today"
    run = Reparse(database, pool, Wanted("today"), NO_RULES)
    assert [change.url for batch in run.batches() for change in batch] == ["https://a.example/2"]


def test_only_the_sources_and_days_that_are_asked_for_are_read(database: Database, pool: ParserPool) -> None:
    other = Reparse(database, pool, Wanted("today", source_ids=["b"]), NO_RULES)
    later = Reparse(database, pool, Wanted("today", since=datetime(2023, 12, 5, tzinfo=UTC)), NO_RULES)
    assert list(other.batches()) == []
    assert list(later.batches()) == []
