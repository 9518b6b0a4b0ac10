"""What was decided on alerts, step by step, and whose a key is."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "alert_decisions",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("alert_id", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("was", sa.Text(), nullable=False),
        sa.Column("is_now", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("reason_sha256", sa.Text(), nullable=False),
        sa.Column("versions", sa.JSON(), nullable=False),
        sa.Column("chain", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_alert_decisions")),
    )
    op.create_index(op.f("ix_alert_decisions_alert_id"), "alert_decisions", ["alert_id"])
    op.add_column("api_keys", sa.Column("name", sa.Text(), nullable=False, server_default=""))
