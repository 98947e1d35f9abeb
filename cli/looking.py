"""Fetching one address for a person: through a spider in a child process, politely, past the same gates."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from itertools import chain
from typing import Any
from urllib.parse import urlsplit

from core.errors import ConfigError
from core.settings import Settings


def look(
    spider: str,
    url: str,
    settings: Settings,
    *,
    zone: str = "",
    more: Mapping[str, str] | None = None,
    requests: int = 7,
) -> dict[str, Any]:
    """What ``spider`` says of ``url``; {"error": reason} when it cannot be read.

    ``more`` are arguments that only this spider takes; it makes ``requests`` at most: the page, its
    robots.txt and their redirects, if nothing else is said. Raises ConfigError for what is no web address.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ConfigError(f"not an http(s) address: {url}")
    given = {"url": url, "zone": zone, "form": "json", **(more or {})}
    done = run_spider(spider, given, settings, requests=requests)
    if done.returncode != 0 or not done.stdout.strip():
        return {"error": f"the fetch failed with exit status {done.returncode}"}
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def run_spider(
    spider: str, arguments: Mapping[str, str], settings: Settings, *, requests: int
) -> subprocess.CompletedProcess[bytes]:
    """The spider's run to its end, with time for so many requests one after the other."""
    command = [sys.executable, "-m", "scrapy", "crawl", spider, "-L", "WARNING"]
    return subprocess.run(  # noqa: S603 - our own interpreter, no shell
        [*command, *chain.from_iterable(("-a", f"{name}={value}") for name, value in arguments.items())],
        env={**os.environ, "SCRAPY_SETTINGS_MODULE": "crawler.settings"},
        stdout=subprocess.PIPE,
        timeout=(settings.request_timeout_s + settings.host_delay_s) * requests + 60,
        check=False,
    )
