"""`evwatch alerts`: what fired, and whether the messages arrived."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Annotated

import typer
from rich.text import Text

from cli.context import opened
from cli.output import minute, printable, say, table
from core import clock
from core.alerting import Reason, Way
from storage import channels, outbox
from storage import ways as way_store
from storage.schema import DeliveryRow, DeliveryState
from storage.told import dead_letters
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
            str(alert.id),
            minute(alert.created_at),
            alert.rule,
            alert.source,
            alert.article.title,
            Text("\n".join(_told(told[alert.id]))),
            Text("\n".join(_states((*alert.deliveries, *told[alert.id].deliveries)))),
        )
        for alert in alerts
    ]
    table(("alert", "time (UTC)", "rule", "source", "article", "told", "messages"), rows)
    say(", ".join(f"{count} {state}" for state, count in counts.items()))
    if waiting:
        say(f"alerts that wait: {waiting_said(waiting)}")


@app.command()
def dead(
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many of the latest.")] = 50,
) -> None:
    """List the messages that were given up, with age and reason."""
    now = clock.now()
    with opened() as database, database.reading() as session:
        letters = dead_letters(session, limit=limit)
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
