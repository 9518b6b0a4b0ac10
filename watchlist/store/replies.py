"""Answers that are kept under an Idempotency-Key, so that who did not hear one may ask again."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from watchlist.store.tables import replies

# For so long a request may be repeated; what is older is a new request.
_LAST = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request with a key: whose it is, its key, and the hash of what was asked."""

    by: str
    key: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as it was given; `asked_sha256` is the hash of what it answers."""

    status: int
    headers: dict[str, str]
    body: Any
    asked_sha256: str = ""


def asked(by: str, key: str, *parts: str) -> Asked:
    """A request as it is told from others under its key."""
    return Asked(by, key, hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest())


def find(connection: sa.Connection, one: Asked, now: datetime) -> Reply | None:
    """The answer that was given under this key; None when there is none, or it is too old."""
    own = replies.c.by == one.by, replies.c.key == one.key
    row = connection.execute(sa.select(replies).where(*own)).first()
    if row is None:
        return None
    if row.at < now - _LAST:
        connection.execute(sa.delete(replies).where(*own))
        return None
    return Reply(row.status, row.headers, row.body, row.asked_sha256)


def keep(connection: sa.Connection, one: Asked, reply: Reply, now: datetime) -> None:
    """Keep an answer, in the transaction of what it answers."""
    values = {"status": reply.status, "headers": reply.headers, "body": reply.body}
    row = {"by": one.by, "key": one.key, "asked_sha256": one.sha256, "at": now, **values}
    connection.execute(sa.insert(replies).values(**row))


def forget(connection: sa.Connection, now: datetime) -> None:
    """Remove the answers that are too old to be asked for."""
    connection.execute(sa.delete(replies).where(replies.c.at < now - _LAST))
