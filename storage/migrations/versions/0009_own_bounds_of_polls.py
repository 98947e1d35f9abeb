"""A source's own bounds of the time between two polls."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_BOUNDS = ("poll_floor_s", "poll_ceiling_s")


def upgrade() -> None:
    for name in _BOUNDS:
        op.add_column("sources", sa.Column(name, sa.Integer(), nullable=True))


def downgrade() -> None:
    for name in _BOUNDS:
        op.drop_column("sources", name)
