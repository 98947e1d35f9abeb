"""When endpoints are asked next, planned from what the database holds of their sources."""

from datetime import datetime, timedelta

import pytest

from core.settings import Settings
from core.source import Source
from scheduler.jobs.crawl import plan_next_polls
from storage import sources
from storage.schema import SourceOrigin
from storage.sources import PollResult
from tests.scheduler.world import World

MINUTE = timedelta(minutes=1)


def _watch(world: World, *names: str, **bounds: int) -> None:
    watched = [
        Source(
            id=name,
            name=name,
            home=f"https://{name}.example/",
            feeds=(f"https://{name}.example/feed",),
            poll_floor_s=bounds.get("floor_s"),
            poll_ceiling_s=bounds.get("ceiling_s"),
        )
        for name in names
    ]
    with world.database.writing() as session:
        sources.sync_sources(session, watched, origin=SourceOrigin.USER, now=world.now)


def _poll_all(world: World, settings: Settings | None = None) -> dict[str, float]:
    """Minutes until each source's next poll, all asked now."""
    with world.database.writing() as session:
        for endpoint, _ in sources.endpoints(session):
            sources.record_poll(session, endpoint.id, PollResult(200), now=world.now)
        plan_next_polls(session, settings or Settings(), now=world.now)
    with world.database.reading() as session:
        found = {source.id: endpoint.next_check_at for endpoint, source in sources.endpoints(session)}
    return {name: (due - world.now) / MINUTE for name, due in found.items() if due is not None}


def _publish_every_hour(world: World, *, days: int) -> None:
    for number in range(24 * days):
        world.later(hours=1)
        world.publish(f"Carmaker {number} opens plant", published=world.now)


def test_a_source_that_publishes_more_is_asked_more_often(world: World) -> None:
    _publish_every_hour(world, days=3)
    _watch(world, "quiet")
    world.later(minutes=20)
    waits = _poll_all(world)
    assert waits["evpost"] * 1.5 < waits["quiet"]


@pytest.mark.parametrize(
    ("bounds", "least", "most"),
    [
        pytest.param({"floor_s": 7_200}, 120, 121, id="never sooner than its floor"),
        pytest.param({"ceiling_s": 120}, 1, 2, id="never later than its ceiling"),
    ],
)
def test_a_sources_own_bounds_hold(world: World, bounds: dict[str, int], least: float, most: float) -> None:
    _watch(world, "bounded", **bounds)
    waits = _poll_all(world)
    assert least <= waits["bounded"] <= most
    assert 5 < waits["evpost"] < 120


def test_an_operator_who_wants_polls_more_often_than_the_usual_floor_gets_them(world: World) -> None:
    assert _poll_all(world, Settings(poll_interval_s=6))["evpost"] == pytest.approx(0.1)


def test_only_what_was_asked_since_its_plan_is_planned(world: World) -> None:
    def due() -> datetime | None:
        with world.database.reading() as session:
            return sources.endpoints(session)[0][0].next_check_at

    with world.database.writing() as session:
        plan_next_polls(session, Settings(), now=world.now)
    assert due() is None, "it was never asked"
    _poll_all(world)
    planned = due()
    world.later(minutes=1)
    with world.database.writing() as session:
        plan_next_polls(session, Settings(), now=world.now)
    assert due() == planned
