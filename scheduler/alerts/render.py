"""A message as plain text for chats and mail, in as many characters as the channel takes."""

from dataclasses import dataclass
from datetime import datetime

from core.query.highlight import render
from scheduler.alerts.message import Item, Line, Message
from scheduler.alerts.wording import cut, defanged

MARK = "**"
LONGEST_BODY = 3000
LONGEST_TITLE = 250
LEAST_WITH_KEY = 400


@dataclass(frozen=True, slots=True)
class Limits:
    """Most characters of a title and a body; ``title`` 0 where the channel has no title of its own."""

    title: int = LONGEST_TITLE
    body: int = LONGEST_BODY


@dataclass(frozen=True, slots=True)
class PlainText:
    """What is handed to a channel; never empty."""

    title: str
    body: str


def as_plain_text(message: Message, limits: Limits, *, with_key: bool) -> PlainText:
    """Title and body, cut where they must be: the excerpts first, the link and the key last.

    ``with_key`` puts the key into the last line, for channels that have no other place for it; a text
    message to a telephone has no room even there.
    """
    # Without a title of its own the channel gets the rule's name in the body, not the headline twice.
    title = cut(defanged(message.title), min(limits.title, LONGEST_TITLE)) if limits.title else ""
    room = min(limits.body, LONGEST_BODY)
    key = f"delivery {message.key}" if with_key and room >= LEAST_WITH_KEY else ""
    foot = "\n".join(filter(None, (message.url, key)))
    head = "\n".join(_head(message))
    middle = "\n\n".join((*map(_marked, message.excerpts), *map(_item, message.items)))
    room_above = room - len(foot) - 2 if foot else room
    above = _joined(_cut_marked(head, room_above), middle, room_above)
    return PlainText(title, cut("\n\n".join(filter(None, (above, foot))), room))


def utc_minute(time: datetime | None) -> str:
    """An aware UTC instant to the minute; empty for None."""
    return f"{time:%Y-%m-%d %H:%M} UTC" if time else ""


def _head(message: Message) -> list[str]:
    facts = (defanged(message.source), utc_minute(message.time), _marked(message.byline))
    lines = (
        _marked(message.headline),
        " | ".join(filter(None, facts)),
        f"Rule: {defanged(message.rule)}",
        f"Told now: {defanged(message.reason)}" if message.reason else "",
    )
    return [line for line in lines if line]


def _item(item: Item) -> str:
    facts = filter(None, (defanged(item.source), utc_minute(item.time), defanged(item.note)))
    return "\n".join(filter(None, (_marked(item.headline), " | ".join(facts), item.url)))


def _joined(head: str, middle: str, room: int) -> str:
    left = room - len(head) - 2
    # A few words torn from a sentence say nothing.
    if not middle or (left < len(middle) and left < 40):
        return head
    return f"{head}\n\n{_cut_marked(middle, left)}"


def _marked(line: Line) -> str:
    return render(line, open=MARK, close=MARK, escape=defanged)


def _cut_marked(text: str, limit: int) -> str:
    """``text`` cut to ``limit``; a mark that lost its partner gets it back."""
    if len(text) <= limit:
        return text
    short = cut(text, limit - len(MARK))
    return short + MARK if short.count(MARK) % 2 and limit > 2 * len(MARK) else short
