"""A database with a source, into which tests put articles the way a crawl does."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.article import Draft
from core.link import Link
from core.source import Source
from core.urls import url_key
from scheduler.jobs.deliver import Delivered, deliver
from scheduler.jobs.group import Grouping
from scheduler.jobs.match import Matched, match
from storage import channels, frontier, rules, sources
from storage.articles import Incoming, Stored, add_articles
from storage.outbox import RetryPolicy
from storage.schema import AlertRow, DeliveryRow, DeliveryState, EndpointRow, FrontierRow, MatchRow
from storage.session import Database

START = datetime(2023, 12, 1, 9, 0, tzinfo=UTC)
SOURCE = Source(
    id="evpost", name="The EV Post", home="https://evpost.example/", feeds=("https://evpost.example/feed",)
)
LICENSE = '"manufacturing license"'


@dataclass
class World:
    """``now`` moves only when a test moves it."""

    database: Database
    url: str
    now: datetime = START

    def setup(self) -> None:
        with self.database.writing() as session:
            sources.add_source(session, SOURCE, now=self.now)

    def later(self, **duration: float) -> datetime:
        self.now += timedelta(**duration)
        return self.now

    def clock(self) -> datetime:
        return self.now

    def channel(self, name: str, url: str) -> None:
        with self.database.writing() as session:
            channels.add_channel(session, name, url, now=self.now)

    def rule(self, name: str = "licenses", query: str = LICENSE, *to: str) -> None:
        with self.database.writing() as session:
            rules.add_rule(session, name, query, channels=to, now=self.now)

    def publish(
        self,
        title: str,
        body: str = "",
        *,
        path: str = "",
        authors: tuple[str, ...] = ("Jane Doe",),
        published: datetime | None = None,
        language: str = "en",
    ) -> Stored:
        """Store an article; the same ``path`` again is a revision of it."""
        url = f"https://evpost.example/{path or title.replace(' ', '-')}"
        body = body or f"{title}.\n\nMore about it will follow."
        draft = Draft(
            url=url,
            title=title,
            body=body,
            authors=authors,
            published=published or self.now,
            language=language,
        )
        with self.database.writing() as session:
            (stored,) = add_articles(session, [self._incoming(session, draft)], self.now)
        return stored

    def _incoming(self, session: Session, draft: Draft) -> Incoming:
        endpoint = session.scalars(select(EndpointRow)).one()
        frontier.add_links(
            session,
            [Link(draft.url)],
            source_id=SOURCE.id,
            endpoint_id=endpoint.id,
            now=self.now,
            revisits=False,
        )
        row = session.scalars(select(FrontierRow).where(FrontierRow.url_key == url_key(draft.url))).one()
        return Incoming(draft, SOURCE.id, row.id, page_id=None, extractor_version="test")

    def group(self) -> int:
        return Grouping(self.database).run(self.now)

    def match(self) -> Matched:
        return match(self.database, self.now)

    def deliver(self, *, timeout_s: float = 5.0, policy: RetryPolicy | None = None) -> Delivered:
        return deliver(self.database, timeout_s=timeout_s, policy=policy, now=self.clock)

    def states(self, channel_id: int | None = None) -> list[DeliveryState]:
        """The states of all messages, or of one channel's, in order."""
        query = select(DeliveryRow).order_by(DeliveryRow.id)
        with self.database.reading() as session:
            rows = session.scalars(query).all()
        return [DeliveryState(row.state) for row in rows if channel_id in (None, row.channel_id)]

    def counts(self) -> tuple[int, int, int]:
        """How many matches, alerts and messages there are."""
        with self.database.reading() as session:
            found = [
                session.scalar(select(func.count()).select_from(row)) or 0
                for row in (MatchRow, AlertRow, DeliveryRow)
            ]
        return found[0], found[1], found[2]
