"""The lists: every version that was taken, what it changed, and how the last look at each list ended."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from watchlist.errors import StoreError
from watchlist.model.alerts import time_json
from watchlist.model.entities import ReadList
from watchlist.store.database import Database
from watchlist.store.packing import Packing
from watchlist.store.tables import list_changes, list_states, list_versions
from watchlist.store.upsert import insert_or_update

# Versions of a list whose content is kept; the rows themselves stay for ever.
_KEPT = 2
_PACKING = Packing(ReadList, "list")
# What a look at a list can end with.
NEW, UNCHANGED, FAILED, REFUSED, OFF = "new", "unchanged", "failed", "refused", "off"


@dataclass(frozen=True, slots=True)
class Taken:
    """The newest version of a list: its number, a hash of its bytes, the release of its reader, and its size."""

    number: int
    sha256: str
    readers: str
    entities: int


@dataclass(frozen=True, slots=True)
class Change:
    """What a version did to one entity: added, removed, renamed or changed; `fields` has what was and what is."""

    change: str
    entity_id: str
    caption: str
    fields: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a list to keep; `changes` is None for a list's first one."""

    name: str
    readers: str
    content: ReadList
    changes: Sequence[Change] | None


def newest(database: Database) -> dict[str, Taken]:
    """The newest version of every list that was ever taken, by the list's name."""
    table = list_versions.c
    last = sa.select(sa.func.max(table.number)).group_by(table.list)
    with database.read() as connection:
        columns = (table.list, table.number, table.sha256, table.readers, table.entities)
        rows = connection.execute(sa.select(*columns).where(table.number.in_(last)))
        return {row.list: Taken(row.number, row.sha256, row.readers, row.entities) for row in rows}


def load(database: Database, number: int) -> ReadList:
    """The content of a version.

    Raises:
        StoreError: it is no longer kept, or of another release.
    """
    with database.read() as connection:
        packed = connection.scalar(sa.select(list_versions.c.packed).where(list_versions.c.number == number))
    if packed is None:
        raise StoreError(f"the content of list version number {number} is not kept")
    return _PACKING.unpack(packed)


def keep(connection: sa.Connection, version: Version, now: datetime) -> None:
    """Add a version and what it changed, within the caller's transaction."""
    changes = version.changes or ()
    counts = {kind: sum(one.change == kind for one in changes) for kind in ("added", "removed", "changed", "renamed")}
    # Who is renamed is changed, too.
    counts["changed"] += counts["renamed"]
    summary = version.content.summary
    table = list_versions
    values = {
        "list": version.name,
        "readers": version.readers,
        "sha256": summary.sha256,
        "taken_at": now,
        "entities": summary.entities,
        "names": summary.names,
        "unread": len(summary.problems),
        "packed": _PACKING.pack(version.content),
    }
    row = connection.execute(sa.insert(table).values(**values, **counts))
    (number,) = row.inserted_primary_key or (0,)
    rows = [asdict(one) | {"version_number": number, "list": version.name, "at": now} for one in changes]
    if rows:
        connection.execute(sa.insert(list_changes), rows)
    old = sa.select(table.c.number).where(table.c.list == version.name).order_by(table.c.number.desc()).offset(_KEPT)
    outdated = list(connection.scalars(old.limit(1000)))
    connection.execute(sa.update(table).where(table.c.number.in_(outdated)).values(packed=None))


def note(database: Database, looks: dict[str, tuple[str, str | None]], now: datetime) -> None:
    """Record how a look at each list ended: its outcome, and the reason of one that failed."""
    with database.write() as connection:
        for name, (outcome, error) in looks.items():
            _note(connection, name, outcome, error, now)


def _note(connection: sa.Connection, name: str, outcome: str, error: str | None, now: datetime) -> None:
    known = connection.execute(sa.select(list_states).where(list_states.c.list == name)).mappings().first()
    before: dict[str, Any] = {"failures_in_a_row": 0, "failures": 0, "current_at": None}
    before |= dict(known) if known else {}
    has_failed = outcome in (FAILED, REFUSED)
    is_current = outcome in (NEW, UNCHANGED)
    values = {
        "list": name,
        "checked_at": now,
        "current_at": now if is_current else before["current_at"],
        "outcome": outcome,
        "error": error,
        "failures_in_a_row": before["failures_in_a_row"] + 1 if has_failed else 0,
        "failures": before["failures"] + int(has_failed),
    }
    insert_or_update(connection, list_states, values, ["list"])


def states(connection: sa.Connection) -> dict[str, dict[str, Any]]:
    """How each list is, by name: the last look and the newest version."""
    table = list_versions.c
    last = sa.select(sa.func.max(table.number)).group_by(table.list)
    columns = [column for column in list_versions.columns if column.name != "packed"]
    versions = {row.list: row for row in connection.execute(sa.select(*columns).where(table.number.in_(last)))}
    found = {}
    for row in connection.execute(sa.select(list_states).order_by(list_states.c.list)).mappings():
        version = versions.get(row["list"])
        found[row["list"]] = {
            "checked_at": row["checked_at"],
            "current_at": row["current_at"],
            "outcome": row["outcome"],
            "error": row["error"],
            "failures_in_a_row": row["failures_in_a_row"],
            "failures": row["failures"],
            "taken_at": version.taken_at if version else None,
            "entities": version.entities if version else 0,
            "names": version.names if version else 0,
            "unread": version.unread if version else 0,
        }
    return found


def versions(connection: sa.Connection, name: str | None, before: int | None, limit: int) -> list[dict[str, Any]]:
    """Versions that were taken, newest first, with how much each changed."""
    columns = [column for column in list_versions.columns if column.name not in ("packed", "readers")]
    query = sa.select(*columns)
    if name is not None:
        query = query.where(list_versions.c.list == name)
    if before is not None:
        query = query.where(list_versions.c.number < before)
    rows = connection.execute(query.order_by(list_versions.c.number.desc()).limit(limit)).mappings()
    return [dict(row) | {"taken_at": time_json(row["taken_at"])} for row in rows]


@dataclass(frozen=True, slots=True)
class ChangeFilter:
    """Which changes to list; None takes all."""

    list: str | None = None
    entity: str | None = None
    change: str | None = None
    since: datetime | None = None


def changes(connection: sa.Connection, wanted: ChangeFilter, after: int, limit: int) -> list[dict[str, Any]]:
    """What versions changed, oldest first, after number `after`."""
    columns = list_changes.c
    query = sa.select(list_changes).where(columns.number > after)
    for column, value in (
        (columns.list, wanted.list), (columns.entity_id, wanted.entity), (columns.change, wanted.change),
    ):  # fmt: skip
        if value is not None:
            query = query.where(column == value)
    if wanted.since is not None:
        query = query.where(columns.at >= wanted.since)
    rows = connection.execute(query.order_by(columns.number).limit(limit)).mappings()
    return [dict(row) | {"at": time_json(row["at"])} for row in rows]
