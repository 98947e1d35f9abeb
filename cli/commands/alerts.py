"""`evwatch alerts`: what fired, and whether the messages arrived."""

from typing import Annotated

import typer
from rich.text import Text

from cli.context import opened
from cli.output import minute, printable, say, table
from core import clock
from storage import outbox
from storage.schema import DeliveryRow, DeliveryState

app = typer.Typer(help="What fired, and whether the messages arrived.", no_args_is_help=True)


@app.command("list")
def list_alerts(
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many of the newest alerts.")] = 20,
) -> None:
    """List the newest alerts with the state of each message."""
    with opened() as database, database.reading() as session:
        alerts = outbox.newest_alerts(session, limit=limit)
        counts = outbox.counts(session)
    if not alerts:
        say("no alerts yet")
        return
    rows = [
        (
            minute(alert.created_at),
            alert.rule,
            alert.source,
            alert.article.title,
            Text("\n".join(printable(_state(name, row)) for name, row in alert.deliveries)),
        )
        for alert in alerts
    ]
    table(("time (UTC)", "rule", "source", "article", "messages"), rows)
    say(", ".join(f"{count} {state}" for state, count in counts.items()))


@app.command()
def retry() -> None:
    """Put dead messages back into the outbox; a running evwatch sends them."""
    with opened() as database, database.writing() as session:
        count = outbox.retry_dead(session, now=clock.now())
    say(f"{count} messages put back into the outbox")


def _state(channel: str, row: DeliveryRow) -> str:
    if row.state == DeliveryState.SENT:
        return f"{channel}: sent {minute(row.sent_at)}"
    if row.state == DeliveryState.PENDING and not row.attempts:
        return f"{channel}: pending"
    said = f"{channel}: {row.state} after {row.attempts} attempts"
    said += f", next {minute(row.next_attempt_at)}" if row.state == DeliveryState.PENDING else ""
    return f"{said}: {row.error}" if row.error else said
