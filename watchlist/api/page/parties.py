"""A party: what the lists say of it, the alerts on it, what is remembered, and names of our own."""

import contextlib
from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from watchlist.api.page.alert import party
from watchlist.api.page.filters import Queue
from watchlist.api.problems import RequestError
from watchlist.api.shapes.fields import is_storable
from watchlist.errors import NotFound
from watchlist.model.entities import Entity
from watchlist.store import audit, jobs, memories, own_names, search
from watchlist.store.own_names import OwnName
from watchlist.store.search import AlertFilter
from watchlist.wiring import Service

_SHOWN = 50
_LONGEST = 300


def add(page: Blueprint, service: Service) -> None:
    """Make them pages."""

    @page.get("/review/parties/<path:id>")
    def show_party(id: str) -> str:
        return render_template("party.html", **_of_page(service, id))

    @page.post("/review/parties/<path:id>/names")
    def change_names(id: str) -> AnyResponse:
        now, by = service.now(), str(g.holder.name or g.holder.id)
        name, reason = request.form.get("name", "").strip(), request.form.get("reason", "").strip()
        ended = request.form.get("ended", "")
        with service.database.write() as connection:
            if ended.isdecimal() and len(ended) < 10:
                own_names.end(connection, int(ended), now)
                audit.add(connection, by, "end_own_name", id, ended, now)
            else:
                _refuse_empty(name=name, reason=reason)
                is_ignored = request.form.get("action") == "ignore"
                own_names.add(connection, OwnName(service.ids_of(id), name, is_ignored, by, reason), now)
                audit.add(connection, by, "ignore_name" if is_ignored else "add_name", id, name, now)
        _refresh_soon(service)
        return redirect(url_for("page.show_party", id=id, saved=1), 303)


def _refuse_empty(**given: str) -> None:
    for field, value in given.items():
        if not 0 < len(value) <= _LONGEST or not is_storable(value):
            raise RequestError(422, f"{field}: {len(value)} characters; expected 1 to {_LONGEST}")


def _refresh_soon(service: Service) -> None:
    with contextlib.suppress(NotFound):  # no worker has ever run here; its first refresh takes the name
        jobs.request(service.database, "refresh", service.now())


def _of_page(service: Service, id: str) -> dict[str, Any]:
    ids, found = service.ids_of(id), party(service, id)
    with service.database.read() as connection:
        alerts, _ = search.queue(connection, AlertFilter(entities=ids), None, _SHOWN)
        if found is None and not alerts:
            raise NotFound(f"there is no party {id!r}, on the lists or in an alert")
        return {
            "id": id,
            "party": found,
            "caption": found.caption if found else alerts[0]["entity"]["caption"],
            "is_entity": isinstance(found, Entity),
            "alerts": alerts,
            "own": own_names.of_party(connection, ids),
            "remembered_here": memories.of_party(connection, ids),
            "queue": Queue({"entity": id, "disposition": "all"}),
            "saved": request.args.get("saved"),
        }
