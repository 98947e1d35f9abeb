"""How a rule tells of its matches, and who speaks in a source."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sources", sa.Column("kind", sa.String(), nullable=False, server_default="media"))
    op.add_column("rules", sa.Column("options", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("rules", sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("rules", "edited_at")
    op.drop_column("rules", "options")
    op.drop_column("sources", "kind")
