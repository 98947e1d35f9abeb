"""What the planning of polls needs to know of an endpoint."""

import sqlalchemy as sa
from alembic import op

from storage.schema import UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("endpoints", sa.Column("hints", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("endpoints", sa.Column("window", sa.Integer(), nullable=True))
    op.add_column("endpoints", sa.Column("links_hash", sa.String(), nullable=True))
    op.add_column("endpoints", sa.Column("read_at", UtcDateTime(timezone=True), nullable=True))
    op.add_column("endpoints", sa.Column("pace", sa.Float(), nullable=True))


def downgrade() -> None:
    for column in ("pace", "read_at", "links_hash", "window", "hints"):
        op.drop_column("endpoints", column)
