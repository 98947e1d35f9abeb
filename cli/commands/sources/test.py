"""`evwatch sources test`: what a crawl would take from a source's lists and leave, and why."""

import json
from typing import Annotated, Any

import typer

from cli.context import opened
from cli.looking import run_spider
from cli.output import complain, say, table
from core import clock
from core.errors import ConfigError
from core.settings import Settings, load_settings
from crawler.catalog import catalog_of
from storage import sources as store
from storage.schema import SourceOrigin

app = typer.Typer()

SHOWN = 12
# A list, its robots.txt and their redirects.
REQUESTS_A_LIST = 7


@app.command()
def tryout(
    source: Annotated[str, typer.Argument(help="Id of the source.")],
    *,
    every: Annotated[bool, typer.Option("--all", help=f"Every link, not {SHOWN} of each kind.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Ask a source's lists once and store nothing. Exit status 1 when one of them cannot be read."""
    settings = load_settings()
    with opened(settings) as database:
        with database.writing() as session:
            store.sync_sources(session, catalog_of(settings), origin=SourceOrigin.CATALOG, now=clock.now())
            store.require_sources(session, [source])
        with database.reading() as session:
            count = len(store.endpoints(session, source_ids=[source]))
    lists = _tried(source, count, settings)
    if as_json:
        say(json.dumps(lists, ensure_ascii=False, indent=2))
    else:
        for one in lists:
            _show(one, None if every else SHOWN)
    if any("error" in one for one in lists):
        raise typer.Exit(1)


def _tried(source: str, count: int, settings: Settings) -> list[dict[str, Any]]:
    done = run_spider("tryout", {"source": source}, settings, requests=count * REQUESTS_A_LIST)
    if done.returncode != 0:
        raise ConfigError(f"the test failed with exit status {done.returncode}")
    return [json.loads(line) for line in done.stdout.splitlines()]


def _show(one: dict[str, Any], most: int | None) -> None:
    if "error" in one:
        complain(f"{one['kind']} {one['url']}: {one['error']}")
        return
    taken, left, parts = one["taken"], one["left"], one["parts"]
    known = sum(link["known"] for link in taken)
    named = f", {len(parts)} further sitemaps" if parts else ""
    say(f"{one['form']} {one['url']}: {len(taken)} taken ({known} known), {len(left)} left{named}")
    rows = [
        ("known" if link["known"] else "new", (link["published"] or "")[:16], link["title"], link["url"])
        for link in taken[:most]
    ]
    rows += [("left", "", link["why"], link["url"]) for link in left[:most]]
    table(("", "published (UTC)", "title or reason", "address"), rows)
    say()
