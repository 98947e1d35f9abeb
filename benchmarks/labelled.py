"""The demo newsroom's labelled articles, read and stored as a crawl does, for benchmarks of their meaning."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.article import Draft
from core.context import Context
from core.joining import joined
from core.link import Link
from core.source import Source, SourceKind
from core.urls import url_key
from crawler.extraction import extract
from demo.model import Site
from demo.press import Press
from demo.world import World
from storage import frontier, sources
from storage.articles import Incoming, Stored, add_articles
from storage.schema import EndpointRow, FrontierRow, SourceOrigin
from storage.session import Database

PARTS = ("tune", "held", "all")
PORT = 8000


def half(label: str) -> str:
    """Which half of the stories a label belongs to: ``tune`` may be looked at when something is improved,
    ``held`` only be measured."""
    return PARTS[blake2b(label.encode()).digest()[0] % 2]


@dataclass(frozen=True)
class Told:
    """A labelled article as its page was read; ``rules`` are the ready rules whose reader would want it."""

    id: str
    label: str
    site_id: str
    rules: tuple[str, ...]
    draft: Draft
    time: datetime

    def is_in(self, part: str) -> bool:
        """Whether it counts for one of ``PARTS``."""
        return part in ("all", half(self.label))


def read_labelled(world: World) -> list[Told]:
    """Every article of the newsroom as its first version's page is read, in the order of publication."""
    press, labels, told = Press(world, PORT), world.labelled(), []
    for article in sorted(world, key=lambda one: (one.published, one.id)):
        site = world.sites[article.site_id]
        at = article.published + timedelta(minutes=1)
        context = Context(
            zone=site.zone.key, language=site.language.partition("-")[0], now=at.astimezone(UTC)
        )
        paths = article.page_paths(site)[: len(article.versions[0].pages)]
        pages = [
            extract(press.page(site, path, {}, at).body, site.base(PORT) + path, context) for path in paths
        ]
        time = article.published.astimezone(UTC)
        told.append(Told(article.id, labels[article.id], site.id, article.rules, joined(pages), time))
    return told


def add_sources(database: Database, sites: Sequence[Site], now: datetime) -> None:
    """The sites as sources of a catalogue, each with a feed."""
    known = [
        Source(
            id=site.id,
            name=site.name,
            home=f"https://{site.id}.example/",
            feeds=(f"https://{site.id}.example/feed",),
            kind=SourceKind(site.kind),
            country=site.country,
        )
        for site in sites
    ]
    with database.writing() as session:
        sources.sync_sources(session, known, origin=SourceOrigin.CATALOG, now=now)


def store(session: Session, told: Told) -> Stored:
    """Put the article in as a crawl at the time of its publication would."""
    endpoint_id = session.scalars(select(EndpointRow.id).where(EndpointRow.source_id == told.site_id)).one()
    frontier.add_links(
        session,
        [Link(told.draft.url)],
        source_id=told.site_id,
        endpoint_id=endpoint_id,
        now=told.time,
        revisits=False,
    )
    candidate = session.scalars(
        select(FrontierRow).where(FrontierRow.url_key == url_key(told.draft.url))
    ).one()
    incoming = Incoming(told.draft, told.site_id, candidate.id, None, "benchmark")
    return add_articles(session, [incoming], told.time)[0]
