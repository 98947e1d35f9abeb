"""evwatch over a world's database, as typed."""

import sys
from contextlib import chdir, redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path

import pytest

from cli import output
from cli.main import main
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


def evwatch_here(world: World, *arguments: str, status: int = 0) -> str:
    """The same in this process: each command is a second quicker."""
    out, err = StringIO(), StringIO()
    with (
        pytest.MonkeyPatch.context() as around,
        chdir(folder(world)),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        around.setenv("EVWATCH_DATABASE_URL", world.url)
        around.setattr(sys, "argv", ["evwatch", *arguments])
        around.setattr(sys, "stdin", StringIO())
        around.setattr(output.out, "width", 200)
        with pytest.raises(SystemExit) as ended:
            main()
    assert (ended.value.code or 0) == status, err.getvalue()
    return err.getvalue() if status else out.getvalue()


def folder(world: World) -> Path:
    """Where the commands run."""
    return Path(world.url.removeprefix("sqlite:///")).parent
