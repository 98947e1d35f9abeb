"""`evwatch alerts`: what fired, and whether the messages arrived."""

from datetime import timedelta
from typing import Annotated

import typer
from rich.text import Text

from cli.context import opened
from cli.output import minute, printable, say, table
from core import clock
from storage import channels, outbox, told
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
            str(alert.id),
            minute(alert.created_at),
            alert.rule,
            alert.source,
            alert.article.title,
            Text("\n".join(printable(_state(name, row)) for name, row in alert.deliveries)),
        )
        for alert in alerts
    ]
    table(("alert", "time (UTC)", "rule", "source", "article", "messages"), rows)
    say(", ".join(f"{count} {state}" for state, count in counts.items()))


@app.command()
def dead(
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many of the latest.")] = 50,
) -> None:
    """List the messages that were given up, with age and reason."""
    now = clock.now()
    with opened() as database, database.reading() as session:
        letters = told.dead_letters(session, limit=limit)
    if not letters:
        say("no message was given up")
        return
    rows = [
        (
            str(letter.alert_id or ""),
            letter.channel,
            letter.rule,
            letter.title,
            _age(now - letter.delivery.queued_at),
            str(letter.delivery.attempts),
            letter.delivery.error or "",
        )
        for letter in letters
    ]
    table(("alert", "channel", "rule", "message", "age", "attempts", "reason"), rows)


@app.command()
def retry(
    channel: Annotated[str, typer.Option(metavar="NAME", help="Only those of this channel.")] = "",
    alert: Annotated[
        int | None, typer.Option(metavar="ID", help="Only those of this alert (`evwatch alerts list`).")
    ] = None,
) -> None:
    """Put dead messages back into the outbox; a running evwatch sends them."""
    with opened() as database, database.writing() as session:
        channel_id = channels.get_channel(session, channel).id if channel else None
        count = outbox.retry_dead(session, channel_id=channel_id, alert_id=alert, now=clock.now())
    say(f"{count} message{'' if count == 1 else 's'} put back into the outbox")


def _age(span: timedelta) -> str:
    hours = int(span.total_seconds()) // 3600
    return f"{hours // 24} d {hours % 24} h" if hours >= 24 else f"{hours} h"


def _state(channel: str, row: DeliveryRow) -> str:
    if row.state == DeliveryState.SENT:
        return f"{channel}: sent {minute(row.sent_at)}"
    if row.state == DeliveryState.PENDING and not row.attempts:
        return f"{channel}: pending"
    said = f"{channel}: {row.state} after {row.attempts} attempts"
    said += f", next {minute(row.next_attempt_at)}" if row.state == DeliveryState.PENDING else ""
    return f"{said}: {row.error}" if row.error else said
