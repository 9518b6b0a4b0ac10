"""What several routes have in common."""

from dataclasses import replace
from typing import Any

from watchlist.api.contract import Call
from watchlist.api.shapes.fields import is_storable
from watchlist.errors import NotFound
from watchlist.store.search import AlertFilter

# What a poller is asked to wait between two calls, in seconds.
_POLL_INTERVAL = "5"
PRIVATE = {"Cache-Control": "private, no-cache", "X-Poll-Interval": _POLL_INTERVAL}


def tag(alert: dict[str, Any]) -> str:
    """What tells one state of an alert from another."""
    return f'"{alert["seq"]}"'


def storable_id(call: Call, noun: str, key: str = "id") -> str:
    """A path's id; what no row can hold is not found."""
    value = call.path[key]
    if not is_storable(value):
        raise NotFound(f"there is no {noun} {value!r}")
    return value


def fixed_filter(call: Call) -> AlertFilter:
    """The filter of a query on what never changes: party, publisher and kind of thing."""
    query = call.query
    schema = query.schema_.value if query.schema_ else None
    ids = call.service.ids_of(query.entity) if query.entity else None
    return AlertFilter(schema=schema, entities=ids, publisher=query.publisher)


def alert_filter(call: Call) -> AlertFilter:
    """The filter of a query for alerts as they are now."""
    query = call.query
    return replace(
        fixed_filter(call),
        min_score=query.min_score,
        severity=query.severity,
        disposition=query.disposition,
        since=query.since,
        q=query.q,
        assignee=query.assignee,
    )
