"""The declarative base and the column types that every table shares."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, cast

from sqlalchemy import JSON, DateTime, MetaData, String, Table, insert
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.sql.dml import ReturningInsert
from sqlalchemy.types import TypeDecorator

# What pages smuggle in and databases refuse: PostgreSQL the NUL, both of them half of a surrogate pair.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def storable(text: str) -> str:
    """``text`` with U+FFFD for every character that cannot be stored. Its words and their offsets stay:
    those characters are no part of a word, and neither is U+FFFD."""
    return _UNSTORABLE.sub("\ufffd", text)


class PlainText(TypeDecorator[str]):
    """Any text, made storable."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return value if value is None else storable(value)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant in UTC. A naive value is a bug and refused; SQLite, which knows no zones, gets UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive datetime {value!r} meant for the database")
        in_utc = value.astimezone(UTC)
        return in_utc.replace(tzinfo=None) if dialect.name == "sqlite" else in_utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Root of all tables. Constraints carry names, so that migrations can speak of them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {str: PlainText, datetime: UtcDateTime, dict[str, Any]: JSON, list[Any]: JSON}  # noqa: RUF012


def table_of(mapped: type[Base]) -> Table:
    """The table behind a mapped class, for statements that need no unit of work."""
    return cast(Table, mapped.__table__)


def insertion(mapped: type[Base]) -> ReturningInsert[Any]:
    """A statement for ``inserted``. Make it once: putting one together costs more than running it."""
    table = table_of(mapped)
    return insert(table).returning(table.c.id, sort_by_parameter_order=True)


def inserted(session: Session, statement: ReturningInsert[Any], rows: Sequence[dict[str, Any]]) -> list[int]:
    """Insert rows with the same keys; their ids, in order. The unit of work costs several times as much."""
    return list(session.scalars(statement, rows)) if rows else []
