"""Versions, changes and states of the lists; what texts leave behind, and looks back at them."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "list_versions",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("list", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("readers", sa.Text(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entities", sa.Integer(), nullable=False),
        sa.Column("names", sa.Integer(), nullable=False),
        sa.Column("unread", sa.Integer(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("removed", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("renamed", sa.Integer(), nullable=False),
        sa.Column("packed", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_list_versions")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_list_versions_list"), "list_versions", ["list"])
    op.create_index(op.f("ix_list_versions_taken_at"), "list_versions", ["taken_at"])

    op.create_table(
        "list_changes",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("version_number", sa.Integer(), nullable=False),
        sa.Column("list", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("change", sa.Text(), nullable=False),
        sa.Column("entity_id", sa.Text(), nullable=False),
        sa.Column("caption", sa.Text(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["version_number"], ["list_versions.number"]),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_list_changes")),
        sqlite_autoincrement=True,
    )
    for column in ("version_number", "at", "entity_id"):
        op.create_index(op.f(f"ix_list_changes_{column}"), "list_changes", [column])

    op.create_table(
        "list_states",
        sa.Column("list", sa.Text(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("current_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("failures_in_a_row", sa.Integer(), nullable=False),
        sa.Column("failures", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("list", name=op.f("pk_list_states")),
    )
    op.add_column("jobs", sa.Column("requested_with", sa.JSON(), nullable=True))

    op.create_table(
        "trace_blocks",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("documents", sa.Integer(), nullable=False),
        sa.Column("packed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_trace_blocks")),
        sqlite_autoincrement=True,
    )
    op.add_column("documents", sa.Column("traced_in", sa.Integer(), nullable=True))
    op.create_index(op.f("ix_documents_traced_in"), "documents", ["traced_in"])
    op.create_table(
        "lookbacks",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("screened_with", sa.Text(), nullable=False),
        sa.Column("looked_with", sa.Text(), nullable=False),
        sa.Column("entities", sa.Integer(), nullable=False),
        sa.Column("documents", sa.Integer(), nullable=False),
        sa.Column("chosen", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_lookbacks")),
        sqlite_autoincrement=True,
    )
    op.add_column("alerts", sa.Column("occasion", sa.Text(), nullable=False, server_default="new_text"))
    op.add_column("alerts", sa.Column("delisted_at", sa.DateTime(timezone=True), nullable=True))
