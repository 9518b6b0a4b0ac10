"""The watchlist in force: each version a row that carries the watchlist itself, so that a switch is one commit."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from watchlist.errors import StoreError
from watchlist.model.entities import Watchlist
from watchlist.store.database import Database
from watchlist.store.packing import Packing
from watchlist.store.tables import watchlist_versions

# Earlier versions whose content is kept; the rows themselves stay for ever.
_KEPT = 10
_PACKING = Packing(Watchlist, "watchlist")


@dataclass(frozen=True, slots=True)
class InForce:
    """Which version is in force: `number` grows with every switch."""

    number: int
    version: str
    made_at: datetime

    @property
    def lists(self) -> str:
        """The part of the version that the lists alone decide."""
        return self.version.partition("-")[0]


def pack(watchlist: Watchlist) -> bytes:
    """A watchlist in bytes."""
    return _PACKING.pack(watchlist)


def unpack(packed: bytes, sha256: str) -> Watchlist:
    """The watchlist that `pack` made these bytes of.

    Raises:
        StoreError: they are not those bytes.
    """
    if hashlib.sha256(packed).hexdigest() != sha256:
        raise StoreError("the stored watchlist is damaged; the next refresh writes it anew")
    watchlist = _PACKING.unpack(packed)
    return replace(watchlist, entities=tuple(watchlist.entities))


def put_in_force(connection: sa.Connection, watchlist: Watchlist, now: datetime) -> None:
    """Switch every process to this watchlist when the caller's transaction ends."""
    packed = pack(watchlist)
    table = watchlist_versions
    row = connection.execute(
        sa.insert(table).values(
            version=watchlist.version, made_at=now, sha256=hashlib.sha256(packed).hexdigest(), packed=packed
        )
    )
    (number,) = row.inserted_primary_key or (0,)
    connection.execute(sa.update(table).where(table.c.number <= number - _KEPT).values(packed=None))


def is_whole(database: Database, number: int) -> bool:
    """Whether a version is kept, and as it was written."""
    table = watchlist_versions
    with database.read() as connection:
        row: Any = connection.execute(sa.select(table.c.packed, table.c.sha256).where(table.c.number == number)).first()
    return row is not None and row.packed is not None and hashlib.sha256(row.packed).hexdigest() == row.sha256


def in_force(database: Database) -> InForce | None:
    """The version in force, cheaply; None before the first refresh."""
    table = watchlist_versions
    with database.read() as connection:
        row = connection.execute(
            sa.select(table.c.number, table.c.version, table.c.made_at).order_by(table.c.number.desc()).limit(1)
        ).first()
    return InForce(row.number, row.version, row.made_at) if row else None


def load(database: Database, number: int) -> Watchlist:
    """The watchlist of one version.

    Raises:
        StoreError: it is damaged, of another release, or no longer kept.
    """
    table = watchlist_versions
    with database.read() as connection:
        row: Any = connection.execute(sa.select(table.c.packed, table.c.sha256).where(table.c.number == number)).first()
    if row is None or row.packed is None:
        raise StoreError(f"watchlist version number {number} is not kept")
    return unpack(row.packed, row.sha256)


def find(database: Database, version: str) -> Watchlist:
    """The watchlist of a version by its name, as it was last in force.

    Raises:
        StoreError: it was never in force, is no longer kept, damaged, or of another release.
    """
    table = watchlist_versions.c
    with database.read() as connection:
        number = connection.scalar(sa.select(sa.func.max(table.number)).where(table.version == version))
    if number is None:
        raise StoreError(f"watchlist {version} was never in force here")
    return load(database, number)
