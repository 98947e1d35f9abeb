"""`evwatch db`: the database's version and contents."""

import typer
from sqlalchemy import func, select

from cli.context import opened
from cli.output import say, table
from core.settings import load_settings
from storage import search
from storage.library import all_articles
from storage.migrate import current, newest, open_database, upgrade
from storage.schema import Base
from storage.session import Database

app = typer.Typer(help="The database: its version and contents.", no_args_is_help=True)


def _database() -> Database:
    database = Database(load_settings().database_url.get_secret_value())
    database.check()
    return database


@app.command("upgrade")
def upgrade_schema() -> None:
    """Bring the schema to this program's version."""
    database = _database()
    before = current(database)
    upgrade(database)
    after = current(database)
    say(
        f"{database.name}: schema {before or 'empty'} -> {after}"
        if before != after
        else f"{database.name}: up to date"
    )


@app.command()
def reindex() -> None:
    """Build the search index anew from the stored articles."""
    with opened() as database, database.writing() as session:
        say(f"{search.rebuild(session, all_articles(session)):,} articles indexed")


@app.command()
def info() -> None:
    """Where the database is, its version, and how many rows each table holds."""
    database = _database()
    have = current(database)
    say(f"database  {database.name}\nschema    {have or 'none'} (this evwatch: {newest()})")
    if have != newest():
        return
    database = open_database(load_settings().database_url.get_secret_value())
    with database.reading() as session:
        counts = [
            (name, f"{session.scalar(select(func.count()).select_from(mapped)):,}")
            for name, mapped in sorted(Base.metadata.tables.items())
        ]
    table(("table", "rows"), counts)
