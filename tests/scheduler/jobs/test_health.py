"""The health job on a real database: what it tells, through which channels, and how often."""

from datetime import UTC, datetime, time, timedelta

import pytest
from sqlalchemy import func, select

from core.health import Kind
from core.settings import Settings
from core.source import Source
from scheduler.alerts.message import compose_notice
from scheduler.jobs.health import judge, tend_health
from storage import channels, outbox, sources
from storage.health import POLLS_KEPT, Brought
from storage.schema import ChannelRow, DeliveryRow, PollRow, SourceOrigin
from storage.session import Database
from storage.sources import PollResult
from tests.scheduler.world import World

START = datetime(2023, 12, 4, 6, 0, tzinfo=UTC)
HOSTS = ("evpost", "alpha", "beta", "gamma", "delta")
READ = PollResult(200, brought=Brought(20, 0))
DEAD = PollResult(None, "no such host", kind=Kind.DNS)


class Watch:
    """Five sources, polled once an hour; the job runs after each round."""

    def __init__(self, database: Database) -> None:
        self.database, self.now = database, START
        watched = [
            Source(
                id=name, name=name, home=f"https://{name}.example/", feeds=(f"https://{name}.example/feed",)
            )
            for name in HOSTS
        ]
        with database.writing() as session:
            sources.sync_sources(session, watched, origin=SourceOrigin.CATALOG, now=START)
            channels.add_channel(session, "chat", "json://chat.example", now=START)
            channels.add_channel(session, "ops", "json://ops.example", now=START, operations=True)

    def round(self, *dead: str) -> list[str]:
        self.now += timedelta(hours=1)
        with self.database.writing() as session:
            for number, (endpoint, source) in enumerate(sources.endpoints(session)):
                result = DEAD if source.id in dead else READ
                at = self.now + timedelta(seconds=number)
                sources.record_poll(session, endpoint.id, result, now=at)
        with self.database.writing() as session:
            return judge(session, now=self.now + timedelta(minutes=1))


@pytest.fixture
def watch(world: World) -> Watch:
    watch = Watch(world.database)
    for _ in range(20):
        assert watch.round() == []
    return watch


def test_a_source_that_falls_silent_is_told_at_its_second_poll_and_so_is_its_return(
    watch: Watch,
) -> None:
    told = [watch.round("beta"), watch.round("beta"), watch.round("beta"), watch.round(), watch.round()]
    assert told == [[], ["beta is failing (dns)"], [], ["beta is well again"], []]


def test_while_nothing_can_be_reached_one_message_says_so_and_no_source_is_named(watch: Watch) -> None:
    told = [watch.round(*HOSTS) for _ in range(6)]
    told += [watch.round() for _ in range(3)]
    assert [line for lines in told for line in lines] == [
        "no source can be reached",
        "sources can be reached again",
    ]


def test_only_operations_channels_hear_of_it(watch: Watch) -> None:
    for _ in range(2):
        watch.round("beta")
    with watch.database.writing() as session:
        heard = session.scalars(
            select(ChannelRow.name).join(DeliveryRow, DeliveryRow.channel_id == ChannelRow.id)
        ).all()
        ops = channels.get_channel(session, "ops").id
        delivery = outbox.take_head(
            session, ops, now=watch.now + timedelta(hours=1), hold=timedelta(minutes=1)
        )
    assert heard == ["ops"]
    assert delivery is not None
    assert delivery.notice is not None
    message = compose_notice(delivery.key, delivery.notice)
    assert message.title == "evwatch: beta is failing (dns)"


def test_the_proof_of_silence_comes_once_a_day_at_its_hour(watch: Watch) -> None:
    settings = Settings(proof_at=time(7, 30), proof_zone="Europe/Berlin")
    hours = [datetime(2023, 12, 6, hour, 45, tzinfo=UTC) for hour in (5, 6, 7, 20)]
    told = [tend_health(watch.database, settings, now) for now in hours]
    assert told == [None, "evwatch watches: 0 of 5 sources fresh, 5 new", None, None]


def test_polls_beyond_the_latest_few_are_removed(watch: Watch) -> None:
    for _ in range(50):
        watch.round()
    tend_health(watch.database, Settings(), watch.now)
    with watch.database.reading() as session:
        kept = session.scalar(select(func.count()).select_from(PollRow))
    assert kept == POLLS_KEPT * len(HOSTS)
