"""Messages as entries of an Atom feed."""

from datetime import datetime
from uuid import UUID

from scheduler.alerts.html import as_html
from scheduler.alerts.message import Message, plain
from scheduler.alerts.wording import defanged, printable
from storage.exports.atom import Entry

NEWEST = 100
_HTML_CHARS = 40_000


def entry(message: Message, *, now: datetime) -> Entry:
    """The message as an entry; its id is the message's key. ``now`` is its time when it has no other."""
    return Entry(
        id=UUID(hex=message.key).urn,
        title=defanged(printable(message.title)),
        updated=message.alerted_at or message.time or now,
        html=as_html(message, limit=_HTML_CHARS),
        url=message.url,
        author=plain(message.byline) or message.source,
        published=message.time,
    )
