"""Every table, in the order in which the data pass through them."""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.types import TypeDecorator


class Instant(TypeDecorator[datetime]):
    """An aware UTC time; SQLite has no such type and gets its text form."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        """Only UTC goes in."""
        return value if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        """Only UTC comes out."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# One row a version of a list that was ever taken. `packed` is the list as it was read, while it is kept.
list_versions = sa.Table(
    "list_versions",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("list", sa.Text, nullable=False, index=True),
    sa.Column("sha256", sa.Text, nullable=False),
    sa.Column("readers", sa.Text, nullable=False),  # which release of the readers read it
    sa.Column("taken_at", Instant, nullable=False, index=True),
    sa.Column("entities", sa.Integer, nullable=False),
    sa.Column("names", sa.Integer, nullable=False),
    sa.Column("unread", sa.Integer, nullable=False),
    sa.Column("added", sa.Integer, nullable=False),
    sa.Column("removed", sa.Integer, nullable=False),
    sa.Column("changed", sa.Integer, nullable=False),
    sa.Column("renamed", sa.Integer, nullable=False),
    sa.Column("packed", sa.LargeBinary, nullable=True),
    sqlite_autoincrement=True,
)

# One row an entity that a version of a list added, removed or changed; a list's first version adds no rows.
list_changes = sa.Table(
    "list_changes",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("version_number", sa.Integer, sa.ForeignKey("list_versions.number"), nullable=False, index=True),
    sa.Column("list", sa.Text, nullable=False),
    sa.Column("at", Instant, nullable=False, index=True),
    sa.Column("change", sa.Text, nullable=False),
    sa.Column("entity_id", sa.Text, nullable=False, index=True),
    sa.Column("caption", sa.Text, nullable=False),
    sa.Column("fields", sa.JSON, nullable=False),
    sqlite_autoincrement=True,
)

# One row a list that is asked for: how the last look at it ended, and when it was last known to be up to date.
list_states = sa.Table(
    "list_states",
    metadata,
    sa.Column("list", sa.Text, primary_key=True),
    sa.Column("checked_at", Instant, nullable=False),
    sa.Column("current_at", Instant, nullable=True),
    sa.Column("outcome", sa.Text, nullable=False),
    sa.Column("error", sa.Text, nullable=True),
    sa.Column("failures_in_a_row", sa.Integer, nullable=False),
    sa.Column("failures", sa.BigInteger, nullable=False),
)

# One row a version that was ever in force; the newest one is. `packed` is the watchlist itself, see store.watchlists.
watchlist_versions = sa.Table(
    "watchlist_versions",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("version", sa.Text, nullable=False),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("sha256", sa.Text, nullable=False),
    sa.Column("packed", sa.LargeBinary, nullable=True),
    sqlite_autoincrement=True,
)

# One row a file that was looked at, so that an unchanged one is not read again; unreadable ones say why.
sightings = sa.Table(
    "sightings",
    metadata,
    sa.Column("path", sa.Text, primary_key=True),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("modified", sa.BigInteger, nullable=False),
    sa.Column("seen_at", Instant, nullable=False),
    sa.Column("unread", sa.Integer, nullable=False),
    sa.Column("reason", sa.Text, nullable=True),
)

# One row a source: how the last look at it ended, and what its servers said of their copies, by address.
source_states = sa.Table(
    "source_states",
    metadata,
    sa.Column("source", sa.Text, primary_key=True),
    sa.Column("checked_at", Instant, nullable=False),
    sa.Column("succeeded_at", Instant, nullable=True),
    sa.Column("outcome", sa.Text, nullable=False),
    sa.Column("error", sa.Text, nullable=True),
    sa.Column("away_until", Instant, nullable=True),
    sa.Column("failures_in_a_row", sa.Integer, nullable=False),
    sa.Column("failures", sa.BigInteger, nullable=False),
    sa.Column("documents", sa.BigInteger, nullable=False),
    sa.Column("left_out", sa.Integer, nullable=False),
    sa.Column("validators", sa.JSON, nullable=False),
)

