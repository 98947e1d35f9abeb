"""A database with a source, into which tests put articles the way a crawl does."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from core.article import Draft
from core.link import Link
from core.rule import RuleOptions
from core.source import Source, SourceKind
from core.urls import url_key
from scheduler.alerts.message import Message, plain
from scheduler.jobs.deliver import Delivered, deliver, message_of
from scheduler.jobs.digest import tell
from scheduler.jobs.group import Grouping
from scheduler.jobs.lookback import look_back
from scheduler.jobs.match import Matched, match
from storage import channels, frontier, outbox, rules, sources
from storage.articles import Incoming, Stored, add_articles
from storage.outbox import RetryPolicy
from storage.schema import (
    AlertRow,
    ArticleRow,
    DeliveryRow,
    DeliveryState,
    EndpointRow,
    FrontierRow,
    MatchRow,
    RuleRow,
)
from storage.session import Database

START = datetime(2023, 12, 1, 9, 0, tzinfo=UTC)
SOURCE = Source(
    id="evpost", name="The EV Post", home="https://evpost.example/", feeds=("https://evpost.example/feed",)
)
LICENSE = '"manufacturing license"'
WIRE = "The ministry has granted the license.\n\nIt is the first of the year."


@dataclass
class World:
    """``now`` moves only when a test moves it."""

    database: Database
    url: str
    now: datetime = START

    def setup(self) -> None:
        with self.database.writing() as session:
            sources.add_source(session, SOURCE, now=self.now)

    def source(self, source_id: str, kind: SourceKind = SourceKind.MEDIA) -> None:
        """One more source."""
        home = f"https://{source_id}.example/"
        made = Source(id=source_id, name=source_id, home=home, feeds=(f"{home}feed",), kind=kind)
        with self.database.writing() as session:
            sources.add_source(session, made, now=self.now)

    def later(self, **duration: float) -> datetime:
        self.now += timedelta(**duration)
        return self.now

    def clock(self) -> datetime:
        return self.now

    def channel(self, name: str, url: str) -> None:
        with self.database.writing() as session:
            channels.add_channel(session, name, url, now=self.now)

    def rule(self, name: str = "licenses", query: str = LICENSE, *to: str, **options: object) -> None:
        """A rule that speaks through the channels ``to``, with these of core.rule.RuleOptions."""
        wanted = RuleOptions.model_validate(options)
        with self.database.writing() as session:
            rules.add_rule(session, name, query, channels=to, options=wanted, now=self.now)

    def publish(
        self,
        title: str,
        body: str = "",
        *,
        path: str = "",
        authors: tuple[str, ...] = ("Jane Doe",),
        published: datetime | None = None,
        source: str = SOURCE.id,
        is_news: bool = True,
        language: str = "en",
    ) -> Stored:
        """Store an article; the same ``path`` again is a revision of it."""
        url = f"https://{source}.example/{path or title.replace(' ', '-')}"
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
            (stored,) = add_articles(session, [self._incoming(session, draft, source, is_news)], self.now)
        return stored

    def _incoming(self, session: Session, draft: Draft, source: str, is_news: bool) -> Incoming:
        endpoint = session.scalars(select(EndpointRow).where(EndpointRow.source_id == source)).one()
        frontier.add_links(
            session,
            [Link(draft.url)],
            source_id=source,
            endpoint_id=endpoint.id,
            now=self.now,
            revisits=False,
        )
        row = session.scalars(select(FrontierRow).where(FrontierRow.url_key == url_key(draft.url))).one()
        return Incoming(draft, source, row.id, page_id=None, extractor_version="test", is_news=is_news)

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

    def tell(self) -> str | None:
        """What is due goes into the outbox."""
        return tell(self.database, self.now)

    def tick(self) -> None:
        """Every job that makes messages, once."""
        look_back(self.database, self.now)
        self.match()
        self.tell()

    def alerts(self) -> list[tuple[str, str]]:
        """Reason and article of every alert, in order."""
        query = select(AlertRow.reason, ArticleRow.title).join(
            ArticleRow, ArticleRow.id == AlertRow.article_id
        )
        with self.database.reading() as session:
            return [(row.reason, row.title) for row in session.execute(query.order_by(AlertRow.id))]

    def messages(self, channel_id: int = 1) -> list[Message]:
        """The messages of a channel, in order, as they would be sent now; they leave the outbox."""
        found: list[Message] = []
        while True:
            with self.database.writing() as session:
                delivery = outbox.take_head(session, channel_id, now=self.now, hold=timedelta())
                if delivery is None:
                    return found
                outbox.mark_sent(session, delivery.id, now=self.now)
            found.append(message_of(delivery))

    def told(self, channel_id: int = 1) -> list[str]:
        """The headlines of those messages, each with the articles that it lists."""
        return [
            " / ".join([plain(message.headline), *(plain(item.headline) for item in message.items)])
            for message in self.messages(channel_id)
        ]

    def change(self, rule: str = "licenses", **options: object) -> None:
        """Give the rule these options instead of those that it has."""
        wanted = RuleOptions.model_validate(options).model_dump(mode="json", exclude_defaults=True)
        with self.database.writing() as session:
            session.execute(update(RuleRow).where(RuleRow.name == rule).values(options=wanted))

    def crowd(self) -> None:
        """Four more media, a ministry, and a channel."""
        for name in ("volt", "amp", "ohm", "watt"):
            self.source(name)
        self.source("ministry", SourceKind.REGULATOR)
        self.channel("one", "json://one.example")

    def story(self, *sources: str) -> None:
        """Each of these sources has the same text, and the rules see it."""
        for source in sources:
            self.publish(f"License, says {source}", WIRE, source=source)
        self.match()
