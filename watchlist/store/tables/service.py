"""Tables of the service itself: jobs, keys, counters."""

import sqlalchemy as sa

from watchlist.store.tables.base import Instant, metadata

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

# One row a person who signed in to the page with a key. Of the cookie only the hash is kept.
sessions = sa.Table(
    "sessions",
    metadata,
    sa.Column("sha256", sa.Text, primary_key=True),
    sa.Column("key_id", sa.Text, nullable=False),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("until", Instant, nullable=False, index=True),
)

# One row a request with an Idempotency-Key: what was asked, and what was answered, so that it is answered alike again.
replies = sa.Table(
    "replies",
    metadata,
    sa.Column("by", sa.Text, primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("asked_sha256", sa.Text, nullable=False),
    sa.Column("at", Instant, nullable=False, index=True),
    sa.Column("status", sa.Integer, nullable=False),
    sa.Column("headers", sa.JSON, nullable=False),
    sa.Column("body", sa.JSON, nullable=False),
)

# One row a thing that someone did: who, what, to which, and with what outcome.
audit = sa.Table(
    "audit",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("at", Instant, nullable=False, index=True),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("detail", sa.Text, nullable=False),
    sqlite_autoincrement=True,
)

# One row a name that reviewers add to a party, or leave alone, from the page; until `ended_at` it holds.
own_names = sa.Table(
    "own_names",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("entity_id", sa.Text, nullable=False, index=True),
    sa.Column("ids", sa.JSON, nullable=False),  # all ids of the party: whichever list has the name
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("is_ignored", sa.Boolean, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("ended_at", Instant, nullable=True),
    sqlite_autoincrement=True,
)
