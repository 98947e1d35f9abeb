"""Stories are decided by what articles say, and by hand."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in ("group_due", "placed_by_hand"):
        op.add_column("articles", sa.Column(column, sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_index(
        "ix_articles_group_due",
        "articles",
        ["id"],
        sqlite_where=sa.text("group_due"),
        postgresql_where=sa.text("group_due"),
    )
    op.add_column("stories", sa.Column("merged_into_id", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("stories", "merged_into_id")
    op.drop_index("ix_articles_group_due", "articles")
    op.drop_column("articles", "placed_by_hand")
    op.drop_column("articles", "group_due")
