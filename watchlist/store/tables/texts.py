"""Tables of the texts: where they come from, what they are, and what was screened."""

import sqlalchemy as sa

from watchlist.store.tables.base import Instant, metadata

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
    # A worker that screens it holds it until then; after that, or without one, it is free for any.
    sa.Column("leased_until", Instant, nullable=True),
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

# One row a text that was erased on request: should it come again, it is not kept again.
erased_texts = sa.Table(
    "erased_texts",
    metadata,
    sa.Column("sha256", sa.Text, primary_key=True),
    sa.Column("erased_at", Instant, nullable=False),
)
