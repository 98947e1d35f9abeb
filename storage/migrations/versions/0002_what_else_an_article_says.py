"""What else an article says of itself, and what it shows of its source's habits."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# What was a column of its own; the words that it rested on were not kept.
_FLAGS = ("teaser", "paywalled")


def upgrade() -> None:
    for column in (
        sa.Column("flags", sa.JSON(), nullable=False, server_default="{}"),
        sa.Column("section", sa.String(), nullable=False, server_default=""),
        sa.Column("image", sa.String(), nullable=False, server_default=""),
        sa.Column("agency", sa.String(), nullable=False, server_default=""),
        sa.Column("contributors", sa.JSON(), nullable=False, server_default="{}"),
        sa.Column("word_count", sa.Integer(), nullable=True),
        sa.Column("published_precision", sa.String(), nullable=True),
        sa.Column("traces", sa.JSON(), nullable=True),
    ):
        op.add_column("articles", column)
    articles = sa.table("articles", *map(sa.column, _FLAGS), sa.column("flags", sa.JSON()))
    for teaser, paywalled in ((True, False), (False, True), (True, True)):
        raised = {flag: "" for flag, is_up in zip(_FLAGS, (teaser, paywalled), strict=True) if is_up}
        op.execute(
            sa.update(articles)
            .where(articles.c.teaser.is_(teaser), articles.c.paywalled.is_(paywalled))
            .values(flags=raised)
        )
    for flag in _FLAGS:
        op.drop_column("articles", flag)
    # The latest articles of a source are asked for: the second column keeps them in order.
    op.create_index("ix_articles_of_source", "articles", ["source_id", "id"], unique=False)
    op.drop_index("ix_articles_source_id", table_name="articles")


def downgrade() -> None:
    raise RuntimeError(
        "an older schema has no place for what these columns hold: restore a copy of the database"
    )
