"""Beside a worker that runs: what a command asks of it, and waits for."""

import time
from datetime import datetime
from typing import Any

from watchlist.errors import NotFound, StoreError
from watchlist.store import jobs
from watchlist.store.leader import Leadership
from watchlist.wiring import Service

# Seconds between two looks at a job that the worker does for us.
_LOOK_EVERY = 0.2


def by_worker(service: Service, leadership: Leadership, job: str, options: dict[str, Any] | None = None) -> str | None:
    """Ask the worker that leads to run a job, and wait until it has; what went wrong.

    Raises:
        StoreError: the worker ended before it was done.
    """
    started = service.now()
    try:
        jobs.request(service.database, job, started, options)
        while not _is_done(found := jobs.find(service.database, job), started):
            if leadership.take():
                raise StoreError("the worker has ended before it was done; say it again")
            time.sleep(_LOOK_EVERY)
    except NotFound:
        return f"{job}: the worker that runs has other settings: it knows no such job"
    if found["last_outcome"] == "failed":
        return str((found["last_result"] or {}).get("error", "failed"))
    return None


def _is_done(job: dict[str, Any], since: datetime) -> bool:
    ended = job["last_ended_at"]
    return job["requested_at"] is None and ended is not None and datetime.fromisoformat(ended) >= since
