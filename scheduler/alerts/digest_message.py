"""What a message over several alerts says, and why an alert is told when that is not plain."""

from collections.abc import Sequence

from core.alerting import Reason, Way
from core.query.highlight import Segment
from scheduler.alerts.message import Item, Message
from scheduler.alerts.wording import printable, web_link
from storage.bulletins import Bulletin, Entry

# Sources named of a story; the others are counted.
NAMED = 5
LATE = "late: the article had come in before it met the rule"


def compose_bulletin(key: str, bulletin: Bulletin) -> Message:
    """The message of a digest, of a day's summary, or of what a new query found."""
    return Message(
        key=key,
        rule=printable(bulletin.rule),
        headline=(Segment(_headline(bulletin), False),),
        time=bulletin.due_at,
        items=tuple(map(_item, bulletin.entries)),
    )


def said_reason(reason: Reason, sources: int, *, is_late: bool) -> str:
    """Why an alert is told, with so many ``sources`` of its story; empty for the news that a story is."""
    return "; ".join(filter(None, (LATE if is_late else "", _again(reason, sources))))


def _headline(bulletin: Bulletin) -> str:
    count = len(bulletin.entries)
    stories = "1 story" if count == 1 else f"{count} stories"
    match bulletin.way:
        case Way.SUMMARY:
            return f"{stories} beyond the day's limit"
        case Way.LATE:
            return f"{stories} of the last days, found late"
        case _:
            return f"Digest: {stories}"


def _item(entry: Entry) -> Item:
    again = (_again(reason, len(entry.sources)) for reason in dict.fromkeys(entry.reasons))
    return Item(
        headline=(Segment(printable(entry.title) or "(no title)", False),),
        source=_named(entry.sources),
        time=entry.time,
        url=web_link(entry.url),
        note="; ".join(filter(None, ("late" if entry.late else "", *again))),
    )


def _again(reason: Reason, sources: int) -> str:
    match reason:
        case Reason.ARTICLE:
            return "a further article of the story"
        case Reason.REGULATOR:
            return "a regulator has joined"
        case Reason.SOURCES:
            return f"{sources} sources have it"
        case Reason.FIRST:
            return ""


def _named(sources: Sequence[str]) -> str:
    named = ", ".join(map(printable, sources[:NAMED]))
    more = len(sources) - NAMED
    return f"{named} and {more} more" if more > 0 else named
