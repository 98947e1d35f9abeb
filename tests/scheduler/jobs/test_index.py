"""The job that tends the search index."""

import threading
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import text

from core.article import Draft
from core.link import Link
from core.query.parser import parse
from core.source import Source
from scheduler.jobs.index import tend_index
from storage import frontier, search, sources
from storage.articles import Incoming, add_articles
from storage.migrate import open_database
from storage.schema import SourceOrigin
from storage.session import Database

NOW = datetime(2023, 12, 4, 12, tzinfo=UTC)


def with_one_article(path: Path) -> Database:
    database = open_database(f"sqlite:///{path / 'evwatch.db'}")
    source = Source(id="a", name="A", home="https://a.example/", feeds=("https://a.example/feed",))
    with database.writing() as session:
        sources.sync_sources(session, [source], origin=SourceOrigin.CATALOG, now=NOW)
        endpoint = sources.endpoints(session)[0][0]
        links = [Link("https://a.example/1")]
        frontier.add_links(session, links, source_id="a", endpoint_id=endpoint.id, now=NOW, revisits=True)
        draft = Draft(url="https://a.example/1", title="A licence", body="It was granted.", language="en")
        add_articles(session, [Incoming(draft, "a", 1, None, "1")], NOW)
    return database


def test_what_an_older_analysis_indexed_is_indexed_anew(tmp_path: Path) -> None:
    database = with_one_article(tmp_path)
    with database.writing() as session:
        # The index as a version before this one would have left it.
        session.execute(
            text(
                "UPDATE article_terms SET title = 'old', facets = replace(facets, 'analysis~', 'analysis~0')"
            )
        )
        assert search.search(session, parse("license")) == []
    assert tend_index(database, stop=threading.Event()) == "1 articles indexed anew"
    with database.reading() as session:
        assert len(search.search(session, parse("license"))) == 1
    assert tend_index(database, stop=threading.Event()) is None
