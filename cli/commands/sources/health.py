"""`evwatch sources health`: which sources are well, and what the others ail from."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any

import typer
from sqlalchemy.orm import Session

from cli.context import opened
from cli.output import minute, say, table
from core import clock
from core.health import State
from storage import health, sources
from storage.schema import SourceDayRow, SourceStateRow

app = typer.Typer()

USUAL = timedelta(days=28)
COLUMNS = (
    *("source", "state", "since (UTC)", "last success", "polls", "new", "usual"),
    *("yield", "chars", "byline", "date", "reason"),
)
LEGEND = (
    "polls, new: since yesterday 00:00 UTC; usual: new articles a day, the last four weeks; "
    "yield: pages that gave an article; chars: median length of a text"
)


@dataclass(frozen=True, slots=True)
class Line:
    """One source. ``polls`` and ``new_articles`` are of today and yesterday, the rest of the last four weeks
    (``usual_new`` a day); shares are None without articles. ``why`` is the symptom's name."""

    source: str
    state: str
    why: str | None
    since: datetime | None
    last_success: datetime | None
    polls: int
    new_articles: int
    usual_new: float
    extraction_yield: float | None
    median_chars: int | None
    byline_share: float | None
    date_share: float | None
    reason: str


@app.command()
def show_health(
    *,
    as_json: Annotated[bool, typer.Option("--json", help="A list of objects, for scripts.")] = False,
) -> None:
    """How every source fares. Exit status 0 when all are well, 1 when one is not."""
    with opened() as database, database.reading() as session:
        lines = _lines(session, clock.now())
        line_row = health.line_down(session)
    if as_json:
        typer.echo(json.dumps([_plain(line) for line in lines], indent=2))
    else:
        table(COLUMNS, map(_cells, lines))
        ailing = sum(not State(line.state).is_well for line in lines)
        say(f"{len(lines)} sources, {ailing} not well")
        say(LEGEND)
        if line_row is not None:
            say(f"no source can be reached since {minute(line_row.down_since)} UTC: is our own line down?")
    if line_row is not None or not all(State(line.state).is_well for line in lines):
        raise typer.Exit(1)


def _lines(session: Session, now: datetime) -> list[Line]:
    states = health.states(session)
    last_success: dict[str, datetime] = health.last_successes(session)
    return [
        _line(row.id, states.get(row.id), health.days(session, row.id, since=now - USUAL), last_success, now)
        for row in sources.all_sources(session)
        if row.enabled
    ]


def _line(
    source_id: str,
    state: SourceStateRow | None,
    days: list[SourceDayRow],
    last_success: dict[str, datetime],
    now: datetime,
) -> Line:
    day = [row for row in days if row.day >= (now - timedelta(days=1)).date()]
    earlier = [row for row in days if row not in day]
    new = sum(row.articles_new for row in days)
    lengths = sorted(row.median_chars for row in days if row.median_chars is not None)
    return Line(
        source=source_id,
        state=state.state if state else State.NEW,
        why=state.why if state else None,
        since=state.since if state else None,
        last_success=last_success.get(source_id),
        polls=sum(row.polls_read + row.polls_unchanged + row.polls_failed for row in day),
        new_articles=sum(row.articles_new for row in day),
        usual_new=sum(row.articles_new for row in earlier) / max(1, len(earlier)),
        extraction_yield=_share(sum(r.pages_good for r in days), sum(r.pages_failed for r in days)),
        median_chars=lengths[len(lengths) // 2] if lengths else None,
        byline_share=sum(row.bylines for row in days) / new if new else None,
        date_share=sum(row.dated for row in days) / new if new else None,
        reason=state.detail if state else "",
    )


def _share(good: int, bad: int) -> float | None:
    return good / (good + bad) if good + bad else None


def _cells(line: Line) -> tuple[str, ...]:
    return (
        *(line.source, line.state, minute(line.since), minute(line.last_success), str(line.polls)),
        *(str(line.new_articles), f"{line.usual_new:.1f}", _percent(line.extraction_yield)),
        str(line.median_chars or ""),
        *(_percent(line.byline_share), _percent(line.date_share), line.reason),
    )


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share:.0%}"


def _plain(line: Line) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in asdict(line).items()
    }
