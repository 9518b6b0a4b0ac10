"""Tables of the lists, their versions, and the watchlist in force."""

import sqlalchemy as sa

from watchlist.store.tables.base import Instant, metadata

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
