"""The watchlist in force, its lists and their versions."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from watchlist.api.contract import Answer, Call, Contract
from watchlist.api.routes.shared import PRIVATE
from watchlist.api.shapes.fields import LimitQuery
from watchlist.api.shapes.watchlist import (
    ListChangePage,
    ListChangesQuery,
    ListVersionPage,
    ListVersionsQuery,
    LookbackList,
    WatchlistShape,
)
from watchlist.errors import StoreError
from watchlist.model.alerts import time_json
from watchlist.screening.listing import ListNow
from watchlist.store import lists, lookbacks, watchlists
from watchlist.store.lists import ChangeFilter


def add(contract: Contract) -> None:
    """Make them routes."""
    _add_watchlist(contract)
    _add_list_history(contract)


def _add_watchlist(contract: Contract) -> None:
    @contract.route("GET", "/api/v1/watchlist", "The watchlist in force and its lists.", gives=WatchlistShape)
    def show_watchlist(call: Call) -> Answer:
        matcher = call.service.current.get()
        current = watchlists.in_force(call.service.database)
        if current is None:
            raise StoreError("no watchlist is in force yet")
        age = (call.service.now() - current.made_at).total_seconds()
        skipped = [{"entity": s.entity_id, "name": s.name, "reason": s.reason} for s in matcher.skipped]
        return Answer({
            "version": current.version,
            "in_force_since": current.made_at.isoformat(),
            "age_seconds": round(age, 1),
            "versions": asdict(matcher.versions),
            "lists": [asdict(summary) for summary in matcher.watchlist.lists],
            "states": [_state_json(one, call.service.now()) for one in call.service.lists_now()],
            "entities": len(matcher.items),
            "skipped_names": skipped,
        })  # fmt: skip


def _add_list_history(contract: Contract) -> None:
    @contract.route(
        "GET", "/api/v1/watchlist/versions", "The versions of the lists, newest first.", gives=ListVersionPage,
        takes=ListVersionsQuery,
    )  # fmt: skip
    def list_versions(call: Call) -> Answer:
        query: ListVersionsQuery = call.query
        with call.service.database.read() as connection:
            rows = lists.versions(connection, query.list, query.before, query.limit + 1)
        more, shown = len(rows) > query.limit, rows[: query.limit]
        return Answer({"versions": shown, "next": shown[-1]["number"] if more else None, "more": more})

    @contract.route(
        "GET", "/api/v1/watchlist/changes", "What versions of the lists added, removed, renamed and changed.",
        gives=ListChangePage, takes=ListChangesQuery,
    )  # fmt: skip
    def list_changes(call: Call) -> Answer:
        query: ListChangesQuery = call.query
        wanted = ChangeFilter(query.list, query.entity, query.change, query.since)
        with call.service.database.read() as connection:
            rows = lists.changes(connection, wanted, query.after, query.limit + 1)
        more, shown = len(rows) > query.limit, rows[: query.limit]
        next_after = shown[-1]["number"] if shown else query.after
        return Answer({"changes": shown, "next": next_after, "more": more}, headers=PRIVATE)

    @contract.route(
        "GET", "/api/v1/watchlist/lookbacks", "The latest looks back at documents screened before, newest first.",
        gives=LookbackList, takes=LimitQuery,
    )  # fmt: skip
    def list_lookbacks(call: Call) -> Answer:
        with call.service.database.read() as connection:
            return Answer({"lookbacks": lookbacks.listing(connection, call.query.limit)})


def _state_json(one: ListNow, now: datetime) -> dict[str, Any]:
    return {
        "name": one.name,
        "outcome": one.outcome,
        "error": one.error,
        "is_stale": one.is_stale,
        "is_fetched": one.is_fetched,
        "licence": one.licence,
        "checked_at": time_json(one.checked_at),
        "current_at": time_json(one.current_at),
        "age_seconds": round((now - one.current_at).total_seconds(), 1) if one.current_at else None,
        "taken_at": time_json(one.taken_at),
        "failures_in_a_row": one.failures_in_a_row,
    }
