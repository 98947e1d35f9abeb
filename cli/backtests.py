"""A back-test as people read it."""

from collections.abc import Iterable
from datetime import datetime

from rich.text import Text

from cli.output import marked, minute, out, printable, say
from core.article import Article, Field
from core.query.highlight import in_field, segments, snippet
from core.query.matcher import document, spans
from core.query.nodes import Node
from storage.backtest import BackTest, Comparison


def show(found: BackTest, node: Node) -> None:
    """What a query would have found, and the newest of it with its words marked."""
    say(_summary(found) + (f"; newest {len(found.newest)}:" if found.newest else ""))
    _say_if_cut(found.counted_since)
    show_articles(found.newest, node)


def show_comparison(found: Comparison, old: Node, new: Node) -> None:
    """What another query would have found, and what it would have added and dropped."""
    say(_summary(found.new))
    added = f"{_number(found.added, 'article')}" if found.added else "nothing"
    dropped = f"{found.dropped:,}" if found.dropped else "nothing"
    say(f"the edit would have added {added}, dropped {dropped}")
    _say_if_cut(found.counted_since)
    show_articles(found.newest_added, new, sign="+ ")
    show_articles(found.newest_dropped, old, sign="- ")


def show_articles(articles: Iterable[Article], node: Node, *, sign: str = "") -> None:
    """Time, source and title of each, and where the words stand in the text; ``sign`` before each."""
    for article in articles:
        found = spans(node, document(article))
        title = marked(segments(article.title, in_field(found, Field.TITLE)))
        title.stylize("bold")
        head = Text(f"{sign}{minute(article.time)}  {printable(article.source_id)}  ", style="dim")
        out.print(head + title)
        flat = article.body.replace("\n", " ")  # same length: the offsets stay true
        out.print(Text(f"{' ' * len(sign)}  ") + marked(snippet(flat, in_field(found, Field.BODY))))


def _summary(found: BackTest) -> str:
    said = f"{_number(found.articles, 'article')} in {found.days} days"
    if found.busiest is None:
        return said
    said += f", {_number(found.stories, 'story', 'stories')}, {_number(found.sources, 'source')}"
    return f"{said}; busiest day {found.busiest[0]} with {found.busiest[1]:,}"


def _say_if_cut(counted_since: datetime | None) -> None:
    if counted_since is not None:
        say(f"too many or too slow to count: only what is newer than {minute(counted_since)} UTC was counted")


def _number(count: int, one: str, many: str = "") -> str:
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"
