"""`evwatch query`: how a query is understood, and why an article meets it or not."""

from typing import Annotated

import typer
from rich.text import Text

from cli.context import opened
from cli.output import minute, out, printable, say
from core import clock
from core.article import Article
from core.errors import ConfigError
from core.query.explain import Clause, clauses
from core.query.explain import explain as outline
from core.query.matcher import Document, document, matches, spans
from core.query.nodes import Entity, Not
from core.query.parser import parse
from storage import finding
from storage.library import find_article

app = typer.Typer(help="How a query is understood.", no_args_is_help=True)

# Of the places where a clause holds, so many are shown.
_PLACES = 3


@app.callback()
def _group() -> None:
    """A group, also with a single command."""


@app.command()
def explain(
    query: Annotated[str, typer.Argument(metavar="QUERY", help="E.g. '\"manufacturing license\" -plate'")],
    article: Annotated[
        str, typer.Option(metavar="ID|URL", help="Say of each clause whether this article meets it.")
    ] = "",
) -> None:
    """The parsed query, one clause a line; with --article what each says of it and where.

    Exit status 1 when the article does not meet the query."""
    asked = parse(query)
    if not article:
        say(outline(asked))
        return
    with opened() as database, database.reading() as session:
        found = find_article(session, article)
        if found is None:
            raise ConfigError(f"there is no article {article!r}")
        node = finding.resolved(session, asked, now=clock.now())
    say(f"{found.title} · {found.source_id} · {minute(found.time)} UTC", style="bold")
    analysed = document(found)
    for clause in clauses(node):
        out.print(_line(clause, found, analysed))
    meets = matches(node, analysed)
    say("the article meets the query" if meets else "the article does not meet the query")
    if not meets:
        raise typer.Exit(1)


def _line(clause: Clause, article: Article, analysed: Document) -> Text:
    holds = matches(clause.node, analysed)
    text = Text("  " * clause.depth)
    text.append("yes  " if holds else "no   ", style="green" if holds else "red")
    text.append(printable(clause.text))
    where = "" if isinstance(clause.node, Not) else _where(clause, article, analysed)
    return text.append(where, style="dim")


def _where(clause: Clause, article: Article, analysed: Document) -> str:
    """The first places of a clause, as they are printed, or which names do not count there; empty where a
    clause is no words."""
    if isinstance(clause.node, Entity) and not matches(clause.node, analysed):
        doubts = [f"{name} {reason}" for name, reason in analysed.mentions.doubts(clause.node.name)]
        return _listed(doubts)
    shown = {"title": article.title, "body": article.body, "authors": ", ".join(article.authors)}
    places = [f"{field}: {shown[field][start:end]}" for field, start, end in spans(clause.node, analysed)]
    return _listed(places)


def _listed(said: list[str]) -> str:
    more = f" and {len(said) - _PLACES} more" if len(said) > _PLACES else ""
    return printable(f"  [{'; '.join(said[:_PLACES])}{more}]") if said else ""
