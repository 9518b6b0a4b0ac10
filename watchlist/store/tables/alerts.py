"""Tables of the alerts, their log, and what people did with them."""

import sqlalchemy as sa

from watchlist.store.tables.base import Instant, metadata

# One row a party and story.
alerts = sa.Table(
    "alerts",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("opened_seq", sa.BigInteger, nullable=False, index=True),
    sa.Column("seq", sa.BigInteger, nullable=False),
    sa.Column("opened_at", Instant, nullable=False, index=True),
    sa.Column("changed_at", Instant, nullable=False),
    sa.Column("severity", sa.Text, nullable=False),
    sa.Column("basis", sa.Text, nullable=False),
    sa.Column("disposition", sa.Text, nullable=False),
    sa.Column("score", sa.Float, nullable=False),
    sa.Column("entity_id", sa.Text, nullable=False),
    sa.Column("schema", sa.Text, nullable=False),
    sa.Column("publishers", sa.Text, nullable=False),  # " documents ofac ", so that LIKE '% ofac %' finds one
    sa.Column("story", sa.Text, nullable=False),
    sa.Column("words", sa.Text, nullable=False),  # caption and surfaces in lower case, for ?q=
    sa.Column("entity", sa.JSON, nullable=False),
    sa.Column("versions", sa.JSON, nullable=False),
    sa.Column("occasion", sa.Text, nullable=False, server_default="new_text"),
    sa.Column("delisted_at", Instant, nullable=True),
    sa.Column("rank", sa.Integer, nullable=False, server_default="0"),  # the place in the queue, see store.alerts.rank
    sa.Column("assignee", sa.Text, nullable=True),
    sa.Column("memory", sa.JSON, nullable=True),  # the earlier decision that closed it, or why that does not hold here
    sa.Column("listed", sa.JSON, nullable=True),  # what tells the party from its namesakes, as listed when it was found
    sa.UniqueConstraint("entity_id", "story"),
    # A filtered page, newest first, is read off an index and not sought in the whole table.
    sa.Index("ix_alerts_queue", "disposition", "rank", "opened_seq"),
    sa.Index("ix_alerts_disposition", "disposition", "opened_seq"),
    sa.Index("ix_alerts_severity", "severity", "opened_seq"),
    sa.Index("ix_alerts_schema", "schema", "opened_seq"),
    sa.Index("ix_alerts_entity", "entity_id", "opened_seq"),
    sa.Index("ix_alerts_assignee", "assignee", "opened_seq"),
)

# One row a party in one version of a document.
hits = sa.Table(
    "hits",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("alert_id", sa.Text, sa.ForeignKey("alerts.id"), nullable=False, index=True),
    sa.Column("sha256", sa.Text, nullable=False),
    sa.Column("entity_id", sa.Text, nullable=False),
    sa.Column("score", sa.Float, nullable=False),
    sa.Column("found_at", Instant, nullable=True),  # missing for those of the first release
    sa.Column("body", sa.JSON, nullable=False),
    sa.UniqueConstraint("sha256", "entity_id"),
)

# The log that pollers follow: rows are only ever added, and seq grows in the order of commits.
alert_changes = sa.Table(
    "alert_changes",
    metadata,
    sa.Column("seq", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True),
    sa.Column("alert_id", sa.Text, nullable=False, index=True),
    sa.Column("at", Instant, nullable=False),
    sa.Column("change", sa.Text, nullable=False),
    sa.Column("entity_id", sa.Text, nullable=False),
    sa.Column("schema", sa.Text, nullable=False),
    sa.Column("publishers", sa.Text, nullable=False),
    sa.Column("alert", sa.JSON, nullable=False),
    sqlite_autoincrement=True,
)

# One row a step that people took with an alert: a decision, an assignment or a note. `words` are the reason or the
# note, missing when they were erased; `chain` is a hash over this row and all before it.
alert_steps = sa.Table(
    "alert_steps",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("alert_id", sa.Text, nullable=False, index=True),
    sa.Column("at", Instant, nullable=False, index=True),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False, server_default="decided"),
    sa.Column("was", sa.Text, nullable=False),
    sa.Column("is_now", sa.Text, nullable=False),
    sa.Column("words", sa.Text, nullable=True),
    sa.Column("words_sha256", sa.Text, nullable=False),
    sa.Column("versions", sa.JSON, nullable=False),
    sa.Column("chain", sa.Text, nullable=False),
)

# One row a false positive that is remembered, with what it rests on: see store.memories.
memories = sa.Table(
    "memories",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("step", sa.Integer, sa.ForeignKey("alert_steps.number"), nullable=False),
    sa.Column("alert_id", sa.Text, nullable=False, index=True),
    sa.Column("entity_id", sa.Text, nullable=False, index=True),
    sa.Column("forms", sa.JSON, nullable=False),
    sa.Column("names", sa.JSON, nullable=False),
    sa.Column("raised_by", sa.JSON, nullable=False),
    sa.Column("lowered_by", sa.JSON, nullable=False),
    sa.Column("listed", sa.JSON, nullable=True),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("until", Instant, nullable=False),
    sa.Column("ended_at", Instant, nullable=True),
    sa.Column("ended_because", sa.Text, nullable=True),
    sa.Column("used", sa.Integer, nullable=False, server_default="0"),
    sqlite_autoincrement=True,
)
