"""An index of what waits, in the order in which it is screened."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.drop_index(op.f("ix_documents_screened_with"), table_name="documents")
    op.create_index("ix_documents_waiting", "documents", ["screened_with", "priority", "added_at"])
