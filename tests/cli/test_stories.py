"""`evwatch stories`, as typed."""

from datetime import timedelta

from tests.cli.typed import evwatch_here as evwatch
from tests.core.stories.telling import LICENCE_EN, LICENCE_EN_TOO, RECALL_XPENG
from tests.scheduler.world import World


def test_a_story_is_shown_divided_and_joined(world: World) -> None:
    began = world.now
    for number, (title, text) in enumerate((LICENCE_EN, LICENCE_EN_TOO, RECALL_XPENG)):
        world.publish(title, text, path=str(number), published=began + timedelta(minutes=25 * number))
    world.group()

    listed = evwatch(world, "stories", "list")
    assert LICENCE_EN[0] in listed
    assert RECALL_XPENG[0] in listed
    shown = evwatch(world, "stories", "show", "1")
    assert "story 1: 2 articles, 1 source" in shown
    assert "+25 min" in shown

    assert "has 1 article of story 1" in evwatch(world, "stories", "split", "1", "2")
    assert "2 articles now" in evwatch(world, "stories", "merge", "1", "3")
    assert "story 3 was merged into 1" in evwatch(world, "stories", "show", "3")
    assert "no story 99" in evwatch(world, "stories", "show", "99", status=2)
