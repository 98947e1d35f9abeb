"""What an alert says, as values: every channel renders the same message in its own way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.article import Field
from core.errors import QueryError
from core.query import matcher
from core.query.highlight import Segment, in_field, segments, snippet
from core.query.matcher import BYLINE_SEPARATOR, Document
from core.query.nodes import Node
from core.query.parser import parse
from core.query.reasons import Reason, reasons
from core.query.resolve import taken_to_hold
from core.source import SourceKind
from scheduler.alerts.wording import cut, printable, single_spaced, web_link
from storage.outbox import Delivery, Notice
from storage.stories import Telling

OWN_NAME = "evwatch"
EXCERPTS = 3
EXCERPT_CHARS = 320
CLAUSES = 3
CLAUSE_CHARS, WORDS_CHARS = 80, 60

Line = tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Teller:
    """A source of the story, by its first article in it. ``lead`` is how much later it was than the first to
    publish; ``is_told`` when the message tells of this source; ``url`` is an http(s) address or empty."""

    source: str
    kind: SourceKind
    time: datetime
    lead: timedelta
    url: str
    is_told: bool


@dataclass(frozen=True, slots=True)
class Item:
    """One of several articles that a message lists; ``note`` is what else is to be said of it."""

    headline: Line
    source: str = ""
    time: datetime | None = None
    url: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """One alert. All text is printable and on one line, matching words are marked segments.

    ``key`` is the same in every attempt to send it; ``url`` is an http(s) address or empty; ``time`` and
    ``alerted_at`` are aware UTC. ``reason`` says why it is told now, where that is not plain; ``why`` are the
    clauses of the rule's query that held. ``tellers`` are the sources of the story, the first to publish
    first. ``items`` are the articles of a message that tells of several.
    """

    key: str
    rule: str
    headline: Line
    source: str = ""
    time: datetime | None = None
    byline: Line = ()
    excerpts: tuple[Line, ...] = ()
    url: str = ""
    severity: str = ""
    reason: str = ""
    why: tuple[Line, ...] = ()
    tellers: tuple[Teller, ...] = ()
    items: tuple[Item, ...] = ()
    alerted_at: datetime | None = None

    @property
    def title(self) -> str:
        """The rule and the headline."""
        return f"{self.rule}: {plain(self.headline)}"


def compose(delivery: Delivery) -> Message:
    """The message that tells of the delivery's article, as it reads now: when it has changed and no longer
    meets the rule's query, the message shows how it begins."""
    article = delivery.article
    assert article is not None
    node, document = _asked(delivery.query), matcher.document(article)
    spans = matcher.spans(node, document) if node else []
    return Message(
        key=delivery.key,
        rule=printable(delivery.rule),
        headline=_clean(segments(article.title, in_field(spans, Field.TITLE))) or line_of("(no title)"),
        source=printable(delivery.source or article.source_id),
        time=article.time,
        byline=_clean(segments(BYLINE_SEPARATOR.join(article.authors), in_field(spans, Field.AUTHORS))),
        excerpts=_excerpts(article.body, in_field(spans, Field.BODY)),
        url=web_link(article.url),
        severity=delivery.severity,
        why=_why(delivery.query, node, document),
        tellers=_tellers(delivery.tellings, article.id),
        alerted_at=delivery.alerted_at,
    )


def compose_notice(key: str, notice: Notice) -> Message:
    """The message of a notice, in evwatch's own name."""
    return Message(
        key=key,
        rule=OWN_NAME,
        headline=line_of(notice.title),
        time=notice.created_at,
        excerpts=tuple(line_of(line) for line in notice.lines if line.strip()),
        alerted_at=notice.created_at,
    )


def line_of(text: str) -> Line:
    """``text`` as a line without marks; empty when nothing printable is in it."""
    return (Segment(printable(text), False),) if printable(text) else ()


def plain(line: Line) -> str:
    """The text of a line without its marks."""
    return "".join(segment.text for segment in line)


def _asked(query: str) -> Node | None:
    """The query, as it was found to hold; None when it cannot be parsed any more."""
    try:
        return taken_to_hold(parse(query))
    except QueryError:
        return None


def _why(query: str, node: Node | None, document: Document) -> tuple[Line, ...]:
    if node is None or not matcher.matches(node, document):
        return (line_of("it met the rule when it came in; the article or the rule has been changed since"),)
    found = reasons(node, document)
    if not found:  # nothing but what it must not be, or where it must be from
        return (line_of(cut(printable(query), CLAUSE_CHARS)),)
    more = len(found) - CLAUSES
    return (
        *(_clause(reason) for reason in found[:CLAUSES]),
        *((line_of(f"and {more} more"),) if more > 0 else ()),
    )


def _clause(reason: Reason) -> Line:
    said = cut(printable(reason.clause), CLAUSE_CHARS)
    if not reason.place:
        return line_of(said)
    words = Segment(cut(printable(reason.words), WORDS_CHARS), True)
    return Segment(f'{said} in {reason.place}: "', False), words, Segment('"', False)


def _tellers(tellings: Sequence[Telling], told_id: int) -> tuple[Teller, ...]:
    """Each source once, by its first article; empty when there is one source only."""
    first: dict[str, Telling] = {}
    for telling in tellings:
        first.setdefault(telling.source_id, telling)
    told = {telling.source_id for telling in tellings if telling.article_id == told_id}
    if len(first) < 2:
        return ()
    start = min(telling.time for telling in first.values())
    return tuple(
        Teller(
            printable(telling.source or source_id),
            telling.kind,
            telling.time,
            telling.time - start,
            web_link(telling.url),
            source_id in told,
        )
        for source_id, telling in first.items()
    )


def _excerpts(body: str, ranges: Sequence[tuple[int, int]]) -> tuple[Line, ...]:
    """The passages with the most matches, one to a paragraph, in the order of the text."""
    paragraphs = [
        (found, [(s - start, e - start) for s, e in ranges if start <= s < start + len(found)])
        for start, found in _paragraphs(body)
    ]
    matching = [paragraph for paragraph in paragraphs if paragraph[1]] or paragraphs[:1]
    best = sorted(matching, key=lambda paragraph: -len(paragraph[1]))[:EXCERPTS]
    lines = (_clean(snippet(*paragraph, width=EXCERPT_CHARS)) for paragraph in matching if paragraph in best)
    return tuple(line for line in lines if line)[:EXCERPTS]


def _paragraphs(body: str) -> list[tuple[int, str]]:
    found, at = [], 0
    for line in body.split("\n"):
        if line.strip():
            found.append((at, line))
        at += len(line) + 1
    return found


def _clean(pieces: Sequence[Segment]) -> Line:
    """The segments printable, on one line, with single blanks between words and none at the ends."""
    line: list[Segment] = []
    for text, is_match in pieces:
        shown = single_spaced(text)
        if not line or line[-1].text.endswith(" "):
            shown = shown.lstrip()
        if shown:
            line.append(Segment(shown, is_match))
    if line:
        line[-1] = Segment(line[-1].text.rstrip(), line[-1].is_match)
    return tuple(piece for piece in line if piece.text)
