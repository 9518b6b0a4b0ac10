"""Names that reviewers add to a party, or leave alone, with who, when and why; in force from the next refresh on."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from watchlist.errors import NotFound
from watchlist.model.alerts import time_json
from watchlist.model.entities import Adjustment, Name, NameKind
from watchlist.store.database import Database
from watchlist.store.tables import own_names

_WHERE = "the review page"


@dataclass(frozen=True, slots=True)
class OwnName:
    """A name of the party with these ids: to look for, too, or with `is_ignored` not; who wants it, and why."""

    ids: tuple[str, ...]
    name: str
    is_ignored: bool
    by: str
    reason: str


def add(connection: sa.Connection, one: OwnName, now: datetime) -> int:
    """Put a name in force from the next refresh on; its number. The same again takes the place of what was."""
    same = own_names.c.entity_id == one.ids[0], own_names.c.name == one.name, own_names.c.ended_at.is_(None)
    connection.execute(sa.update(own_names).where(*same).values(ended_at=now))
    values = {"name": one.name, "is_ignored": one.is_ignored, "by": one.by, "reason": one.reason, "at": now}
    row = connection.execute(sa.insert(own_names).values(entity_id=one.ids[0], ids=list(one.ids), **values))
    (number,) = row.inserted_primary_key or (0,)
    return int(number)


def end(connection: sa.Connection, number: int, now: datetime) -> None:
    """Take a name out of force.

    Raises:
        NotFound: there is none with this number in force.
    """
    own = own_names.c.number == number, own_names.c.ended_at.is_(None)
    if connection.execute(sa.update(own_names).where(*own).values(ended_at=now)).rowcount != 1:
        raise NotFound(f"there is no name of ours with the number {number} in force")


def of_party(connection: sa.Connection, ids: Sequence[str]) -> list[dict[str, Any]]:
    """What is in force for a party, under all its ids, the first first."""
    query = sa.select(own_names).where(own_names.c.entity_id.in_(ids), own_names.c.ended_at.is_(None))
    rows = connection.execute(query.order_by(own_names.c.number)).mappings()
    return [{**row, "at": time_json(row["at"])} for row in rows]


def adjustments(database: Database) -> tuple[Adjustment, ...]:
    """All that is in force, as lists of ours say it."""
    query = sa.select(own_names).where(own_names.c.ended_at.is_(None)).order_by(own_names.c.number)
    with database.read() as connection:
        return tuple(one for row in connection.execute(query) for one in _adjustments(row))


def _adjustments(row: Any) -> list[Adjustment]:
    if row.is_ignored:
        return [Adjustment(id, row.reason, ignore=(row.name,), where=_WHERE) for id in row.ids]
    return [Adjustment(row.entity_id, row.reason, add=(Name(row.name, NameKind.VARIANT),), where=_WHERE)]


def digests(own: Sequence[Adjustment]) -> list[str]:
    """What they add to the version of a watchlist: nothing when there is none."""
    told = repr([(one.entity, one.add, one.ignore) for one in own])
    return [hashlib.sha256(told.encode()).hexdigest()] if own else []
