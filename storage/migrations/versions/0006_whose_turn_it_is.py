"""Whose turn it is in the frontier."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # What is known came from polls: fresh (2).
    op.add_column("frontier", sa.Column("priority", sa.Integer(), nullable=False, server_default="2"))
    op.drop_index("ix_frontier_open", table_name="frontier")
    # Read backwards it is the order in which a source's candidates are taken.
    op.create_index("ix_frontier_open", "frontier", ["state", "source_id", "priority", "id"], unique=False)


def downgrade() -> None:
    raise RuntimeError("an older evwatch would take archive for news: restore a copy of the database")
