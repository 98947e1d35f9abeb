"""evwatch over a world's database, as typed."""

from pathlib import Path

from tests.scheduler.world import World
from tests.support.child import environment
from tests.support.child import evwatch as run


def evwatch(world: World, *arguments: str, status: int = 0) -> str:
    """What the command prints (on standard error when it fails)."""
    env = environment(database_url=world.url) | {"COLUMNS": "200", "LANG": "C.UTF-8"}
    done = run(*arguments, env=env, cwd=folder(world))
    assert done.status == status, done.err
    assert "Traceback" not in done.err
    return done.err if status else done.out


def folder(world: World) -> Path:
    """Where the commands run."""
    return Path(world.url.removeprefix("sqlite:///")).parent
