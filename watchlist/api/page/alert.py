"""One alert with all that bears on it: passages, names letter by letter, evidence, listings, copies, history."""

from typing import Any

import sqlalchemy as sa

from watchlist.api.page.passages import compare_words, passages
from watchlist.errors import StoreError
from watchlist.model.entities import Entity, Sector
from watchlist.store import alerts, documents, memories, steps
from watchlist.wiring import Service

# Copies and earlier decisions that are shown; the API has all of them.
_COPIES, _DECISIONS = 20, 3


def show(service: Service, id: str) -> dict[str, Any]:
    """All that the page says of an alert.

    Raises:
        NotFound: there is no such alert.
    """
    with service.database.read() as connection:
        alert = alerts.get(connection, id)
        ids = service.ids_of(alert["entity"]["id"])
        return {
            "alert": alert,
            "hits": [_hit(connection, hit) for hit in alert["hits"]],
            "copies": alerts.documents(connection, id, 0, _COPIES) if alert["hit_count"] > 1 else [],
            "history": steps.of_alert(connection, id),
            "earlier": [one for one in steps.decided_on_party(connection, ids, _DECISIONS + 1) if one["alert"] != id][
                :_DECISIONS
            ],
            "remembered_here": memories.of_alert(connection, id),
            "suggested": [*service.settings.review.reasons, *[""] * 5],
            "remember_days": service.settings.review.remember_days,
            "party": party(service, alert["entity"]["id"]),
        }


def _hit(connection: sa.Connection, hit: dict[str, Any]) -> dict[str, Any]:
    text = documents.text_of(connection, hit["document"]["sha256"])
    best = max(hit["mentions"], key=lambda mention: mention["score"], default=None)
    return hit | {
        "passages": passages(hit, text),
        "best": best,
        "letters": compare_words(best["words"]) if best else [],
    }


def party(service: Service, id: str) -> Entity | Sector | None:
    """The party as it is listed now; None when it is not."""
    try:
        return service.current.get().items.get(id)
    except StoreError:
        return None  # no watchlist is in force yet
