"""What several routes have in common."""

from typing import Any

from watchlist.api.contract import Call
from watchlist.errors import NotFound

# What a poller is asked to wait between two calls, in seconds.
_POLL_INTERVAL = "5"


PRIVATE = {"Cache-Control": "private, no-cache", "X-Poll-Interval": _POLL_INTERVAL}


def tag(alert: dict[str, Any]) -> str:
    """What tells one state of an alert from another."""
    return f'"{alert["seq"]}"'


def storable_id(call: Call, noun: str, key: str = "id") -> str:
    """A path's id; what no row can hold is not found."""
    value = call.path[key]
    if "\x00" in value or any("\ud800" <= c <= "\udfff" for c in value):
        raise NotFound(f"there is no {noun} {value!r}")
    return value
