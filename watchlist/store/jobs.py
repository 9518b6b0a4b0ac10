"""Jobs of the scheduler as rows: how each last went, when it is due, and who asked for it now."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from watchlist.errors import NotFound
from watchlist.model.alerts import time_json
from watchlist.store.database import Database
from watchlist.store.tables import jobs
from watchlist.store.upsert import insert_or_ignore


def of_source(name: str) -> str:
    """What the job is called that looks at a source."""
    return f"source:{name}"


def declare(database: Database, names: list[str]) -> None:
    """Make a row for each job that has none yet; jobs that are no more are forgotten."""
    with database.write() as connection:
        connection.execute(sa.delete(jobs).where(jobs.c.name.not_in(names)))
        for name in names:
            _add(connection, name)


def add(database: Database, name: str) -> None:
    """Make a row for a job that has none yet."""
    with database.write() as connection:
        _add(connection, name)


def _add(connection: sa.Connection, name: str) -> None:
    insert_or_ignore(connection, jobs, {"name": name, "runs": 0, "failures": 0, "skipped": 0})


def started(database: Database, name: str, now: datetime) -> None:
    """A run begins."""
    _change(database, name, last_started_at=now)


def ended(database: Database, name: str, now: datetime, outcome: str, result: dict[str, Any]) -> None:
    """A run is over: `outcome` is done or failed, `result` what it reports."""
    failed = jobs.c.failures + int(outcome == "failed")
    _change(
        database,
        name,
        last_ended_at=now,
        last_outcome=outcome,
        last_result=result,
        runs=jobs.c.runs + 1,
        failures=failed,
    )


def due(database: Database, name: str, at: datetime | None) -> None:
    """When it runs next."""
    _change(database, name, next_run_at=at)


def skipped(database: Database, name: str) -> None:
    """It was due while it still ran."""
    _change(database, name, skipped=jobs.c.skipped + 1)


def request(database: Database, name: str, now: datetime, options: dict[str, Any] | None = None) -> dict[str, Any]:
    """Ask the worker to run a job now, perhaps with options; asking twice before it does is asking once.

    Raises:
        NotFound: there is no such job.
    """
    with database.write() as connection:
        connection.execute(
            sa.update(jobs)
            .where(jobs.c.name == name, jobs.c.requested_at.is_(None))
            .values(requested_at=now, requested_with=options)
        )
        row = connection.execute(sa.select(jobs).where(jobs.c.name == name)).mappings().first()
    if row is None:
        raise NotFound(f"there is no job {name!r}")
    return _json(row)


def pause(database: Database, name: str, at: datetime | None) -> dict[str, Any]:
    """Let a job rest from a time on, or with None go on; it still runs when someone asks for it by name.

    Raises:
        NotFound: there is no such job.
    """
    _change(database, name, paused_at=at)
    return find(database, name)


def is_paused(database: Database, name: str) -> bool:
    """Whether a job rests."""
    with database.read() as connection:
        return connection.scalar(sa.select(jobs.c.paused_at).where(jobs.c.name == name)) is not None


def requested(database: Database) -> list[str]:
    """The jobs someone asked for, without a lock."""
    with database.read() as connection:
        return list(connection.scalars(sa.select(jobs.c.name).where(jobs.c.requested_at.is_not(None))))


def claim_request(database: Database, name: str) -> dict[str, Any] | None:
    """Take on a request, and give its options; None when another worker did."""
    with database.write() as connection:
        asked = jobs.c.name == name, jobs.c.requested_at.is_not(None)
        options = connection.scalar(sa.select(jobs.c.requested_with).where(*asked))
        changed = connection.execute(sa.update(jobs).where(*asked).values(requested_at=None, requested_with=None))
        return (options or {}) if changed.rowcount == 1 else None


def find(database: Database, name: str) -> dict[str, Any]:
    """One job.

    Raises:
        NotFound: there is none of this name.
    """
    with database.read() as connection:
        row = connection.execute(sa.select(jobs).where(jobs.c.name == name)).mappings().first()
    if row is None:
        raise NotFound(f"there is no job {name!r}")
    return _json(row)


def listing(connection: sa.Connection) -> list[dict[str, Any]]:
    """Every job, by name."""
    return [_json(row) for row in connection.execute(sa.select(jobs).order_by(jobs.c.name)).mappings()]


def _change(database: Database, name: str, **values: Any) -> None:
    with database.write() as connection:
        connection.execute(sa.update(jobs).where(jobs.c.name == name).values(**values))


def _json(row: Any) -> dict[str, Any]:
    times = ("last_started_at", "last_ended_at", "next_run_at", "requested_at", "paused_at")
    return {key: time_json(value) if key in times else value for key, value in row.items() if key != "requested_with"}
