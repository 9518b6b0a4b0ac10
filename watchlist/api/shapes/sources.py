"""Sources of text and the worker's jobs."""

from typing import Any

from pydantic import BaseModel


class SourceShape(BaseModel):
    """One source of new text.

    `documents`: texts that it ever brought. `items`: entries of its listing that are known; `waiting` of them are still
    to be read, `unread` could not be; `left_out` were beyond the most in the last listing.
    """

    name: str
    kind: str
    places: list[str]
    every: float | None
    cron: str | None
    priority: int
    outcome: str
    error: str | None
    checked_at: str | None
    succeeded_at: str | None
    failures_in_a_row: int
    failures: int
    documents: int
    left_out: int
    items: int
    waiting: int
    unread: int
    job: str | None
    paused_at: str | None
    next_run_at: str | None


class SourceList(BaseModel):
    """Every source, in the order of its file."""

    sources: list[SourceShape]


class UnreadItem(BaseModel):
    """An item that could not be read, why, and after how many tries."""

    key: str
    reason: str
    tries: int


class UnreadItemList(BaseModel):
    """Items that could not be read."""

    items: list[UnreadItem]


class JobShape(BaseModel):
    """One job of the worker."""

    name: str
    last_started_at: str | None
    last_ended_at: str | None
    last_outcome: str | None
    last_result: dict[str, Any] | None
    next_run_at: str | None
    requested_at: str | None
    runs: int
    failures: int
    skipped: int
    paused_at: str | None


class JobList(BaseModel):
    """Every job, and the files in which something could not be read."""

    jobs: list[JobShape]
    unread_files: list[dict[str, Any]]
