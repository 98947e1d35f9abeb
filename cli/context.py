"""What every verb needs first: the settings, and the database they name."""

from collections.abc import Iterator
from contextlib import contextmanager

from core.settings import Settings, load_settings
from storage.migrate import open_database
from storage.session import Database


@contextmanager
def opened(settings: Settings | None = None) -> Iterator[Database]:
    """The database of ``settings`` (default: the effective ones), closed at the end."""
    database = open_database((settings or load_settings()).database_url.get_secret_value())
    try:
        yield database
    finally:
        database.close()
