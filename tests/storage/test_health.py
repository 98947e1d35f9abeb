"""What is counted of each source, on every database."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from core.health import Kind, State
from core.source import Source
from scheduler.jobs.health import judge
from storage import health, sources
from storage.health import Brought
from storage.schema import EndpointRow, SourceDayRow, SourceOrigin, SourceStateRow
from storage.session import Database
from storage.sources import PollResult

NOON = datetime(2023, 12, 4, 12, 0, tzinfo=UTC)
POST = Source(
    id="evpost", name="EV Post", home="https://evpost.example/", feeds=("https://evpost.example/feed",)
)
BLOCKED = PollResult(403, "HTTP 403", kind=Kind.BLOCKED)


def test_a_day_adds_up_what_its_transactions_counted(database: Database) -> None:
    with database.writing() as session:
        sources.sync_sources(session, [POST], origin=SourceOrigin.CATALOG, now=NOON)
        endpoint = session.scalars(select(EndpointRow.id)).one()
    for minute, result in enumerate((PollResult(200, brought=Brought(20, 3)), BLOCKED, BLOCKED)):
        with database.writing() as session:
            sources.record_poll(session, endpoint, result, now=NOON + timedelta(minutes=minute))
            health.note_pages(session, "evpost", {"pages_good": 2, "articles_new": 1}, now=NOON)
            health.note_page_failure(session, "evpost", Kind.GONE, "HTTP 404", now=NOON)
    with database.reading() as session:
        day = session.get_one(SourceDayRow, ("evpost", NOON.date()))
        assert (day.polls_read, day.polls_failed, day.pages_good, day.articles_new) == (1, 2, 6, 3)
        assert day.failures == {"blocked": 2, "gone": 3}
        assert day.good_at == NOON


def test_what_was_counted_is_judged(database: Database) -> None:
    with database.writing() as session:
        sources.sync_sources(session, [POST], origin=SourceOrigin.CATALOG, now=NOON)
        endpoint = session.scalars(select(EndpointRow.id)).one()
        for minute in range(2):
            sources.record_poll(session, endpoint, BLOCKED, now=NOON + timedelta(minutes=minute))
    with database.writing() as session:
        assert judge(session, now=NOON + timedelta(hours=1)) == ["evpost is blocked"]
        health.tidy(session, now=NOON + timedelta(hours=1))
    with database.reading() as session:
        assert session.get_one(SourceStateRow, "evpost").state == State.BLOCKED
