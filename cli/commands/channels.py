"""`evwatch channels`: where alerts go."""

from typing import Annotated
from uuid import uuid4

import typer

from cli.context import opened
from cli.output import minute, say, table
from core import clock
from core.errors import ConfigError, DeliveryError
from core.query.highlight import Segment
from core.settings import load_settings
from scheduler.alerts.channels import masked, open_channel
from scheduler.alerts.message import Message
from storage import channels as store

app = typer.Typer(help="Where alerts go: mail, chats, webhooks, files, feeds.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(metavar="NAME", help="The channel's name.")]


@app.command()
def add(
    name: Name,
    url: Annotated[
        str,
        typer.Argument(
            metavar="URL",
            help="console://, mailto://, tgram:// and all of Apprise, webhook+https://, jsonl://, atom://",
        ),
    ],
    *,
    operations: Annotated[
        bool,
        typer.Option("--operations", help="It hears when a source falls silent, and the proof of silence."),
    ] = False,
) -> None:
    """Add a channel; its address is checked, nothing is sent."""
    settings = load_settings()
    open_channel(url, timeout_s=settings.delivery_timeout_s)
    with opened(settings) as database, database.writing() as session:
        store.add_channel(session, name, url.strip(), now=clock.now(), operations=operations)
    say(f"added channel {name!r}: {masked(url)}; `evwatch channels test {name}` sends a message")


@app.command("list")
def list_channels() -> None:
    """List the channels; what is secret in their addresses is not shown."""
    with opened() as database, database.reading() as session:
        rows = [
            (row.name, _masked(row.url), "yes" if row.operations else "", minute(row.created_at))
            for row in store.all_channels(session)
        ]
    if not rows:
        say("no channels yet; rules speak on the console")
        return
    table(("channel", "address", "operations", "added (UTC)"), rows)


@app.command()
def remove(name: Name) -> None:
    """Remove a channel that no rule uses."""
    with opened() as database, database.writing() as session:
        store.remove_channel(session, name)
    say(f"removed channel {name!r}")


@app.command()
def operations(
    name: Name,
    *,
    on: Annotated[bool, typer.Option("--on/--off", help="Whether it hears of the sources' health.")] = True,
) -> None:
    """Let a channel hear of the sources' health, or no longer."""
    with opened() as database, database.writing() as session:
        store.mark_operations(session, name, operations=on)
    say(f"channel {name!r} {'hears' if on else 'no longer hears'} of the sources' health")


@app.command("test")
def send_test(name: Name) -> None:
    """Send a test message, once."""
    settings = load_settings()
    with opened(settings) as database, database.reading() as session:
        url = store.get_channel(session, name).url
    try:
        open_channel(url, timeout_s=settings.delivery_timeout_s).send(_test_message(name))
    except DeliveryError as error:
        raise DeliveryError(
            f"channel {name!r} did not take the message: {error}", retry_after=error.retry_after
        ) from error
    say(f"channel {name!r} took the message")


def _masked(url: str) -> str:
    try:
        return masked(url)
    except ConfigError:
        return "(not a usable address)"


def _test_message(name: str) -> Message:
    return Message(
        key=uuid4().hex,
        rule="test",
        headline=(
            Segment("This is what an ", False),
            Segment("alert", True),
            Segment(" from evwatch looks like", False),
        ),
        source="evwatch",
        time=clock.now(),
        excerpts=((Segment(f"It was sent to the channel {name} to try it; no rule has fired.", False),),),
    )
