"""Signatures of texts, by which stories are found."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "signatures",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("story", sa.Text(), nullable=False),
        sa.Column("numbers", sa.LargeBinary(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_signatures")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_signatures_added_at"), "signatures", ["added_at"])
    op.create_table(
        "story_bands",
        sa.Column("band", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("signature", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("band", "signature", name=op.f("pk_story_bands")),
    )
    op.create_index(op.f("ix_story_bands_signature"), "story_bands", ["signature"])
    op.add_column("hits", sa.Column("found_at", sa.DateTime(timezone=True), nullable=True))
