"""What an alert says, as values: every channel renders the same message in its own way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core.article import Article, Field
from core.query.highlight import Segment, in_field, segments, snippet
from core.query.matcher import BYLINE_SEPARATOR, Span
from scheduler.alerts.wording import printable, single_spaced, web_link
from storage.outbox import Notice

OWN_NAME = "evwatch"
EXCERPTS = 3
EXCERPT_CHARS = 320

Line = tuple[Segment, ...]


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

    ``key`` is the same in every attempt to send it; ``url`` is an http(s) address or empty; ``time`` is
    aware UTC. ``reason`` says why it is told now, where that is not plain. ``items`` are the articles of a
    message that tells of several.
    """

    key: str
    rule: str
    headline: Line
    source: str = ""
    time: datetime | None = None
    byline: Line = ()
    excerpts: tuple[Line, ...] = ()
    url: str = ""
    reason: str = ""
    items: tuple[Item, ...] = ()

    @property
    def title(self) -> str:
        """The rule and the headline."""
        return f"{self.rule}: {plain(self.headline)}"


def compose(key: str, rule: str, article: Article, source: str, spans: Sequence[Span]) -> Message:
    """The message that tells of ``article``. Without spans (the article has changed since it matched) it
    shows how the article begins."""
    headline = _clean(segments(article.title, in_field(spans, Field.TITLE)))
    byline = BYLINE_SEPARATOR.join(article.authors)
    return Message(
        key=key,
        rule=printable(rule),
        headline=headline or (Segment("(no title)", False),),
        source=printable(source or article.source_id),
        time=article.time,
        byline=_clean(segments(byline, in_field(spans, Field.AUTHORS))),
        excerpts=_excerpts(article.body, in_field(spans, Field.BODY)),
        url=web_link(article.url),
    )


def compose_notice(key: str, notice: Notice) -> Message:
    """The message of a notice, in evwatch's own name."""
    return Message(
        key=key,
        rule=OWN_NAME,
        headline=(Segment(printable(notice.title), False),),
        time=notice.created_at,
        excerpts=tuple((Segment(printable(line), False),) for line in notice.lines if line.strip()),
    )


def plain(line: Line) -> str:
    """The text of a line without its marks."""
    return "".join(segment.text for segment in line)


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
