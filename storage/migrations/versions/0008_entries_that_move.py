"""Entries that move: whose guid a candidate has, and which article it became. Addresses have new keys."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from alembic import op

from core.link import Link
from core.same_item import guid_key
from core.urls import article_key, url_key

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_AT_ONCE = 5_000


def upgrade() -> None:
    with op.batch_alter_table("frontier") as batch:
        batch.add_column(sa.Column("guid_key", sa.String(), nullable=True))
        batch.add_column(sa.Column("article_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_frontier_article_id"), "articles", ["article_id"], ["id"], ondelete="SET NULL"
        )
        batch.create_index(batch.f("ix_frontier_guid_key"), ["guid_key"], unique=False)
    op.execute(
        "UPDATE frontier SET article_id ="
        " (SELECT articles.id FROM articles WHERE articles.url_key = frontier.url_key)"
    )
    frontier = _table(
        "frontier",
        sa.column("url"),
        sa.column("source_id"),
        sa.column("guid_key"),
        sa.column("link", sa.JSON()),
    )
    _guids(frontier)
    _rekey(frontier, lambda row: url_key(row.url), unique=True)
    articles = _table("articles", sa.column("url"), sa.column("canonical_url"))
    _rekey(articles, lambda row: article_key(row.url, row.canonical_url or ""), unique=True)
    _rekey(_table("pages", sa.column("final_url")), lambda row: url_key(row.final_url), unique=False)


def downgrade() -> None:
    with op.batch_alter_table("frontier") as batch:
        batch.drop_index(batch.f("ix_frontier_guid_key"))
        batch.drop_constraint(op.f("fk_frontier_article_id"), type_="foreignkey")
        batch.drop_column("article_id")
        batch.drop_column("guid_key")


def _table(name: str, *columns: Any) -> sa.TableClause:
    return sa.table(name, sa.column("id"), sa.column("url_key"), *columns)


def _guids(frontier: sa.TableClause) -> None:
    for rows in _parts(frontier):
        keys = [
            (row.id, guid_key(row.source_id, Link(row.url, guid=row.link.get("guid", "")))) for row in rows
        ]
        _write(frontier, "guid_key", [(id_, key) for id_, key in keys if key is not None])


def _rekey(table: sa.TableClause, key_of: Callable[[Any], str], *, unique: bool) -> None:
    """Give each row the key that its address has now. Of two that have become one the older keeps it; the
    other keeps its old key, under which nothing will ask for it again."""
    connection = op.get_bind()
    for rows in _parts(table):
        changed = [(row.id, key) for row in rows if (key := key_of(row)) != row.url_key]
        if unique:
            wanted = {key: id_ for id_, key in reversed(changed)}
            taken = sa.select(table.c.url_key).where(
                table.c.url_key.in_(sa.bindparam("keys", expanding=True))
            )
            for key in connection.scalars(taken, {"keys": list(wanted)}):
                del wanted[key]
            changed = [(id_, key) for key, id_ in wanted.items()]
        _write(table, "url_key", changed)


def _parts(table: sa.TableClause) -> Any:
    last = 0
    query = sa.select(table).where(table.c.id > sa.bindparam("last")).order_by(table.c.id).limit(_AT_ONCE)
    while rows := op.get_bind().execute(query, {"last": last}).all():
        yield rows
        last = rows[-1].id


def _write(table: sa.TableClause, column: str, values: list[tuple[int, str]]) -> None:
    if values:
        change = (
            sa.update(table).where(table.c.id == sa.bindparam("row")).values({column: sa.bindparam("value")})
        )
        op.get_bind().execute(change, [{"row": id_, "value": value} for id_, value in values])
