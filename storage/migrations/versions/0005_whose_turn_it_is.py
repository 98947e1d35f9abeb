"""Whose turn it is in the frontier, and walks through archives."""

import sqlalchemy as sa
from alembic import op

from storage.schema.base import UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # What is known came from polls: fresh (2).
    op.add_column("frontier", sa.Column("priority", sa.Integer(), nullable=False, server_default="2"))
    op.drop_index("ix_frontier_open", table_name="frontier")
    # Read backwards it is the order in which a source's candidates are taken.
    op.create_index("ix_frontier_open", "frontier", ["state", "source_id", "priority", "id"], unique=False)
    op.create_table(
        "walk_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("url_key", sa.String(), nullable=False),
        sa.Column("newest", sa.Date(), nullable=False),
        sa.Column("shown", sa.JSON(), nullable=False),
        sa.Column("own", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("closed_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["source_id"], ["sources.id"], name=op.f("fk_walk_steps_source_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_walk_steps")),
        sa.UniqueConstraint("source_id", "url_key", name=op.f("uq_walk_steps_source_id_url_key")),
    )
    op.create_index("ix_walk_steps_open", "walk_steps", ["source_id", "state", "newest"], unique=False)


def downgrade() -> None:
    raise RuntimeError("an older evwatch would take archive for news: restore a copy of the database")
