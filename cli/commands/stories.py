"""`evwatch stories`: what several articles tell, who was first, and how they are divided by hand."""

from typing import Annotated

import typer

from cli.context import opened
from cli.output import minute, say, table
from core import clock
from storage import stories as store
from storage.stories import Telling

app = typer.Typer(help="What several articles tell, and who was first.", no_args_is_help=True)

StoryId = Annotated[int, typer.Argument(metavar="STORY", help="The story's number.")]
_MINUTES_A_DAY = 24 * 60


@app.command("list")
def list_stories(
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many of the newest stories.")] = 20,
    min_sources: Annotated[int, typer.Option(min=1, help="Only those told by so many sources.")] = 1,
) -> None:
    """List the stories that were told last."""
    with opened() as database, database.reading() as session:
        found = store.newest(session, limit=limit, min_sources=min_sources)
    if not found:
        say("no stories yet")
        return
    rows = [
        (
            str(story.id),
            minute(story.time),
            str(story.articles),
            str(story.sources),
            " ".join(story.languages),
            story.first_source,
            story.title,
        )
        for story in found
    ]
    table(("story", "first (UTC)", "articles", "sources", "languages", "by", "title"), rows)


@app.command()
def show(story: StoryId) -> None:
    """Show who told a story, the first to publish first, and how long after the first the others were."""
    with opened() as database, database.reading() as session:
        number = store.where_is(session, story)
        told = store.tellings(session, number)
    if number != story:
        say(f"story {story} was merged into {number}")
    sources, languages = {each.source_id for each in told}, {each.language for each in told}
    say(f"story {number}: {_counted(len(told), 'article')}, {_counted(len(sources), 'source')}", style="bold")
    say(f"languages: {', '.join(sorted(filter(None, languages))) or 'unknown'}")
    for each in told:
        say()
        said = f"{minute(each.time)} UTC  {_behind(each):10}  {each.source}"
        say(f"{said} ({each.language or '?'}), article {each.article_id}", style="dim")
        say(f"  {each.title}")
        say(f"  {each.url}")


@app.command()
def merge(
    stories: Annotated[list[int], typer.Argument(metavar="STORY STORY...", help="Their numbers.", min=1)],
) -> None:
    """Make one story of several, for good. Nothing is alerted again."""
    with opened() as database, database.writing() as session:
        number = store.merge(session, stories)
        count = len(store.tellings(session, number))
    say(f"story {number} has {_counted(count, 'article')} now")


@app.command()
def split(
    story: StoryId,
    articles: Annotated[
        list[int], typer.Argument(metavar="ARTICLE...", help="Those that tell something else.")
    ],
) -> None:
    """Take articles out of a story into one of their own, for good."""
    with opened() as database, database.writing() as session:
        number = store.split(session, story, articles, now=clock.now())
    say(f"story {number} has {_counted(len(set(articles)), 'article')} of story {story}")


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _behind(told: Telling) -> str:
    """In minutes, from a day on in days and hours."""
    minutes = int(told.behind.total_seconds() // 60)
    days, rest = divmod(minutes, _MINUTES_A_DAY)
    if days:
        return f"+{days} d {rest // 60} h"
    return f"+{minutes} min" if told.behind else "first"
