"""A crawl as a child process: it can be ended, its memory comes back, its reactor starts just once."""

import os
import signal
import subprocess
import sys
from collections.abc import Collection
from datetime import date

# A crawl that is asked to stop finishes what is under way; longer than this it is cut off, and the
# frontier's leases see to the rest.
GRACE_S = 6.0


class CrawlProcess:
    """``scrapy crawl news`` in a process of its own; ``log_level`` empty: as the settings say. With ``since``
    it is a backfill of ``source_ids``."""

    def __init__(
        self,
        *,
        source_ids: Collection[str] = (),
        only_due: bool = False,
        since: date | None = None,
        log_level: str = "",
    ) -> None:
        command = [sys.executable, "-m", "scrapy", "crawl", "news", "-s", "ENDS_WITH_PARENT=1"]
        if source_ids:
            command += ["-a", f"sources={','.join(source_ids)}"]
        if only_due:
            command += ["-a", "due=1"]
        if since is not None:
            command += ["-a", f"since={since.isoformat()}"]
        if log_level:
            command += ["-L", log_level]
        # A session of its own: Ctrl-C at the terminal reaches us, and we decide what it means for the child.
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and fixed words
            command,
            env={**os.environ, "SCRAPY_SETTINGS_MODULE": "crawler.settings"},
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )

    @property
    def pid(self) -> int:
        """The child's process id."""
        return self._process.pid

    def poll(self) -> int | None:
        """The exit status, None while it runs."""
        return self._process.poll()

    def stop(self) -> int:
        """Ask it to end, insist after ``GRACE_S``; the exit status."""
        if self._process.poll() is None:
            self._process.terminate()
            try:
                return self._process.wait(GRACE_S)
            except subprocess.TimeoutExpired:
                self._kill_group()
        return self._process.wait()

    def _kill_group(self) -> None:
        # Its parser workers share the session: nothing of it is left behind.
        try:
            os.killpg(self._process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return
