"""What a source writes about."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sources", sa.Column("focus", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    op.drop_column("sources", "focus")
