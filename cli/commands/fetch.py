"""`evwatch fetch`: one page, and what extraction makes of it."""

import json
import os
import subprocess
import sys
from typing import Annotated, Any
from urllib.parse import urlsplit

import typer

from cli.output import complain, say, table
from core.errors import ConfigError
from core.settings import load_settings

app = typer.Typer()


@app.command()
def fetch(
    url: Annotated[str, typer.Argument(help="Address of an article.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object instead of text.")] = False,
    zone: Annotated[str, typer.Option(help="IANA zone of times the page prints without one.")] = "UTC",
) -> None:
    """Fetch one page politely and print what was extracted, each field with the stage that supplied it.

    Nothing is stored. Exit status 1 when the page cannot be read or holds no article."""
    settings = load_settings()
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
        raise ConfigError(f"not an http(s) address: {url}")
    command = [sys.executable, "-m", "scrapy", "crawl", "page", "-L", "WARNING"]
    arguments = ["-a", f"url={url}", "-a", f"zone={zone}", "-a", "form=json"]
    done = subprocess.run(  # noqa: S603 - our own interpreter, no shell
        [*command, *arguments],
        env={**os.environ, "SCRAPY_SETTINGS_MODULE": "crawler.settings"},
        stdout=subprocess.PIPE,
        timeout=settings.request_timeout_s * 3 + 60,
        check=False,
    )
    if done.returncode != 0 or not done.stdout.strip():
        complain(f"{url}: the fetch failed with exit status {done.returncode}")
        sys.exit(1)
    shown: dict[str, Any] = json.loads(done.stdout)
    if as_json:
        say(json.dumps(shown, ensure_ascii=False, indent=2))
    elif "error" in shown:
        complain(f"{url}: {shown['error']}")
    else:
        _show(shown)
    sys.exit(1 if "error" in shown else 0)


def _show(shown: dict[str, Any]) -> None:
    stages = shown["stages"]
    body, fields = shown["body"], ("title", "authors", "published", "modified", "language", "flags")
    rows = [(name, _text(shown[name]), stages.get(name, "")) for name in fields]
    rows.append(("canonical", shown["canonical_url"], stages.get("canonical", "")))
    rows.append(("body", f"{len(body.split())} words", stages.get("body", "")))
    table(("field", "value", "stage"), rows)
    say()
    say(body)


def _text(value: Any) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value or "")
