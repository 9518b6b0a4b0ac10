"""The life of an alert: steps, memories, the queue, search; leases of texts; sessions, replies, audit, own names."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_INDEXES = {
    "ix_alerts_queue": ["disposition", "rank", "opened_seq"],
    "ix_alerts_disposition": ["disposition", "opened_seq"],
    "ix_alerts_severity": ["severity", "opened_seq"],
    "ix_alerts_schema": ["schema", "opened_seq"],
    "ix_alerts_entity": ["entity_id", "opened_seq"],
    "ix_alerts_assignee": ["assignee", "opened_seq"],
}
# As store.alerts.rank_of has it.
_RANK = """
    UPDATE alerts SET rank = 2 * (
        10000 * CASE severity WHEN 'critical' THEN 3 WHEN 'high' THEN 2 WHEN 'medium' THEN 1 ELSE 0 END
        + CAST(ROUND(score * 10) AS INTEGER)
    ) + CASE basis WHEN 'designated' THEN 1 ELSE 0 END
"""


def upgrade() -> None:
    """Go forward."""
    _alerts()
    _steps()
    _service()
    op.add_column("documents", sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "erased_texts",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_erased_texts")),
    )
    if op.get_bind().dialect.name == "sqlite":
        _search_on_sqlite()
    else:
        _search_on_postgresql()


def _alerts() -> None:
    op.add_column("alerts", sa.Column("rank", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("alerts", sa.Column("assignee", sa.Text(), nullable=True))
    op.add_column("alerts", sa.Column("memory", sa.JSON(), nullable=True))
    op.add_column("alerts", sa.Column("listed", sa.JSON(), nullable=True))
    op.execute(_RANK)
    for name, columns in _INDEXES.items():
        op.create_index(name, "alerts", columns)


def _steps() -> None:
    op.drop_index(op.f("ix_alert_decisions_alert_id"), table_name="alert_decisions")
    op.rename_table("alert_decisions", "alert_steps")
    op.execute("ALTER TABLE alert_steps RENAME COLUMN reason TO words")
    op.execute("ALTER TABLE alert_steps RENAME COLUMN reason_sha256 TO words_sha256")
    op.add_column("alert_steps", sa.Column("kind", sa.Text(), nullable=False, server_default="decided"))
    op.create_index(op.f("ix_alert_steps_alert_id"), "alert_steps", ["alert_id"])
    op.create_index(op.f("ix_alert_steps_at"), "alert_steps", ["at"])
    op.create_table(
        "memories",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("alert_id", sa.Text(), nullable=False),
        sa.Column("entity_id", sa.Text(), nullable=False),
        sa.Column("forms", sa.JSON(), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("raised_by", sa.JSON(), nullable=False),
        sa.Column("lowered_by", sa.JSON(), nullable=False),
        sa.Column("listed", sa.JSON(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_because", sa.Text(), nullable=True),
        sa.Column("used", sa.Integer(), nullable=False, server_default="0"),
        sa.ForeignKeyConstraint(["step"], ["alert_steps.number"]),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_memories")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_memories_alert_id"), "memories", ["alert_id"])
    op.create_index(op.f("ix_memories_entity_id"), "memories", ["entity_id"])


def _service() -> None:
    op.create_table(
        "sessions",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_sessions")),
    )
    op.create_index(op.f("ix_sessions_until"), "sessions", ["until"])
    op.create_table(
        "replies",
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("asked_sha256", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("headers", sa.JSON(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("by", "key", name=op.f("pk_replies")),
    )
    op.create_index(op.f("ix_replies_at"), "replies", ["at"])
    op.create_table(
        "audit",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_audit_at"), "audit", ["at"])
    op.create_table(
        "own_names",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("entity_id", sa.Text(), nullable=False),
        sa.Column("ids", sa.JSON(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("is_ignored", sa.Boolean(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_own_names")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_own_names_entity_id"), "own_names", ["entity_id"])


def _search_on_sqlite() -> None:
    """Every three letters of an alert's words lead to it; triggers keep it so."""
    op.execute("CREATE VIRTUAL TABLE alert_words USING fts5(words, publishers, tokenize = 'trigram')")
    op.execute("INSERT INTO alert_words (rowid, words, publishers) SELECT opened_seq, words, publishers FROM alerts")
    op.execute(
        "CREATE TRIGGER alert_words_added AFTER INSERT ON alerts BEGIN "
        "INSERT INTO alert_words (rowid, words, publishers) VALUES (new.opened_seq, new.words, new.publishers); END"
    )
    op.execute(
        "CREATE TRIGGER alert_words_changed AFTER UPDATE OF words, publishers ON alerts "
        "WHEN new.words IS NOT old.words OR new.publishers IS NOT old.publishers BEGIN "
        "UPDATE alert_words SET words = new.words, publishers = new.publishers WHERE rowid = new.opened_seq; END"
    )


def _search_on_postgresql() -> None:
    """The same with pg_trgm; where it is not installed or not allowed, search reads every row."""
    bind = op.get_bind()
    try:
        with bind.begin_nested():
            bind.execute(sa.text("CREATE EXTENSION IF NOT EXISTS pg_trgm"))
    except sa.exc.DBAPIError:
        return
    for column in ("words", "publishers"):
        op.execute(f"CREATE INDEX ix_alerts_{column} ON alerts USING gin ({column} gin_trgm_ops)")
