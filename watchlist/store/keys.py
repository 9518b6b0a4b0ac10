"""Keys to the API. A key is shown once, when it is made; the store has its hash alone."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from watchlist.errors import NotFound
from watchlist.model.alerts import time_json
from watchlist.store import audit
from watchlist.store.database import Database
from watchlist.store.tables import api_keys, sessions
from watchlist.store.upsert import insert_or_ignore

# The row of the key that the settings give.
_FROM_SETTINGS = "settings"
# Put together once, for every request needs them.
_ANY_KEY = sa.select(api_keys.c.id).where(api_keys.c.revoked_at.is_(None)).limit(1)
_KEY = sa.select(api_keys).where(api_keys.c.sha256 == sa.bindparam("sha256"), api_keys.c.revoked_at.is_(None))


class Role(StrEnum):
    """What a key may do; each role may all that the ones before it may."""

    READ = "read"
    REVIEW = "review"
    ADMIN = "admin"

    def may(self, needed: "Role") -> bool:
        """Whether this role suffices."""
        order = list(Role)
        return order.index(self) >= order.index(needed)


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose key it is."""

    id: str
    name: str
    role: Role


def hash_key(key: str) -> str:
    """SHA-256 suffices: keys are long and random, not passwords."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def create_first(database: Database, role: Role, now: datetime) -> str | None:
    """Make a key `wl_<id>_<secret>` when there is none at all; it cannot be shown again.

    Of two processes that start at once, one makes it, and the other gets None.
    """
    key, row = _make(role, "first", now)
    with database.write() as connection:
        database.lock_log(connection)
        if connection.scalar(sa.select(sa.func.count()).select_from(api_keys)):
            return None
        connection.execute(sa.insert(api_keys).values(**row))
    return key


def create(database: Database, role: Role, name: str, by: str, now: datetime) -> str:
    """Make a key `wl_<id>_<secret>` for someone; it cannot be shown again."""
    key, row = _make(role, name, now)
    with database.write() as connection:
        connection.execute(sa.insert(api_keys).values(**row))
        audit.add(connection, by, "create_key", row["id"], f"{role.value} for {name}", now)
    return key


def _make(role: Role, name: str, now: datetime) -> tuple[str, dict[str, Any]]:
    id, secret = secrets.token_hex(4), secrets.token_urlsafe(24)
    key = f"wl_{id}_{secret}"
    return key, {"id": id, "name": name, "role": role.value, "sha256": hash_key(key), "created_at": now}


def listing(connection: sa.Connection) -> list[dict[str, Any]]:
    """Every key there ever was, the first first, without what would let anyone in."""
    query = sa.select(api_keys).order_by(api_keys.c.created_at, api_keys.c.id)
    times = ("created_at", "revoked_at")
    return [
        {key: time_json(value) if key in times else value for key, value in row.items() if key != "sha256"}
        for row in connection.execute(query).mappings()
    ]


def revoke(database: Database, id: str, by: str, now: datetime) -> None:
    """Make a key invalid.

    Raises:
        NotFound: there is no valid key with this id.
    """
    with database.write() as connection:
        valid = api_keys.c.id == id, api_keys.c.revoked_at.is_(None)
        if connection.execute(sa.update(api_keys).where(*valid).values(revoked_at=now)).rowcount != 1:
            raise NotFound(f"there is no valid key {id!r}; `watchlist keys` lists them")
        audit.add(connection, by, "revoke_key", id, "", now)


def put_from_settings(database: Database, key: str | None, now: datetime) -> None:
    """Make the key of the settings valid, and the one they gave before invalid."""
    sha256 = hash_key(key) if key else None
    with database.write() as connection:
        known = connection.scalar(sa.select(api_keys.c.sha256).where(api_keys.c.id == _FROM_SETTINGS))
        if known == sha256:
            return
        connection.execute(sa.delete(api_keys).where(api_keys.c.id == _FROM_SETTINGS))
        if sha256:
            who = {"id": _FROM_SETTINGS, "name": _FROM_SETTINGS, "role": Role.ADMIN.value}
            row = {**who, "sha256": sha256, "created_at": now}
            insert_or_ignore(connection, api_keys, row)


def find(database: Database, key: str) -> Holder | None:
    """Who holds a key; None when it is not valid."""
    sha256 = hash_key(key)
    with database.read() as connection:
        row = connection.execute(_KEY, {"sha256": sha256}).first()
    if row is None or not hmac.compare_digest(row.sha256, sha256):
        return None
    return _holder(row)


def _holder(row: Any) -> Holder:
    return Holder(row.id, row.name, Role(row.role))


def sign_in(connection: sa.Connection, holder: Holder, now: datetime, until: datetime) -> str:
    """Begin a session for who holds a key; its token, of which the store has the hash alone."""
    token = secrets.token_urlsafe(32)
    connection.execute(sa.delete(sessions).where(sessions.c.until < now))
    row = {"sha256": hash_key(token), "key_id": holder.id, "made_at": now, "until": until}
    connection.execute(sa.insert(sessions).values(**row))
    return token


def of_session(database: Database, token: str, now: datetime) -> Holder | None:
    """Who signed in; None when the session is over, or the key is no longer valid."""
    query = (
        sa.select(api_keys)
        .join(sessions, sessions.c.key_id == api_keys.c.id)
        .where(sessions.c.sha256 == hash_key(token), sessions.c.until > now, api_keys.c.revoked_at.is_(None))
    )
    with database.read() as connection:
        row = connection.execute(query).first()
    return None if row is None else _holder(row)


def sign_out(connection: sa.Connection, token: str) -> None:
    """End a session."""
    connection.execute(sa.delete(sessions).where(sessions.c.sha256 == hash_key(token)))


def are_there(database: Database) -> bool:
    """Whether any key is valid; without one the API asks for none."""
    with database.read() as connection:
        return connection.scalar(_ANY_KEY) is not None
