"""Looks back over documents that had been screened: which of them wait again, and that the others have nothing new."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from watchlist.model.alerts import time_json
from watchlist.store.database import Database
from watchlist.store.tables import documents, lookbacks

# Values of one statement; SQLite allows 32,766.
_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Lookback:
    """A look back.

    Attributes:
        screened_with, looked_with: the versions before and after.
        entities: parties that are new or otherwise listed.
        documents: all that were looked at; `chosen` of them are screened again.
    """

    started_at: datetime
    screened_with: str
    looked_with: str
    entities: int
    documents: int = 0
    chosen: int = 0


def record(database: Database, looked: Lookback, chosen: Sequence[str], now: Callable[[], datetime]) -> Lookback:
    """Let the chosen documents wait for the scan and mark the others as screened, in one step with the record of it."""
    column = documents.c.screened_with
    with database.write() as connection:
        waiting = 0
        for some in _parts(chosen):
            values = sa.update(documents).where(documents.c.sha256.in_(some), column == looked.screened_with)
            waiting += connection.execute(values.values(screened_with=None)).rowcount
        others = sa.update(documents).where(column == looked.screened_with).values(screened_with=looked.looked_with)
        count = waiting + connection.execute(others).rowcount
        done = replace(looked, documents=count, chosen=waiting)
        connection.execute(sa.insert(lookbacks).values(**asdict(done), ended_at=now()))
    return done


def _parts(values: Sequence[str]) -> list[Sequence[str]]:
    return [values[at : at + _AT_ONCE] for at in range(0, len(values), _AT_ONCE)]


def listing(connection: sa.Connection, limit: int) -> list[dict[str, Any]]:
    """The looks back, newest first."""
    rows = connection.execute(sa.select(lookbacks).order_by(lookbacks.c.number.desc()).limit(limit)).mappings()
    times = ("started_at", "ended_at")
    return [dict(row) | {key: time_json(row[key]) for key in times} for row in rows]
