"""What the catalogue says of a source besides: its paywall, why it is not polled."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sources", sa.Column("paywall", sa.String(), nullable=False, server_default="no"))
    op.add_column("sources", sa.Column("off", sa.String(), nullable=False, server_default=""))
    # The next command fills the columns from the catalogue; until then a source that is off needs a reason.
    off = sa.table("sources", sa.column("enabled", sa.Boolean()), sa.column("off"))
    reason = "it is no longer in the catalogue"
    op.execute(sa.update(off).where(off.c.enabled.is_(False)).values(off=reason))


def downgrade() -> None:
    for column in ("off", "paywall"):
        op.drop_column("sources", column)
