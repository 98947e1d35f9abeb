"""`evwatch status`: does it run, what did it do last, what is waiting."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import typer

from cli.commands.alerts import waiting_said
from cli.commands.crawl import unfinished
from cli.context import opened
from cli.output import minute, say, table
from core import clock
from scheduler.service import HEARTBEAT_STALE
from storage import crawls, frontier, jobs, outbox, silence, sources, walks, ways
from storage.library import count_articles
from storage.schema import HeartbeatRow

app = typer.Typer()


@app.command()
def status() -> None:
    """Show whether the monitor runs, what the last day brought, and sources that cannot be read."""
    with opened() as database, database.reading() as session:
        say(f"monitor   {_monitor(jobs.heartbeat(session))}")
        say(f"database  {database.name}: {count_articles(session)} articles")
        say(f"links     {_counts(frontier.count_by_state(session))}")
        for left in walks.left(session):
            say(f"backfill  {unfinished(left)}")
        say(f"messages  {_counts(outbox.counts(session))}")
        if waiting := ways.waiting(session):
            say(f"alerts    {waiting_said(waiting)}")
        last = crawls.last_crawl(session)
        if last is not None:
            say(f"crawl     {minute(last.started_at)} UTC, {last.outcome or 'running'}")
        proof = silence.proof(session, since=clock.now() - timedelta(days=1))
        runs = jobs.last_runs(session)
        troubled = [pair for pair in sources.endpoints(session) if pair[0].failures]
    say(f"last day  {proof.sources}")
    for line in proof.lines:
        say(f"          {line}")
    if runs:
        say()
        rows = [(row.name, minute(row.finished_at), row.error or row.detail or "") for row in runs]
        table(("job", "last (UTC)", "result"), rows)
    if troubled:
        say()
        cells = [
            (source.id, minute(endpoint.polled_at), str(endpoint.failures), endpoint.error or "")
            for endpoint, source in troubled
        ]
        table(("source", "last try (UTC)", "failures", "reason"), cells)


def _counts(counts: Mapping[Any, int]) -> str:
    return ", ".join(f"{count} {state}" for state, count in sorted(counts.items())) or "none"


def _monitor(beat: HeartbeatRow | None) -> str:
    if beat is None:
        return "not running (start it with `evwatch run`)"
    process = f"process {beat.pid} on {beat.machine}"
    if clock.now() - beat.beat_at > HEARTBEAT_STALE:
        return f"DEAD: no sign of life since {minute(beat.beat_at)} UTC from {process}"
    return f"running since {minute(beat.started_at)} UTC ({process})"
