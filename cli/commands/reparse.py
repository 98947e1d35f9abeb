"""`evwatch reparse`: today's extraction over the pages that were kept."""

from datetime import datetime
from typing import Annotated

import typer
from rich.progress import Progress

from cli.context import opened
from cli.output import err, printable, say, table
from core.article import Field
from core.errors import ConfigError
from core.query.dates import parse_time
from core.settings import load_settings
from crawler.catalog import catalog_of
from crawler.extraction import EXTRACTOR_VERSION
from crawler.pool import ParserPool
from crawler.reparse import Change, Reparse, Wanted
from crawler.sites import Sites
from storage import sources

app = typer.Typer()

EXAMPLES = 20
EXCERPT = 60


@app.command()
def reparse(
    source: Annotated[list[str] | None, typer.Option(help="Only this source; may be repeated.")] = None,
    since: Annotated[str, typer.Option(help="Only articles first seen since this day.")] = "",
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change, no more.")] = False,
    alert: Annotated[bool, typer.Option("--alert", help="Let the rules see what has changed.")] = False,
    again: Annotated[
        bool, typer.Option("--again", help="Also what this extraction has read: a site's rules have changed.")
    ] = False,
) -> None:
    """Read kept pages again where an older extraction read them; nothing is fetched.

    What reads differently becomes a revision marked as ours; nobody is alerted unless asked. It can be
    stopped at any moment and goes on where it was."""
    settings = load_settings()
    wanted = Wanted(EXTRACTOR_VERSION, source or (), _day(since), dry_run=dry_run, alert=alert, again=again)
    sites = Sites(catalog_of(settings))
    pool = ParserPool(
        workers=settings.extract_workers,
        timeout_s=settings.extract_timeout_s,
        memory_mb=settings.extract_memory_mb,
    )
    with opened(settings) as database:
        with database.reading() as session:
            sources.require_sources(session, source or ())
        run = Reparse(database, pool, wanted, sites)
        shown: list[Change] = []
        try:
            with Progress(console=err, transient=True) as progress:
                bar = progress.add_task("reading kept pages", total=None)
                for changes in run.batches():
                    shown.extend(changes[: EXAMPLES - len(shown)])
                    progress.update(bar, total=run.report.total, completed=run.report.read)
        finally:
            pool.close()
    _show(run, shown, dry_run=dry_run)


def _day(text: str) -> datetime | None:
    time = parse_time(text) if text else None
    if text and time is None:
        raise ConfigError(f"--since {text!r} is not a day such as 2023-12-04")
    return time


def _show(run: Reparse, changes: list[Change], *, dry_run: bool) -> None:
    if changes:
        rows = [
            (change.url, field.value, _short(field, old), _short(field, new))
            for change in changes
            for field, (old, new) in change.fields.items()
        ]
        table(("article", "field", "was", "would be" if dry_run else "is"), rows)
        say()
    report = run.report
    counts = ", ".join(f"{count} {field.value}" for field, count in report.changed.most_common()) or "nothing"
    say(f"{report.read} pages read again; {'would change' if dry_run else 'changed'}: {counts}")
    if report.lost:
        say(f"{report.lost} gave no article today and were left as they are")


def _short(field: Field, value: object) -> str:
    text = ", ".join(value) if isinstance(value, tuple) else str("" if value is None else value)
    if field is Field.BODY:
        return f"{len(text.split())} words: {printable(text[:EXCERPT])}…"
    return text
