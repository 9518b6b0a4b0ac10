"""Entities and sectors on the watchlist."""

import itertools
from dataclasses import asdict
from typing import Any

from watchlist.api.contract import Answer, Call, Contract
from watchlist.api.shapes.entities import EntitiesQuery, EntityPage, EntityShape
from watchlist.errors import NotFound
from watchlist.model.alerts import entity_json
from watchlist.model.entities import Entity, Name, Sector


def add(contract: Contract) -> None:
    """Make them routes."""

    @contract.route(
        "GET",
        "/api/v1/entities",
        "Entities and sectors on the watchlist.",
        gives=EntityPage,
        takes=EntitiesQuery,
    )
    def list_entities(call: Call) -> Answer:
        query: EntitiesQuery = call.query
        items = call.service.current.get().items
        wanted = (item for item in items.after(query.after or "") if _is_wanted(item, query))
        found = list(itertools.islice(wanted, query.limit + 1))
        more = len(found) > query.limit
        shown = [entity_json(item) for item in found[: query.limit]]
        return Answer({"entities": shown, "next": shown[-1]["id"] if more else None, "more": more})

    @contract.route("GET", "/api/v1/entities/{id}", "One entity or sector.", gives=EntityShape, errors=(404,))
    def show_entity(call: Call) -> Answer:
        item = call.service.current.get().items.get(call.path["id"])
        if item is None:
            raise NotFound(f"there is no entity {call.path['id']!r} on the watchlist in force")
        listings = [asdict(listing) | {"listed_on": _day(listing.listed_on)} for listing in item.listings]
        return Answer(
            entity_json(item)
            | {
                "names": [asdict(name) for name in _names(item)],
                **_particulars(item),
                "listings": listings,
                "statements": [asdict(statement) for statement in item.statements],
            }
        )


def _is_wanted(item: Entity | Sector, query: EntitiesQuery) -> bool:
    if query.schema_ is not None and item.schema is not query.schema_:
        return False
    texts = [item.id, item.caption, *(name.text for name in _names(item))]
    return query.q is None or any(query.q.lower() in text.lower() for text in texts)


def _names(item: Entity | Sector) -> tuple[Name, ...]:
    return item.names if isinstance(item, Entity) else tuple(Name(text) for text in (item.caption, *item.terms))


def _particulars(item: Entity | Sector) -> dict[str, Any]:
    """What tells a party from its namesakes."""
    if isinstance(item, Sector):
        return {"births": [], "identifiers": [], "positions": []}
    identifiers = [{"scheme": one.scheme, "value": one.value, "is_valid": one.is_valid} for one in item.identifiers]
    return {"births": list(item.births), "identifiers": identifiers, "positions": list(item.positions)}


def _day(day: Any) -> str | None:
    return None if day is None else day.isoformat()
