"""The record of screenings: which text was screened when, with which list, matcher and policy, and with what result."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from watchlist.model.alerts import time_json
from watchlist.store.tables import documents, lookbacks, screenings

_AT_A_TIME = 1000


@dataclass(frozen=True, slots=True)
class ScreeningFilter:
    """Which screenings: of one text, and from a time on until another; None takes all."""

    sha256: str | None = None
    since: datetime | None = None
    until: datetime | None = None


def listing(connection: sa.Connection, wanted: ScreeningFilter, after: int, limit: int) -> list[dict[str, Any]]:
    """Screenings after a number, the first first; of a text that is no longer kept, without its origin."""
    query = (
        sa.select(screenings, documents.c.origin)
        .join_from(screenings, documents, documents.c.sha256 == screenings.c.sha256, isouter=True)
        .where(screenings.c.number > after, *_conditions(wanted))
        .order_by(screenings.c.number)
        .limit(limit)
    )
    return [_json(row) for row in connection.execute(query).mappings()]


def each(connection: sa.Connection, wanted: ScreeningFilter) -> Iterator[dict[str, Any]]:
    """Every screening that is wanted, the first first, some at a time."""
    after = 0
    while rows := listing(connection, wanted, after, _AT_A_TIME):
        yield from rows
        after = rows[-1]["number"]


def lookbacks_at(connection: sa.Connection, wanted: ScreeningFilter) -> list[dict[str, Any]]:
    """The looks back in that time: texts that they did not choose are known to have had nothing new then."""
    conditions = [lookbacks.c.ended_at >= wanted.since] if wanted.since else []
    conditions += [lookbacks.c.ended_at < wanted.until] if wanted.until else []
    query = sa.select(lookbacks).where(*conditions).order_by(lookbacks.c.number)
    times = ("started_at", "ended_at")
    return [
        {key: time_json(value) if key in times else value for key, value in row.items()}
        for row in connection.execute(query).mappings()
    ]


def _conditions(wanted: ScreeningFilter) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = []
    if wanted.sha256 is not None:
        conditions.append(screenings.c.sha256 == wanted.sha256)
    if wanted.since is not None:
        conditions.append(screenings.c.screened_at >= wanted.since)
    if wanted.until is not None:
        conditions.append(screenings.c.screened_at < wanted.until)
    return conditions


def _json(row: Any) -> dict[str, Any]:
    return {**row, "screened_at": time_json(row["screened_at"])}