# One row an item that a source has listed. What has a `due_at` is to be read then, or asked whether it changed.
source_items = sa.Table(
    "source_items",
    metadata,
    sa.Column("source", sa.Text, primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("fingerprint", sa.Text, nullable=False),
    sa.Column("item", sa.JSON, nullable=False),
    sa.Column("document_key", sa.Text, nullable=True),
    sa.Column("validators", sa.JSON, nullable=True),
    sa.Column("first_seen_at", Instant, nullable=False),
    sa.Column("listed_at", Instant, nullable=False, index=True),
    sa.Column("checked_at", Instant, nullable=True),
    sa.Column("due_at", Instant, nullable=True),
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("reason", sa.Text, nullable=True),
    sa.Index("ix_source_items_due", "source", "due_at"),
)

# One row a text. `key` is what stays the same when the text changes; versions of one document share a story.
documents = sa.Table(
    "documents",
    metadata,
    sa.Column("sha256", sa.Text, primary_key=True),
    sa.Column("id", sa.Text, nullable=False),
    sa.Column("key", sa.Text, nullable=True, index=True),
    sa.Column("story", sa.Text, nullable=False),
    sa.Column("origin", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=True),
    sa.Column("url", sa.Text, nullable=True),
    sa.Column("published_at", Instant, nullable=True),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("added_at", Instant, nullable=False),
    sa.Column("screened_with", sa.Text, nullable=True),
    sa.Column("traced_in", sa.Integer, nullable=True, index=True),  # the block that has what its text left behind
    sa.Column("author", sa.Text, nullable=True),
    sa.Column("language", sa.Text, nullable=True),
    sa.Column("zones", sa.JSON, nullable=True),  # [start, end, kind], in their order
    sa.Column("source", sa.Text, nullable=True),
    sa.Column("priority", sa.Integer, nullable=False, server_default="5"),
    # What waits is found in its order without a look at any text.
    sa.Index("ix_documents_waiting", "screened_with", "priority", "added_at"),
)

# One row another place in which the same text was seen, word for word.
document_places = sa.Table(
    "document_places",
    metadata,
    sa.Column("sha256", sa.Text, primary_key=True),
    sa.Column("origin", sa.Text, primary_key=True),
    sa.Column("title", sa.Text, nullable=True),
    sa.Column("url", sa.Text, nullable=True),
    sa.Column("seen_at", Instant, nullable=False),
)

# One row a text of the last days: the signature by which texts that tell the same story are found.
signatures = sa.Table(
    "signatures",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("sha256", sa.Text, nullable=False),
    sa.Column("story", sa.Text, nullable=False),
    sa.Column("numbers", sa.LargeBinary, nullable=False),
    sa.Column("added_at", Instant, nullable=False, index=True),
    sqlite_autoincrement=True,
)

# One row a band of a signature: texts that share one are compared.
story_bands = sa.Table(
    "story_bands",
    metadata,
    sa.Column("band", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("signature", sa.Integer, primary_key=True, autoincrement=False, index=True),
)

# What some texts left behind, so that names can be looked for in them later: see store.traces.
trace_blocks = sa.Table(
    "trace_blocks",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("documents", sa.Integer, nullable=False),
    sa.Column("packed", sa.LargeBinary, nullable=False),
    sqlite_autoincrement=True,
)

# One row a screening, also of those that found nothing.
screenings = sa.Table(
    "screenings",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("sha256", sa.Text, nullable=False),
    sa.Column("list_version", sa.Text, nullable=False),
    sa.Column("matcher_version", sa.Text, nullable=False),
    sa.Column("policy_version", sa.Text, nullable=False),
    sa.Column("screened_at", Instant, nullable=False),
    sa.Column("hits", sa.Integer, nullable=False),
    sa.UniqueConstraint("sha256", "list_version", "matcher_version", "policy_version"),
)

# One row a look back over documents that had been screened: with what before and after, how many there were, and how
# many of them were chosen to be screened again; the others are known to have nothing new.
lookbacks = sa.Table(
    "lookbacks",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("started_at", Instant, nullable=False),
    sa.Column("ended_at", Instant, nullable=False),
    sa.Column("screened_with", sa.Text, nullable=False),
    sa.Column("looked_with", sa.Text, nullable=False),
    sa.Column("entities", sa.Integer, nullable=False),
    sa.Column("documents", sa.Integer, nullable=False),
    sa.Column("chosen", sa.Integer, nullable=False),
    sqlite_autoincrement=True,
)

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
    sa.UniqueConstraint("entity_id", "story"),
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

# One row a step that was decided on an alert; `chain` is a hash over this row and all before it.
alert_decisions = sa.Table(
    "alert_decisions",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("alert_id", sa.Text, nullable=False, index=True),
    sa.Column("at", Instant, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("was", sa.Text, nullable=False),
    sa.Column("is_now", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=True),  # missing when it was erased
    sa.Column("reason_sha256", sa.Text, nullable=False),
    sa.Column("versions", sa.JSON, nullable=False),
    sa.Column("chain", sa.Text, nullable=False),
)

# Counters that outlive what they counted.
tallies = sa.Table(
    "tallies",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("label", sa.Text, primary_key=True),
    sa.Column("value", sa.BigInteger, nullable=False),
)

# One row a job of the scheduler: how it last went, when it is due, and whether someone asked for it now.
jobs = sa.Table(
    "jobs",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("last_started_at", Instant, nullable=True),
    sa.Column("last_ended_at", Instant, nullable=True),
    sa.Column("last_outcome", sa.Text, nullable=True),
    sa.Column("last_result", sa.JSON, nullable=True),
    sa.Column("next_run_at", Instant, nullable=True),
    sa.Column("requested_at", Instant, nullable=True),
    sa.Column("requested_with", sa.JSON, nullable=True),
    sa.Column("paused_at", Instant, nullable=True),
    sa.Column("runs", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("failures", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("skipped", sa.BigInteger, nullable=False, server_default="0"),
)

# Only the hash of a key is kept.
api_keys = sa.Table(
    "api_keys",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("sha256", sa.Text, nullable=False, unique=True),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("revoked_at", Instant, nullable=True),
    sa.Column("name", sa.Text, nullable=False, server_default=""),
)
