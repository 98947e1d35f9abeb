"""A month of news for a rule that alerts at once and one that makes digests: nothing is told twice, nothing
is lost, and nobody is woken."""

import random
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from scheduler.alerts.message import Message, plain
from storage import ways
from tests.scheduler.world import World

BERLIN = ZoneInfo("Europe/Berlin")
# The clocks are put back on 29 October.
FIRST, DAYS = datetime(2023, 10, 14, 0, 5, tzinfo=UTC), 30
LIMIT = 4
INSTANT = {"quiet_from": "22:30", "quiet_until": "06:30", "daily_limit": LIMIT}
DIGEST = {"instant": False, "digest": "daily", "digest_at": "02:30"}
EVERY = {"zone": "Europe/Berlin", "again_regulator": True, "again_sources": 3}
SOURCES = ("evpost", "volt", "amp", "ohm", "watt", "ministry")


@dataclass(frozen=True)
class Heard:
    """A message, and when it came by Berlin's clock."""

    at: datetime
    message: Message

    @property
    def mentions(self) -> list[tuple[str, str]]:
        """Each story that it tells of, with each reason; none for the first time."""
        if not self.message.items:
            return [(plain(self.message.headline), _kind(self.message.reason))]
        return [
            (plain(item.headline), _kind(reason))
            for item in self.message.items
            for reason in item.note.split("; ")
        ]


def test_a_month_of_news(world: World) -> None:
    world.now = FIRST
    world.crowd()
    world.channel("two", "json://two.example")
    world.rule("instant", "license", "one", **EVERY, **INSTANT)
    world.rule("digest", "license", "two", **EVERY, **DIGEST)
    at_once, digests = list[Heard](), list[Heard]()
    stories = _live(world, at_once, digests)

    assert len(stories) > 80
    for heard in (at_once, digests):
        mentions = Counter(mention for each in heard for mention in each.mentions)
        assert set(mentions.values()) == {1}, "nothing twice"
        assert {story for story, _ in mentions} == stories, "nothing lost"
        assert {kind for _, kind in mentions} == {"", "a regulator has joined", "enough sources"}
    with world.database.reading() as session:
        assert ways.waiting(session) == {}
    assert not any(time(22, 30) <= each.at.time() or each.at.time() < time(6, 30) for each in at_once)
    own = Counter(each.at.date() for each in at_once if not each.message.items)
    assert max(own.values()) == LIMIT
    assert set(Counter(each.at.date() for each in at_once if each.message.items).values()) == {1}
    days = [each.message.time.astimezone(BERLIN).date() for each in digests if each.message.time]
    assert sorted(set(days)) == days, "one digest a day"
    assert len(days) > 20


def _live(world: World, at_once: list[Heard], digests: list[Heard]) -> set[str]:
    """News come for a month, and all is listened to; the stories by their headlines."""
    chance = random.Random(20231014)
    stories: dict[str, None] = {}
    for hour in range(0, 24 * DAYS, 7):
        world.now = FIRST + timedelta(hours=hour)
        for _ in range(chance.choice((1, 1, 2, 3))):
            known = list(stories)[-5:]
            name = chance.choice(known) if known and chance.random() < 0.5 else f"License {len(stories)}"
            stories[name] = None
            world.publish(name, f"It is {name}.", path=f"{name}-{hour}", source=chance.choice(SOURCES))
        # Every ten days the machine is off for forty hours; what has come is there when it starts.
        if hour % 240 < 200:
            _listen(world, at_once, digests)
    for day in (1, 2):
        world.now = FIRST + timedelta(days=DAYS + day, hours=12)
        _listen(world, at_once, digests)
    return set(stories)


def _listen(world: World, at_once: list[Heard], digests: list[Heard]) -> None:
    world.tick()
    for heard, channel_id in ((at_once, 1), (digests, 2)):
        heard += [Heard(world.now.astimezone(BERLIN), message) for message in world.messages(channel_id)]


def _kind(reason: str) -> str:
    return "enough sources" if reason.endswith("sources have it") else reason
