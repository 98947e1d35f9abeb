"""A message as values for programs: what the webhook posts and the file of JSON lines holds.

``docs/channels.md`` describes the fields. They carry the article's words as they are: whoever shows them
escapes them; ``text`` is made harmless for chats.
"""

from datetime import datetime
from typing import Any

from scheduler.alerts.message import Item, Line, Message, Teller, plain
from scheduler.alerts.render import Limits, as_plain_text


def as_payload(message: Message) -> dict[str, Any]:
    """The message as JSON's types; equal for equal messages."""
    return {
        "key": message.key,
        "rule": message.rule,
        "severity": message.severity,
        "reason": message.reason,
        "alerted_at": _instant(message.alerted_at),
        "article": {
            "title": plain(message.headline),
            "url": message.url,
            "source": message.source,
            "published": _instant(message.time),
            "byline": plain(message.byline),
        },
        "why": [plain(line) for line in message.why],
        "passages": [_passage(line) for line in message.excerpts],
        "sources": [_teller(teller) for teller in message.tellers],
        "items": [_item(item) for item in message.items],
        "text": as_plain_text(message, Limits(), with_key=False).body,
    }


def _instant(time: datetime | None) -> str | None:
    return time.isoformat() if time else None


def _passage(line: Line) -> dict[str, Any]:
    """The text, and where in it the matching words stand, as [start, end] in characters."""
    places, at = [], 0
    for text, is_match in line:
        if is_match:
            places.append([at, at + len(text)])
        at += len(text)
    return {"text": plain(line), "matches": places}


def _teller(teller: Teller) -> dict[str, Any]:
    return {
        "source": teller.source,
        "kind": str(teller.kind),
        "published": _instant(teller.time),
        "lead_minutes": int(teller.lead.total_seconds()) // 60,
        "url": teller.url,
        "is_told": teller.is_told,
    }


def _item(item: Item) -> dict[str, Any]:
    return {
        "title": plain(item.headline),
        "url": item.url,
        "source": item.source,
        "published": _instant(item.time),
        "note": item.note,
    }
