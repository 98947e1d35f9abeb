"""A source with two feeds in a database, and short ways to put links in and take candidates out."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.article import Draft
from core.link import Link
from core.source import Source
from core.urls import url_key
from storage import frontier, leases, sources
from storage.articles import Incoming, Stored, add_articles
from storage.frontier import Added
from storage.leases import Candidate
from storage.schema import EndpointRow, FrontierRow, SourceOrigin
from storage.session import Database

NOON = datetime(2023, 12, 4, 12, 0, tzinfo=UTC)
LEASE = timedelta(minutes=15)


def source(source_id: str, *feeds: str) -> Source:
    home = f"https://{source_id}.example/"
    return Source(
        id=source_id, name=source_id, home=home, feeds=tuple(home + feed for feed in feeds or ("feed",))
    )


@dataclass
class Newsdesk:
    """``now`` moves only when a test moves it."""

    database: Database
    now: datetime = NOON
    known: list[Source] = field(default_factory=lambda: [source("evpost", "feed", "tag"), source("dailyev")])

    def setup(self) -> "Newsdesk":
        with self.database.writing() as session:
            sources.sync_sources(session, self.known, origin=SourceOrigin.CATALOG, now=self.now)
        return self

    def endpoint(self, session: Session, source_id: str, feed: str = "feed") -> int:
        query = select(EndpointRow.id).where(EndpointRow.url == f"https://{source_id}.example/{feed}")
        return session.scalars(query).one()

    def told(
        self, *links: Link | str, source_id: str = "evpost", feed: str = "feed", revisits: bool = True
    ) -> Added:
        """A list names these, the newest first; a path stands for a link without claims."""
        made = [
            link if isinstance(link, Link) else Link(f"https://{source_id}.example/{link}") for link in links
        ]
        with self.database.writing() as session:
            return frontier.add_links(
                session,
                made,
                source_id=source_id,
                endpoint_id=self.endpoint(session, source_id, feed),
                now=self.now,
                revisits=revisits,
            )

    def archived(self, *paths: str, source_id: str = "evpost") -> int:
        """An archive lists these, the newest first."""
        links = [Link(f"https://{source_id}.example/{path}") for path in paths]
        with self.database.writing() as session:
            return frontier.add_archived(session, links, source_id=source_id, now=self.now)

    def lease(
        self,
        crawl_id: int = 1,
        per_source: int = 10,
        source_ids: set[str] | None = None,
        *,
        backfill: bool = False,
    ) -> list[Candidate]:
        with self.database.writing() as session:
            return leases.lease(
                session,
                crawl_id,
                now=self.now,
                duration=LEASE,
                per_source=per_source,
                source_ids=source_ids,
                backfill=backfill,
            )

    def paths(self, crawl_id: int = 1, per_source: int = 10) -> list[str]:
        return [candidate.url.split("/", 3)[3] for candidate in self.lease(crawl_id, per_source)]

    def row(self, path: str, source_id: str = "evpost") -> FrontierRow:
        key = url_key(f"https://{source_id}.example/{path}")
        with self.database.reading() as session:
            return session.scalars(select(FrontierRow).where(FrontierRow.url_key == key)).one()

    def store(
        self, draft: Draft, *, path: str = "", source_id: str = "evpost", is_news: bool = True
    ) -> Stored:
        """The draft arrives, by a candidate of its own or the one at ``path``."""
        link = Link(f"https://{source_id}.example/{path}" if path else draft.url)
        self.told(link, source_id=source_id)
        with self.database.writing() as session:
            query = select(FrontierRow.id).where(FrontierRow.url_key == url_key(link.url))
            candidate_id = session.scalars(query).one()
            incoming = Incoming(draft, source_id, candidate_id, None, "test", is_news=is_news)
            (stored,) = add_articles(session, [incoming], self.now)
        return stored
