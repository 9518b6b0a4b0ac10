"""Alerts as they are now, and the log of their changes."""

import hashlib
import json
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from flask import request

from watchlist import __version__
from watchlist.api.contract import Answer, Call, Contract
from watchlist.api.routes.shared import PRIVATE, alert_filter, fixed_filter, storable_id, tag
from watchlist.api.shapes.alerts import AlertPage, AlertShape, AlertsQuery, ChangePage, CopiesQuery, CopyPage, LogQuery
from watchlist.store import alerts, log, search

# How often a waiting call looks for a change, in seconds.
_LOOK_EVERY = 0.25
# Answers that are kept, and the bytes of the largest: 16 MB at the most.
_MOST_KEPT, _LARGEST_KEPT = 32, 500_000


class Waiters:
    """How many calls may wait at once: a waiting call holds a thread, and probes need one, too."""

    def __init__(self, most: int, stop: threading.Event) -> None:
        """`stop` ends all waiting."""
        self._places = threading.BoundedSemaphore(most)
        self._stop = stop

    def wait_for(self, is_there: Callable[[], bool], seconds: float) -> None:
        """Return when there is something, when time is up, when no place is free, or when the service stops."""
        if not seconds or not self._places.acquire(blocking=False):
            return
        try:
            until = time.monotonic() + seconds
            while not is_there() and time.monotonic() < until and not self._stop.is_set():
                self._stop.wait(_LOOK_EVERY)
        finally:
            self._places.release()


class Answers:
    """The latest answers, by their tags: pollers that ask the same get the same, and it is put together once."""

    def __init__(self) -> None:
        """Nothing was asked yet."""
        self._answers: OrderedDict[str, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, tag: str) -> bytes | None:
        """The answer with a tag; None when it is not kept."""
        with self._lock:
            if tag in self._answers:
                self._answers.move_to_end(tag)
            return self._answers.get(tag)

    def put(self, tag: str, answer: bytes) -> None:
        """Keep an answer, unless it is large, in place of the one that was asked for longest ago."""
        if len(answer) > _LARGEST_KEPT:
            return
        with self._lock:
            self._answers[tag] = answer
            while len(self._answers) > _MOST_KEPT:
                self._answers.popitem(last=False)


def add(contract: Contract, waiters: Waiters) -> None:
    """Make them routes."""
    answers = Answers()

    @contract.route(
        "GET", "/api/v1/alerts", "The alerts as they are now, newest first.", gives=AlertPage,
        takes=AlertsQuery, has_etag=True,
    )  # fmt: skip
    def list_alerts(call: Call) -> Answer:
        query: AlertsQuery = call.query
        with call.service.database.read() as connection:
            etag = _etag(log.last_seq(connection), query.model_dump_json())
            if etag in request.headers.get("If-None-Match", ""):
                return Answer("", 304, {"ETag": etag, **PRIVATE})
            known = answers.get(etag)
            if known is None:
                page = search.page(connection, alert_filter(call), query.before, query.limit)
                known = json.dumps({"alerts": page.rows, "next": page.next, "more": page.more}).encode()
                if query.entity is None:  # which ids a party has depends on the lists, too
                    answers.put(etag, known)
        return Answer(known, headers={"ETag": etag, **PRIVATE})

    @contract.route(
        "GET", "/api/v1/alerts/changes", "Every change of every alert, once and in order, after a number.",
        gives=ChangePage, takes=LogQuery,
    )  # fmt: skip
    def follow_alerts(call: Call) -> Answer:
        query: LogQuery = call.query
        database, wanted = call.service.database, fixed_filter(call)

        def look() -> search.Page:
            with database.read() as connection:
                return log.changes(connection, wanted, query.after, query.limit)

        page = look()
        if not page.rows and query.wait:
            waiters.wait_for(lambda: bool(look().rows), min(query.wait, call.service.settings.api.max_wait))
            page = look()
        return Answer({"changes": page.rows, "next": page.next, "more": page.more}, headers=PRIVATE)

    @contract.route("GET", "/api/v1/alerts/{id}", "One alert.", gives=AlertShape, errors=(404,))
    def show_alert(call: Call) -> Answer:
        with call.service.database.read() as connection:
            alert = alerts.get(connection, storable_id(call, "alert"))
        return Answer(alert, headers={"ETag": tag(alert), **PRIVATE})

    @contract.route(
        "GET", "/api/v1/alerts/{id}/documents", "Every document of an alert's story that has a hit.",
        gives=CopyPage, takes=CopiesQuery, errors=(404,),
    )  # fmt: skip
    def list_copies(call: Call) -> Answer:
        query: CopiesQuery = call.query
        with call.service.database.read() as connection:
            rows = alerts.documents(connection, storable_id(call, "alert"), query.after, query.limit + 1)
        more, shown = len(rows) > query.limit, rows[: query.limit]
        next_after = shown[-1]["number"] if shown else query.after
        return Answer({"documents": shown, "next": next_after, "more": more}, headers=PRIVATE)


def _etag(seq: int, query: str) -> str:
    return f'"{seq}-{hashlib.sha256(f"{__version__} {query}".encode()).hexdigest()[:12]}"'
