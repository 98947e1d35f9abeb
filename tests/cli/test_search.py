"""`evwatch search`, as typed: the best first, and counts."""

import json

from tests.cli.typed import evwatch_here as evwatch
from tests.scheduler.world import World


def test_the_best_comes_first_when_it_is_asked_for(world: World) -> None:
    world.publish("The plant of NIO", "The plant is a plant.")
    world.publish("A strike", "Nobody went to the plant, for there was something else to do on that day.")

    titles = [
        json.loads(line)["title"]
        for line in evwatch(world, "search", "plant", "--sort", "relevance", "--json").splitlines()
    ]
    assert titles == ["The plant of NIO", "A strike"]


def test_what_is_found_is_counted(world: World) -> None:
    world.publish("The plant of NIO")
    world.publish("The plant of BYD")

    assert evwatch(world, "search", "plant", "--facet", "source") == "        2  evpost\n"
    assert evwatch(world, "search", "plant", "--facet", "language", "--csv") == "language,articles\nen,2\n"
    (month,) = evwatch(world, "search", "plant", "--facet", "month", "--json").splitlines()
    assert json.loads(month) == {"month": f"{world.now:%Y-%m}", "articles": 2}
