"""Why, how and when an alert is told; messages over several alerts."""

import sqlalchemy as sa
from alembic import op

from storage.schema import UtcDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_INSTANT = UtcDateTime(timezone=True)
_BY_ARTICLE, _BY_STORY = sa.text("reason = 'article'"), sa.text("reason <> 'article'")
_STANDINGS = """
UPDATE alerts SET sources = (
    SELECT count(DISTINCT articles.source_id) FROM articles WHERE articles.story_id = alerts.story_id
), has_regulator = EXISTS (
    SELECT 1 FROM articles JOIN sources ON sources.id = articles.source_id
    WHERE articles.story_id = alerts.story_id AND sources.kind = 'regulator'
)
"""
_PLANS = """
INSERT INTO plans (alert_id, way, rule_id, due_at, told_at)
SELECT id, 'own', rule_id, created_at, created_at FROM alerts
"""
_RESTORED = """
INSERT INTO deliveries (id, alert_id, notice_id, channel_id, key, state, attempts, next_attempt_at, error,
    queued_at, sent_at)
SELECT id, alert_id, notice_id, channel_id, key, state, attempts, next_attempt_at, error, queued_at, sent_at
FROM kept_deliveries
"""


def upgrade() -> None:
    op.add_column(
        "articles", sa.Column("match_late", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column("rules", sa.Column("looked_back_at", _INSTANT, nullable=True))
    # SQLite can only make the table anew, and takes the deliveries of the old one with it.
    op.execute("CREATE TABLE kept_deliveries AS SELECT * FROM deliveries")
    op.execute("DELETE FROM deliveries")
    _alerts()
    _bulletins()
    _plans()
    _deliveries()
    op.execute(_STANDINGS)
    op.execute(_PLANS)


def downgrade() -> None:
    raise RuntimeError(
        "an older schema has no place for what these tables hold: restore a copy of the database"
    )


def _alerts() -> None:
    with op.batch_alter_table("alerts") as batch:
        batch.drop_constraint(op.f("uq_alerts_rule_id_story_id"), type_="unique")
        batch.add_column(sa.Column("reason", sa.String(), nullable=False, server_default="first"))
        batch.add_column(sa.Column("late", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch.add_column(sa.Column("sources", sa.Integer(), nullable=False, server_default="1"))
        batch.add_column(sa.Column("has_regulator", sa.Boolean(), nullable=False, server_default=sa.false()))
    for name, columns, where in (
        ("uq_alerts_of_article", ["rule_id", "article_id"], _BY_ARTICLE),
        ("uq_alerts_of_story", ["story_id", "rule_id", "reason"], _BY_STORY),
    ):
        op.create_index(name, "alerts", columns, unique=True, sqlite_where=where, postgresql_where=where)
    op.create_index("ix_alerts_of_story", "alerts", ["story_id", "rule_id"])


def _bulletins() -> None:
    op.create_table(
        "bulletins",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rule_id", sa.Integer(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("due_at", _INSTANT, nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["rule_id"], ["rules.id"], name=op.f("fk_bulletins_rule_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulletins")),
        sa.UniqueConstraint("rule_id", "way", "due_at", name=op.f("uq_bulletins_rule_id_way_due_at")),
    )


def _plans() -> None:
    op.create_table(
        "plans",
        sa.Column("alert_id", sa.Integer(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("rule_id", sa.Integer(), nullable=False),
        sa.Column("due_at", _INSTANT, nullable=False),
        sa.Column("told_at", _INSTANT, nullable=True),
        sa.Column("bulletin_id", sa.Integer(), nullable=True),
        *(
            sa.ForeignKeyConstraint(
                [f"{noun}_id"], [f"{noun}s.id"], name=op.f(f"fk_plans_{noun}_id"), ondelete="CASCADE"
            )
            for noun in ("alert", "rule", "bulletin")
        ),
        sa.PrimaryKeyConstraint("alert_id", "way", name=op.f("pk_plans")),
    )
    waiting = sa.text("told_at IS NULL")
    op.create_index("ix_plans_of_rule", "plans", ["rule_id", "way", "told_at"])
    op.create_index("ix_plans_waiting", "plans", ["due_at"], sqlite_where=waiting, postgresql_where=waiting)
    op.create_index(op.f("ix_plans_bulletin_id"), "plans", ["bulletin_id"])


def _deliveries() -> None:
    with op.batch_alter_table("deliveries") as batch:
        batch.add_column(sa.Column("bulletin_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_deliveries_bulletin_id"), "bulletins", ["bulletin_id"], ["id"], ondelete="CASCADE"
        )
        batch.create_unique_constraint(
            op.f("uq_deliveries_bulletin_id_channel_id"), ["bulletin_id", "channel_id"]
        )
    op.execute(_RESTORED)
    op.execute("DROP TABLE kept_deliveries")
