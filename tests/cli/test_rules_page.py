"""Every command of the users' page on rules prints what the page says."""

import re
import shlex
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.cli.typed import evwatch_here
from tests.scheduler.world import World

PAGE = Path(__file__).parents[2] / "docs" / "rules.md"
ARTICLES = [
    ("NIO gets manufacturing licence", "On Monday.\n\nThe manufacturing licence came today.", 1),
    ("Xiaomi hopes for a production permit", "It has no manufacturing license yet.", 3),
    ("Manufacturing licenses for two more", "Two more can build cars.", 3),
    ("Production permit for JAC", "The permit came.", 5),
    ("Plate news", "A license plate for manufacturing.", 6),
    ("NIO gets manufacturing licence", "On Monday.\n\nThe manufacturing licence came today.", 8),
]


def commands() -> Iterator[tuple[str, str]]:
    """Each command of the page, and what it prints; ``...`` stands for any lines."""
    for block in re.findall(r"```console\n(.*?)```", PAGE.read_text(), flags=re.DOTALL):
        for part in block.split("$ evwatch ")[1:]:
            command, _, printed = part.partition("\n")
            yield command, printed


def pattern(printed: str) -> str:
    """``printed`` as an expression, on whatever day it is printed."""
    exact = re.escape(printed).replace(re.escape("...\n"), "(?:.*\n)*")
    return re.sub(r"2023\\-[0-9]{2}\\-[0-9]{2}(\\ 09:00)?", r"[0-9 :-]+", exact)


@pytest.fixture
def described(world: World) -> World:
    """The six articles that the page speaks of."""
    for number, (title, body, days) in enumerate(ARTICLES):
        world.publish(title, body, path=f"{number}", published=world.now - timedelta(days=days))
    return world


def test_every_command_prints_what_the_page_says(described: World) -> None:
    for command, printed in commands():
        said = evwatch_here(described, *shlex.split(command))
        assert re.fullmatch(pattern(printed), said), f"evwatch {command}\n{said}"


def test_the_page_has_every_verb_and_every_option_of_a_rule(world: World) -> None:
    page = PAGE.read_text()
    help_of_all = evwatch_here(world, "rules", "--help")
    for verb in re.findall(r"^│ ([a-z]+) ", help_of_all, flags=re.MULTILINE):
        assert f"rules {verb}" in page
    for option in re.findall(r"--[a-z-]+", evwatch_here(world, "rules", "add", "--help")):
        assert option in page or option.startswith("--no-") or option == "--help"
