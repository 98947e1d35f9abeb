"""evwatch as people run it: a child process with an environment of its own."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.support.patience import wait_until

EVWATCH = Path(sys.executable).with_name("evwatch")
COMMAND_S = 60.0
STOP_S = 10.0
INHERITED = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR")


def environment(**settings: object) -> dict[str, str]:
    """A clean environment with these settings: ``host_delay_s=0`` is ``EVWATCH_HOST_DELAY_S=0``."""
    kept = {name: os.environ[name] for name in INHERITED if name in os.environ}
    return (
        kept
        | {"COLUMNS": "400"}
        | {f"EVWATCH_{name.upper()}": str(value) for name, value in settings.items()}
    )


@dataclass(frozen=True)
class Done:
    """How a command ended and what it said."""

    status: int
    out: str
    err: str


def evwatch(*arguments: str, env: Mapping[str, str], cwd: Path, timeout_s: float = COMMAND_S) -> Done:
    """``evwatch ARGUMENTS...`` to its end."""
    return run_child([str(EVWATCH), *arguments], env=env, cwd=cwd, timeout_s=timeout_s)


def run_child(command: list[str], *, env: Mapping[str, str], cwd: Path, timeout_s: float = COMMAND_S) -> Done:
    """A command to its end; what it leaves running when the time is up is killed with it."""
    process = subprocess.Popen(
        command,
        env=dict(env),
        cwd=cwd,
        text=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        out, err = process.communicate(timeout=timeout_s)
    finally:
        kill_all(process.pid)
    return Done(process.returncode, out, err)


class Monitor:
    """A running ``evwatch run``; its output goes into ``log_file``."""

    def __init__(self, env: Mapping[str, str], cwd: Path, log_file: Path) -> None:
        self._log_file = log_file
        with log_file.open("ab") as log:
            self._process = subprocess.Popen(
                [str(EVWATCH), "run"],
                env=dict(env),
                cwd=cwd,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    @property
    def log(self) -> str:
        return self._log_file.read_text("utf-8", "replace")

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    def crawl(self) -> psutil.Process | None:
        """Its crawl process, while there is one."""
        try:
            children = psutil.Process(self._process.pid).children()
        except psutil.NoSuchProcess:
            return None
        return next((child for child in children if is_crawl(child)), None)

    def stop(self, timeout_s: float = STOP_S) -> int:
        """SIGTERM; the exit status. Fails when it has not ended in time."""
        self._process.terminate()
        return self._process.wait(timeout_s)

    def kill_dead(self) -> None:
        """SIGKILL to it and everything below it, at once."""
        kill_all(self._process.pid)
        self._process.wait(STOP_S)


@contextmanager
def monitor(env: Mapping[str, str], cwd: Path, log_file: Path) -> Iterator[Monitor]:
    """``evwatch run`` for the time of a ``with``."""
    running = Monitor(env, cwd, log_file)
    try:
        yield running
    finally:
        running.kill_dead()


def is_crawl(process: psutil.Process) -> bool:
    """True for ``scrapy crawl ...``."""
    try:
        return "scrapy" in process.cmdline()
    except psutil.Error:
        return False


def kill_all(pid: int) -> None:
    """SIGKILL to a process and its descendants, the parent first so that it can start no more."""
    try:
        parent = psutil.Process(pid)
        family = [parent, *parent.children(recursive=True)]
    except psutil.NoSuchProcess:
        return
    for process in family:
        try:
            process.send_signal(signal.SIGKILL)
        except psutil.NoSuchProcess:
            continue
    wait_until(
        lambda: not any(_lives(process) for process in family), within_s=STOP_S, what="the end of the killed"
    )


def _lives(process: psutil.Process) -> bool:
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False
