"""PostgreSQL for tests: a server that is there already, or a throw-away one; a database for each test.

``EVWATCH_TEST_POSTGRES`` is the address of a server on which databases may be created. Without it, the
binaries of Debian's package ``postgresql`` are used, on a socket that nobody else sees. Without those,
tests are skipped, unless ``EVWATCH_REQUIRE_POSTGRES=1`` says that they must not be.
"""

import os
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Never
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import OperationalError

from storage.migrate import open_database
from tests.support.patience import wait_until

SERVER_VARIABLE, REQUIRE_VARIABLE = "EVWATCH_TEST_POSTGRES", "EVWATCH_REQUIRE_POSTGRES"
# Durability is not what these tests are about.
_OPTIONS = (
    "listen_addresses=",
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "autovacuum=off",
)


@dataclass
class Server:
    """``url`` names its maintenance database."""

    url: URL

    @contextmanager
    def empty(self, *, encoding: str = "UTF8") -> Iterator[str]:
        """The address of a new database without a schema; it is gone afterwards."""
        with self._database("template0", encoding) as url:
            yield url

    @contextmanager
    def ready(self) -> Iterator[str]:
        """The same with evwatch's schema: a copy, several times quicker than the migration."""
        with self._database(self._template) as url:
            yield url

    @contextmanager
    def _database(self, template: str, encoding: str = "UTF8") -> Iterator[str]:
        name = f"evwatch_{uuid4().hex}"
        self._execute(f"CREATE DATABASE {name} TEMPLATE {template} ENCODING '{encoding}' LOCALE 'C'")
        try:
            yield self._address(name)
        finally:
            self._execute(f"DROP DATABASE {name} WITH (FORCE)")

    @cached_property
    def _template(self) -> str:
        name = f"evwatch_{uuid4().hex}"
        self._execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'")
        open_database(self._address(name)).close()
        return name

    def close(self) -> None:
        """Leave nothing behind on a server that is not ours."""
        if "_template" in self.__dict__:
            self._execute(f"DROP DATABASE {self._template} WITH (FORCE)")

    def _address(self, name: str) -> str:
        return self.url.set(database=name).render_as_string(hide_password=False)

    def _execute(self, statement: str) -> None:
        engine = create_engine(self.url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()

    def answers(self) -> bool:
        """Whether it takes connections."""
        try:
            self._execute("SELECT 1")
        except OperationalError:
            return False
        return True


@contextmanager
def running_server() -> Iterator[Server]:
    """A server for the tests of this process. Skips or fails the test when there is none."""
    if address := os.environ.get(SERVER_VARIABLE):
        server = Server(make_url(address).set(drivername="postgresql+psycopg"))
        try:
            yield server
        finally:
            server.close()
        return
    binaries = _binaries()
    if binaries is None:
        _unavailable(f"no PostgreSQL: install Debian's postgresql, or name a server in {SERVER_VARIABLE}")
    folder = Path(tempfile.mkdtemp(prefix="evwatch-pg-"))
    try:
        with _started(binaries, folder) as server:
            yield server
    finally:
        shutil.rmtree(folder)


def _unavailable(reason: str) -> Never:
    if os.environ.get(REQUIRE_VARIABLE) == "1":
        pytest.fail(f"{REQUIRE_VARIABLE} is set, but there is {reason}")
    pytest.skip(reason)


def _binaries() -> Path | None:
    """The folder of the newest installed server; Debian keeps one for each version off the path."""
    installed = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"),
        key=lambda path: [int(part) for part in re.findall(r"\d+", str(path))],
    )
    found = shutil.which("initdb") if not installed else str(installed[-1])
    return Path(found).parent if found else None


@contextmanager
def _started(binaries: Path, folder: Path) -> Iterator[Server]:
    as_user: list[str] = []
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        shutil.chown(folder, "postgres", "postgres")
        as_user = ["--reuid=postgres", "--regid=postgres", "--init-groups"]
    # Whatever becomes of the tests, the server ends with them.
    prefix = ["setpriv", *as_user, "--pdeathsig=QUIT"]
    data = folder / "data"
    initdb = [str(binaries / "initdb"), "-D", str(data), "-U", "postgres"]
    subprocess.run(
        [*prefix, *initdb, "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"],
        cwd=folder,
        check=True,
        capture_output=True,
    )
    options = [part for option in (*_OPTIONS, f"unix_socket_directories={folder}") for part in ("-c", option)]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [*prefix, str(binaries / "postgres"), "-D", str(data), *options],
            cwd=folder,
            stdout=log,
            stderr=log,
        )
    try:
        server = Server(make_url(f"postgresql+psycopg://postgres@/postgres?host={folder}"))
        wait_until(server.answers, within_s=30, what="the start of PostgreSQL")
        yield server
    finally:
        process.send_signal(signal.SIGQUIT)  # at once, without a checkpoint
        process.wait(timeout=30)
