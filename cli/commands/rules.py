"""`evwatch rules`: saved searches that alert."""

from typing import Annotated

import typer
from rich.text import Text

from cli.context import opened
from cli.output import marked, minute, out, printable, say, table
from core import clock
from core.article import Article, Field
from core.errors import ConfigError
from core.query.highlight import in_field, segments, snippet
from core.query.matcher import document, spans
from core.query.nodes import Node
from core.query.parser import parse
from storage import finding
from storage import rules as store
from storage.backtest import BackTest, back_test

app = typer.Typer(help="Saved searches that alert.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(metavar="NAME", help="The rule's name.")]
SHOWN_WHEN_ADDED = 3


@app.command()
def add(
    name: Name,
    query: Annotated[str, typer.Argument(metavar="QUERY", help="""E.g. '"manufacturing license" -plate'""")],
    channel: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="A channel to speak through, may be repeated; default: console."),
    ] = None,
) -> None:
    """Save a search; articles that come in from now on and match it are alerted."""
    now = clock.now()
    with opened() as database:
        with database.writing() as session:
            rule = store.add_rule(session, name, query, channels=channel or (), now=now)
            saved, speaks = rule.name, ", ".join(row.name for row in rule.channels)
        say(f"added rule {saved!r}, alerts go to {speaks}")
        with database.reading() as session:
            node = finding.resolved(session, parse(query), now=now)
            found = back_test(session, node, now=now, newest=SHOWN_WHEN_ADDED)
    _show_summary(found)
    _show_articles(found.newest, node)


@app.command("list")
def list_rules() -> None:
    """List the rules."""
    with opened() as database, database.reading() as session:
        rows = [
            (
                rule.name,
                rule.query,
                ", ".join(channel.name for channel in rule.channels) if rule.enabled else "(switched off)",
                minute(rule.created_at),
            )
            for rule in store.list_rules(session)
        ]
    if not rows:
        say("no rules yet; `evwatch rules add NAME QUERY` saves one")
        return
    table(("rule", "query", "channels", "added (UTC)"), rows)


@app.command()
def remove(name: Name) -> None:
    """Remove a rule with its alerts and what still waits to be sent."""
    with opened() as database, database.writing() as session:
        store.remove_rule(session, name)
    say(f"removed rule {name!r}")


@app.command("test")
def try_query(
    query: Annotated[str | None, typer.Argument(metavar="[QUERY]", help="The query to try.")] = None,
    rule: Annotated[
        str | None, typer.Option(metavar="NAME", help="Try the query of this rule instead.")
    ] = None,
    limit: Annotated[int, typer.Option(min=0, max=1000, help="How many of the newest to show.")] = 5,
) -> None:
    """What a query or rule would have found in the last 90 days; nothing is saved or sent."""
    if (query is None) == (rule is None):
        raise ConfigError("give either a query or --rule NAME")
    with opened() as database, database.reading() as session:
        now = clock.now()
        asked = parse(query if query is not None else store.get_rule(session, rule or "").query)
        node = finding.resolved(session, asked, now=now)
        found = back_test(session, node, now=now, newest=limit)
    _show_summary(found)
    _show_articles(found.newest, node)


def _show_summary(found: BackTest) -> None:
    articles = f"{found.articles:,} article{'' if found.articles == 1 else 's'}"
    said = f"{articles} of the last {found.days} days match"
    if found.busiest is not None:
        said += f"; busiest day {found.busiest[0]} with {found.busiest[1]:,}"
    say(said + (f"; the newest {len(found.newest)}:" if found.newest else ""))


def _show_articles(articles: list[Article], node: Node) -> None:
    for article in articles:
        found = spans(node, document(article))
        title = marked(segments(article.title, in_field(found, Field.TITLE)))
        title.stylize("bold")
        out.print(Text(f"{minute(article.time)}  {printable(article.source_id)}  ", style="dim") + title)
        flat = article.body.replace("\n", " ")  # same length: the offsets stay true
        out.print(Text("  ") + marked(snippet(flat, in_field(found, Field.BODY))))
