"""A search index alone, on a real database."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from storage import search
from storage.session import Database


@contextmanager
def new_index(url: str) -> Iterator[Session]:
    """A Session in a writing transaction on an empty index; nothing is kept."""
    database = Database(url)
    try:
        with database.writing() as session:
            search.create_index(session.connection())
            yield session
            session.rollback()
    finally:
        database.close()
