"""Sources: how the last look at each ended, and the items that it has listed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from watchlist.model.documents import Document
from watchlist.store import documents
from watchlist.store.database import Database
from watchlist.store.documents import Sender
from watchlist.store.tables import source_items, source_states
from watchlist.store.upsert import insert_or_update

# What a look at a source can end with.
NEW, UNCHANGED, FAILED, HELD = "new", "unchanged", "failed", "held"
# Keys that are asked for at a time: databases bound the parameters of a statement.
_AT_A_TIME = 500


@dataclass(frozen=True, slots=True)
class SourceState:
    """How a source is doing.

    Attributes:
        outcome: new, unchanged, failed, or held when the backlog was full.
        away_until: until when its server asks us to stay away.
        documents: texts that it ever brought.
        left_out: items of the last listing beyond the most that are taken.
        validators: what its servers said of their copies, by address.
    """

    checked_at: datetime
    outcome: str
    succeeded_at: datetime | None = None
    error: str | None = None
    away_until: datetime | None = None
    failures_in_a_row: int = 0
    failures: int = 0
    documents: int = 0
    left_out: int = 0
    validators: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item that a source has listed.

    Attributes:
        item: what the listing said, as JSON.
        document_key: the key of the document that came of it; None before there is one.
        due_at: when it is to be read, or asked whether it changed; None when never again.
        tries: failed ones in a row.
        reason: why it could not be read; None when it could.
    """

    key: str
    fingerprint: str
    item: Mapping[str, Any]
    first_seen_at: datetime
    listed_at: datetime
    document_key: str | None = None
    validators: Mapping[str, Any] | None = None
    checked_at: datetime | None = None
    due_at: datetime | None = None
    tries: int = 0
    reason: str | None = None


def states(connection: sa.Connection) -> dict[str, SourceState]:
    """How every source is doing that was ever looked at, by name."""
    rows = connection.execute(sa.select(source_states)).mappings()
    return {row["source"]: SourceState(**{key: value for key, value in row.items() if key != "source"}) for row in rows}


def items(connection: sa.Connection, source: str, keys: Sequence[str]) -> dict[str, ItemRow]:
    """The known ones among some items, by key."""
    found: dict[str, ItemRow] = {}
    for start in range(0, len(keys), _AT_A_TIME):
        table = source_items.c
        query = sa.select(source_items).where(table.source == source, table.key.in_(keys[start : start + _AT_A_TIME]))
        found |= {row["key"]: _row(row) for row in connection.execute(query).mappings()}
    return found


def due(connection: sa.Connection, source: str, now: datetime, most: int) -> list[ItemRow]:
    """Items that are due, those that were never read first, and of these the newest."""
    table = source_items.c
    query = sa.select(source_items).where(table.source == source, table.due_at <= now)
    return _in_turn(connection, query, most)


def untold(connection: sa.Connection, source: str, most: int) -> list[ItemRow]:
    """Items that wait, and of which no text is kept."""
    table = source_items.c
    is_untold = sa.and_(table.due_at.is_not(None), table.document_key.is_(None))
    return _in_turn(connection, sa.select(source_items).where(table.source == source, is_untold), most)


def _in_turn(connection: sa.Connection, query: sa.Select[Any], most: int) -> list[ItemRow]:
    table = source_items.c
    query = query.order_by(table.checked_at.is_not(None), table.first_seen_at.desc(), table.key).limit(most)
    return [_row(row) for row in connection.execute(query).mappings()]


@dataclass(frozen=True, slots=True)
class Tally:
    """Items of a source: all that are known, those still to be read, and those that could not be."""

    items: int
    waiting: int
    unread: int


def tallies(connection: sa.Connection) -> dict[str, Tally]:
    """How many items each source has, by name."""
    table = source_items.c
    waiting = sa.and_(table.checked_at.is_(None), table.due_at.is_not(None))
    query = sa.select(
        table.source,
        sa.func.count(),
        sa.func.sum(sa.case((waiting, 1), else_=0)),
        sa.func.sum(sa.case((table.reason.is_not(None), 1), else_=0)),
    ).group_by(table.source)
    return {source: Tally(*map(int, counts)) for source, *counts in connection.execute(query)}


def unread(connection: sa.Connection, source: str, most: int) -> list[dict[str, Any]]:
    """Items that could not be read, the latest first, with the reason."""
    table = source_items.c
    query = (
        sa.select(table.key, table.reason, table.tries)
        .where(table.source == source, table.reason.is_not(None))
        .order_by(table.checked_at.desc(), table.key)
        .limit(most)
    )
    return [dict(row) for row in connection.execute(query).mappings()]


def keep(database: Database, sender: Sender, rows: Sequence[ItemRow], made: Sequence[Document], now: datetime) -> int:
    """Keep some items as they are now and the documents that came of them, in one step; the number of new texts."""
    with database.write() as connection:
        for row in rows:
            values = {name: getattr(row, name) for name in ItemRow.__dataclass_fields__}
            insert_or_update(connection, source_items, {"source": sender.source, **values}, ["source", "key"])
        added = sum(documents.put(connection, document, now, sender) for document in made)
        if added:
            _change(connection, sender.source, documents=source_states.c.documents + added)
    return added


def note(database: Database, source: str, state: SourceState) -> None:
    """Record how a look ended; the number of texts stays, for `keep` counts them."""
    values = {name: getattr(state, name) for name in SourceState.__dataclass_fields__ if name != "documents"}
    values["validators"] = dict(state.validators or {})
    with database.write() as connection:
        known = connection.scalar(sa.select(source_states.c.source).where(source_states.c.source == source))
        if known is None:
            connection.execute(sa.insert(source_states).values(source=source, documents=0, **values))
        else:
            _change(connection, source, **values)


def forget(connection: sa.Connection, before: datetime) -> None:
    """Let go of items that no listing has had since a time."""
    connection.execute(sa.delete(source_items).where(source_items.c.listed_at < before))


def _change(connection: sa.Connection, source: str | None, **values: Any) -> None:
    connection.execute(sa.update(source_states).where(source_states.c.source == source).values(**values))


def _row(row: Any) -> ItemRow:
    return ItemRow(**{name: value for name, value in row.items() if name != "source"})
