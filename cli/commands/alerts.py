"""`evwatch alerts`: what fired, and whether the messages arrived."""

from collections.abc import Iterable, Mapping
from typing import Annotated

import typer
from rich.text import Text

from cli.context import opened
from cli.output import minute, printable, say, table
from core import clock
from core.alerting import Reason, Way
from storage import outbox
from storage import ways as way_store
from storage.schema import DeliveryRow, DeliveryState
from storage.ways import Told

app = typer.Typer(help="What fired, and whether the messages arrived.", no_args_is_help=True)

_TOGETHER = {Way.DIGEST: "the digest", Way.SUMMARY: "the summary", Way.LATE: "the late finds"}


@app.command("list")
def list_alerts(
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many of the newest alerts.")] = 20,
) -> None:
    """List the newest alerts with the state of each message."""
    with opened() as database, database.reading() as session:
        alerts = outbox.newest_alerts(session, limit=limit)
        told = way_store.of_alerts(session, [alert.id for alert in alerts])
        counts, waiting = outbox.counts(session), way_store.waiting(session)
    if not alerts:
        say("no alerts yet")
        return
    rows = [
        (
            minute(alert.created_at),
            alert.rule,
            alert.source,
            alert.article.title,
            Text("\n".join(_told(told[alert.id]))),
            Text("\n".join(_states((*alert.deliveries, *told[alert.id].deliveries)))),
        )
        for alert in alerts
    ]
    table(("time (UTC)", "rule", "source", "article", "told", "messages"), rows)
    say(", ".join(f"{count} {state}" for state, count in counts.items()))
    if waiting:
        say(f"alerts that wait: {waiting_said(waiting)}")


@app.command()
def retry() -> None:
    """Put dead messages back into the outbox; a running evwatch sends them."""
    with opened() as database, database.writing() as session:
        count = outbox.retry_dead(session, now=clock.now())
    say(f"{count} messages put back into the outbox")


def waiting_said(waiting: Mapping[Way, int]) -> str:
    """How many alerts wait to be told, and for what."""
    named = ((count, "held" if way is Way.OWN else f"for {_TOGETHER[way]}") for way, count in waiting.items())
    return ", ".join(f"{count} {what}" for count, what in named)


def _told(told: Told) -> list[str]:
    """Why, whether late, and when, where that is not at once."""
    why = f"{told.sources} sources" if told.reason is Reason.SOURCES else str(told.reason)
    lines = [f"{why}, late" if told.late else why]
    for plan in told.plans:
        way, due = Way(plan.way), minute(plan.due_at)
        if way is not Way.OWN:
            lines.append(f"{'in' if plan.told_at else 'waits for'} {_TOGETHER[way]} of {due}")
        elif plan.told_at is None:
            lines.append(f"held until {due}")
    return lines


def _states(deliveries: Iterable[tuple[str, DeliveryRow]]) -> list[str]:
    return [printable(_state(name, row)) for name, row in deliveries]


def _state(channel: str, row: DeliveryRow) -> str:
    if row.state == DeliveryState.SENT:
        return f"{channel}: sent {minute(row.sent_at)}"
    if row.state == DeliveryState.PENDING and not row.attempts:
        return f"{channel}: pending"
    said = f"{channel}: {row.state} after {row.attempts} attempts"
    said += f", next {minute(row.next_attempt_at)}" if row.state == DeliveryState.PENDING else ""
    return f"{said}: {row.error}" if row.error else said
