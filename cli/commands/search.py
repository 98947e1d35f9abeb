"""`evwatch search`: the collected articles that a query finds, newest or best first, or counted."""

import csv
import json
import sys
from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated

import typer

from cli.context import opened
from cli.output import marked, minute, out, printable, say
from core import clock
from core.article import Article, Field
from core.query.highlight import in_field, segments, snippet
from core.query.matcher import document, spans
from core.query.nodes import Node
from core.query.parser import parse
from storage import facets, finding
from storage.facets import Facet
from storage.library import by_time_keys

app = typer.Typer()


class Sort(StrEnum):
    """What comes first."""

    NEWEST = "newest"
    RELEVANCE = "relevance"


# A spreadsheet takes a cell that begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@app.command()
def search(
    query: Annotated[
        str, typer.Argument(help="E.g. '\"manufacturing license\" source:electrek after:2023-12-01'")
    ],
    limit: Annotated[int, typer.Option(min=1, max=100_000, help="Most articles to print.")] = 20,
    sort: Annotated[Sort, typer.Option(help="relevance: the best of the newest 500 first.")] = Sort.NEWEST,
    facet: Annotated[
        Facet | None, typer.Option(help="Count what is found by month, source or language instead.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON Lines instead of text.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="CSV instead of text.")] = False,
) -> None:
    """Find articles, the matching words marked. docs/query-language.md has the language."""
    asked = parse(query)
    with opened() as database, database.reading() as session:
        node = finding.resolved(session, asked, now=clock.now())
        if facet is not None:
            _tell_counts(facets.counts(session, node, facet), facet, as_json=as_json, as_csv=as_csv)
            return
        find = finding.ranked if sort is Sort.RELEVANCE else finding.search
        articles = by_time_keys(session, find(session, node, limit=limit))
        total = finding.count(session, node)
    if as_json:
        for article in articles:
            say(json.dumps(_record(article), ensure_ascii=False))
    elif as_csv:
        _write_csv(articles)
    else:
        for article in articles:
            _show(article, node)
        say(
            f"{total} article{'' if total == 1 else 's'} found"
            + (f", {limit} shown" if total > limit else "")
        )


def _tell_counts(counts: Sequence[tuple[str, int]], facet: Facet, *, as_json: bool, as_csv: bool) -> None:
    if as_json:
        for value, articles in counts:
            say(json.dumps({facet.value: value, "articles": articles}, ensure_ascii=False))
    elif as_csv:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow((facet.value, "articles"))
        writer.writerows((_cell(value), articles) for value, articles in counts)
    else:
        for value, articles in counts:
            say(f"{articles:>9,}  {printable(value) or 'unknown'}")


def _show(article: Article, node: Node) -> None:
    found = spans(node, document(article))
    title = marked(segments(article.title, in_field(found, Field.TITLE)))
    title.stylize("bold")
    out.print(title)
    byline = f" · {', '.join(article.authors)}" if article.authors else ""
    say(f"{minute(article.time)} UTC · {article.source_id}{byline}", style="dim")
    flat = article.body.replace("\n", " ")  # same length: the offsets stay true
    out.print(marked(snippet(flat, in_field(found, Field.BODY))))
    say(article.url, style="dim")
    say()


def _record(article: Article) -> dict[str, object]:
    return {
        "url": article.url,
        "source": article.source_id,
        "title": article.title,
        "authors": list(article.authors),
        "published": article.published.isoformat() if article.published else None,
        "first_seen": article.first_seen.isoformat(),
        "language": article.language,
        "section": article.section,
        "agency": article.agency,
        "word_count": article.word_count,
        "flags": sorted(article.flags),
        "body": article.body,
    }


def _write_csv(articles: Sequence[Article]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(("published", "source", "title", "authors", "language", "url"))
    for article in articles:
        record = _record(article)
        cells = (record["published"] or "", article.source_id, article.title, "; ".join(article.authors))
        writer.writerow([_cell(str(cell)) for cell in (*cells, article.language, article.url)])


def _cell(text: str) -> str:
    clean = printable(text)
    return "'" + clean if clean.startswith(_FORMULA) else clean
