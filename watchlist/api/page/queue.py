"""The queue: what waits, the most urgent first, with filters; and word of what changed since it was shown."""

from typing import Any

from flask import Blueprint, jsonify, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from watchlist.api.page.alert import show
from watchlist.api.page.filters import Queue, queue_of_request
from watchlist.model.alerts import Disposition, Severity
from watchlist.model.entities import Schema
from watchlist.store import alerts, log, search
from watchlist.wiring import Service

# Alerts in the list beside the one that is looked at.
_SHOWN = 50
# Counting goes no further; more are told as "1000+".
_MOST_COUNTED = 1000


def add(page: Blueprint, service: Service) -> None:
    """Make it pages."""

    @page.get("/review")
    def show_queue() -> str:
        queue = queue_of_request()
        listed = of_page(service, queue)
        first = show(service, listed["alerts"][0]["id"]) if listed["alerts"] else {}
        return render_template("queue.html", queue=queue, chosen=False, **listed, **first)

    @page.get("/review/alerts/<id>")
    def show_alert(id: str) -> str:
        queue = queue_of_request()
        return render_template("queue.html", queue=queue, chosen=True, **of_page(service, queue), **show(service, id))

    @page.get("/review/news")
    def news() -> AnyResponse:
        after = request.args.get("after", "0")
        with service.database.read() as connection:
            last = log.last_seq(connection)
            known = int(after) if after.isdecimal() and len(after) < 19 else last
            changed = log.changes(connection, search.AlertFilter(), known, 50).rows
        return jsonify({"seq": last, "changed": [row["alert"].get("id") for row in changed], "count": last - known})


def of_page(service: Service, queue: Queue) -> dict[str, Any]:
    """What stands in the list of a queue, and what it can be filtered by."""
    with service.database.read() as connection:
        rows, end = search.queue(connection, queue.wanted(service), queue.after, _SHOWN)
        count = search.count(connection, queue.wanted(service), _MOST_COUNTED)
        seq = log.last_seq(connection)
        waiting = alerts.count_open(connection)
    return {
        "alerts": rows,
        "end": f"{end[0]}.{end[1]}" if end else None,
        "count": f"{_MOST_COUNTED}+" if count == _MOST_COUNTED else str(count),
        "waiting": waiting,
        "seq": seq,
        "choices": {
            "disposition": [*(one.value for one in Disposition), "all"],
            "severity": [one.value for one in reversed(Severity)],
            "schema": [one.value for one in Schema],
            "publisher": _publishers(service),
        },
    }


def _publishers(service: Service) -> list[str]:
    return sorted({one.summary.publisher for one in service.lists_now() if one.summary})
