"""A message as plain text for chats and mail, in as many characters as the channel takes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.query.highlight import render
from core.source import SourceKind
from scheduler.alerts.message import Item, Line, Message, Teller
from scheduler.alerts.wording import cut, defanged

MARK = "**"
LONGEST_BODY = 3000
LONGEST_TITLE = 250
LEAST_WITH_KEY = 400
# Of the other sources of a story, and of the room for a message, what they may take.
TELLERS = 8
TELLERS_SHARE = 3


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
    room_above = room - len(foot) - 2 if foot else room
    sources = cut(defanged(told_by(message.tellers)), room_above // TELLERS_SHARE)
    head = _cut_marked("\n".join(_head(message)), room_above - len(sources) - 1)
    above = "\n".join(filter(None, (head, sources)))
    for block in (_list(message.items, room_above - len(above) - 2), _excerpts(message)):
        above = _joined(above, block, room_above)
    return PlainText(title, cut("\n\n".join(filter(None, (above, foot))), room))


def told_by(tellers: Sequence[Teller]) -> str:
    """The sources of a story in one line, the first to publish first; empty when there are none."""
    if not tellers:
        return ""
    first, *others = tellers
    said = f"First: {_named(first)} {utc_minute(first.time)}; {len(others)} more: "
    said += ", ".join(f"{_named(other)} {lead(other.lead)}" for other in others[:TELLERS])
    return said + (f" and {len(others) - TELLERS} others" if len(others) > TELLERS else "")


def lead(span: timedelta) -> str:
    """How much later than the first, for people: in minutes, from three hours on in hours, then in days."""
    minutes = int(span.total_seconds()) // 60
    if minutes < 180:
        return f"+{minutes} min"
    return f"+{minutes // 60} h" if minutes < 48 * 60 else f"+{minutes // (24 * 60)} days"


def utc_minute(time: datetime | None) -> str:
    """An aware UTC instant to the minute; empty for None."""
    return f"{time:%Y-%m-%d %H:%M} UTC" if time else ""


def _named(teller: Teller) -> str:
    return f"{teller.source} (regulator)" if teller.kind is SourceKind.REGULATOR else teller.source


def _head(message: Message) -> list[str]:
    facts = (defanged(message.source), utc_minute(message.time), _marked(message.byline))
    rule = f"Rule: {defanged(message.rule)}"
    why = "; ".join(map(_marked, message.why))
    lines = (
        _marked(message.headline),
        " | ".join(filter(None, facts)),
        f"{rule}, severity {message.severity}" if message.severity else rule,
        f"Told now: {defanged(message.reason)}" if message.reason else "",
        f"Why: {why}" if why else "",
    )
    return [line for line in lines if line]


def _excerpts(message: Message) -> str:
    return "\n\n".join(map(_marked, message.excerpts))


def _list(items: Sequence[Item], room: int) -> str:
    """The items that fit, and how many do not."""
    shown: list[str] = []
    for number, item in enumerate(items):
        rest = f"\n\nand {len(items) - number} more"
        text = "\n\n".join((*shown, _item(item)))
        if len(text) + (len(rest) if number + 1 < len(items) else 0) > room:
            return "\n\n".join((*shown, rest.strip())) if shown else ""
        shown.append(_item(item))
    return "\n\n".join(shown)


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
