"""Every route on one screen after another: check, call one function, answer."""

import hashlib
import itertools
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from flask import request
from prometheus_client import CollectorRegistry

from watchlist import __version__, matching
from watchlist.api import metrics, shapes
from watchlist.api.contract import Answer, Call, Contract, describe
from watchlist.api.problems import RequestError
from watchlist.errors import NotFound, StoreError
from watchlist.model.alerts import entity_json, hit_json, time_json
from watchlist.model.documents import Document, make_document
from watchlist.model.entities import Entity, Name, Sector
from watchlist.screening.listing import ListNow
from watchlist.screening.scan import Screened, record
from watchlist.sources.items import canonical
from watchlist.store import alerts, decisions, documents, jobs, lists, lookbacks, sources, watchlists
from watchlist.store.alerts import AlertFilter
from watchlist.store.decisions import Decision
from watchlist.store.documents import FileRead
from watchlist.store.keys import Role
from watchlist.store.lists import ChangeFilter
from watchlist.wiring import Service

# What a poller is asked to wait between two calls, in seconds.
_POLL_INTERVAL = "5"
# How often a waiting call looks for a change, in seconds.
_LOOK_EVERY = 0.25

# Characters that are screened within a request: some seconds for a text full of names. Longer ones wait for the worker.
_MOST_AT_ONCE = 1_000_000

_PRIVATE = {"Cache-Control": "private, no-cache", "X-Poll-Interval": _POLL_INTERVAL}


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


def build(waiters: Waiters, registry: CollectorRegistry) -> Contract:
    """The whole contract."""
    contract = Contract()
    _add_probes(contract, registry)
    _add_alerts(contract, waiters)
    _add_decisions(contract)
    _add_screening(contract)
    _add_documents(contract)
    _add_watchlist(contract)
    _add_list_history(contract)
    _add_entities(contract)
    _add_sources(contract)
    _add_jobs(contract)
    return contract


def _add_probes(contract: Contract, registry: CollectorRegistry) -> None:
    @contract.route("GET", "/", "Where things are.", gives=shapes.Index, role=None)
    def index(call: Call) -> Answer:
        links = {
            "alerts": "/api/v1/alerts",
            "changes": "/api/v1/alerts/changes",
            "watchlist": "/api/v1/watchlist",
            "sources": "/api/v1/sources",
            "jobs": "/api/v1/jobs",
            "description": "/openapi.json",
            "metrics": "/metrics",
        }
        return Answer({"service": "watchlist", "version": __version__, "links": links})

    @contract.route("GET", "/healthz", "Alive.", gives=shapes.Health, role=None)
    def healthz(call: Call) -> Answer:
        return Answer({"status": "ok", "checks": {}})

    @contract.route(
        "GET", "/readyz", "Ready: the store answers and a watchlist is in force.", gives=shapes.Health, role=None
    )
    def readyz(call: Call) -> Answer:
        matcher = call.service.current.get()
        checks = {"store": "answers", "watchlist": matcher.versions.list}
        # A list that cannot be had is no reason to take the service away: what is in force serves on.
        checks |= {f"list {one.name}": one.told for one in call.service.lists_now() if not one.is_well}
        checks |= {f"source {one.source.name}": one.told for one in call.service.sources_now() if not one.is_well}
        with call.service.database.read() as connection:
            waiting = documents.backlog(connection)
        if waiting.oldest_at is not None:
            seconds = (call.service.now() - waiting.oldest_at).total_seconds()
            checks["backlog"] = f"{waiting.documents} texts wait, the oldest for {seconds:.0f} seconds"
        return Answer({"status": "ready", "checks": checks})

    @contract.route(
        "GET",
        "/metrics",
        "Metrics for Prometheus.",
        gives=None,
        role=None,
        media="text/plain; version=0.0.4; charset=utf-8",
    )
    def metrics_page(call: Call) -> Answer:
        return Answer(metrics.page(registry), media="text/plain; version=0.0.4; charset=utf-8")

    @contract.route("GET", "/openapi.json", "This description.", gives=None, role=None)
    def openapi(call: Call) -> Answer:
        return Answer(describe(contract))


def _add_alerts(contract: Contract, waiters: Waiters) -> None:
    @contract.route(
        "GET", "/api/v1/alerts", "The alerts as they are now, newest first.", gives=shapes.AlertPage,
        takes=shapes.AlertsQuery, has_etag=True,
    )  # fmt: skip
    def list_alerts(call: Call) -> Answer:
        query: shapes.AlertsQuery = call.query
        with call.service.database.read() as connection:
            etag = _etag(alerts.last_seq(connection), query.model_dump_json())
            if etag in request.headers.get("If-None-Match", ""):
                return Answer("", 304, {"ETag": etag, **_PRIVATE})
            wanted = _filter(call, "min_score", "severity", "disposition", "publisher", "since", "q")
            page = alerts.page(connection, wanted, query.before, query.limit)
        return Answer({"alerts": page.rows, "next": page.next, "more": page.more}, headers={"ETag": etag, **_PRIVATE})

    @contract.route(
        "GET", "/api/v1/alerts/changes", "Every change of every alert, once and in order, after a number.",
        gives=shapes.ChangePage, takes=shapes.LogQuery,
    )  # fmt: skip
    def follow_alerts(call: Call) -> Answer:
        query: shapes.LogQuery = call.query
        database, wanted = call.service.database, _filter(call, "publisher")

        def look() -> alerts.Page:
            with database.read() as connection:
                return alerts.changes(connection, wanted, query.after, query.limit)

        page = look()
        if not page.rows and query.wait:
            waiters.wait_for(lambda: bool(look().rows), min(query.wait, call.service.settings.api.max_wait))
            page = look()
        return Answer({"changes": page.rows, "next": page.next, "more": page.more}, headers=_PRIVATE)

    @contract.route("GET", "/api/v1/alerts/{id}", "One alert.", gives=shapes.AlertShape, errors=(404,))
    def show_alert(call: Call) -> Answer:
        with call.service.database.read() as connection:
            alert = alerts.get(connection, _storable_id(call, "alert"))
        return Answer(alert, headers={"ETag": _tag(alert), **_PRIVATE})

    @contract.route(
        "GET", "/api/v1/alerts/{id}/documents", "Every document of an alert's story that has a hit.",
        gives=shapes.CopyPage, takes=shapes.CopiesQuery, errors=(404,),
    )  # fmt: skip
    def list_copies(call: Call) -> Answer:
        query: shapes.CopiesQuery = call.query
        with call.service.database.read() as connection:
            rows = alerts.documents(connection, _storable_id(call, "alert"), query.after, query.limit + 1)
        more, shown = len(rows) > query.limit, rows[: query.limit]
        next_after = shown[-1]["number"] if shown else query.after
        return Answer({"documents": shown, "next": next_after, "more": more}, headers=_PRIVATE)


def _add_decisions(contract: Contract) -> None:
    @contract.route(
        "POST", "/api/v1/alerts/{id}/disposition", "Decide on an alert; with If-Match only if it is as it was seen.",
        gives=shapes.AlertShape, body=shapes.DispositionBody, role=Role.REVIEW, errors=(404, 409, 412),
    )  # fmt: skip
    def decide(call: Call) -> Answer:
        service, body = call.service, call.body
        decision = Decision(body.disposition, call.by, body.reason, service.now())
        with service.database.write() as connection:
            service.database.lock_log(connection)
            id = _storable_id(call, "alert")
            if (seen := request.headers.get("If-Match")) not in (None, "*", _tag(alerts.get(connection, id))):
                raise RequestError(412, f"alert {id} has changed since it had the tag {seen!r:.80}; look at it again")
            alert = decisions.decide(connection, id, decision)
        return Answer(alert, headers={"ETag": _tag(alert), **_PRIVATE})

    @contract.route(
        "GET", "/api/v1/alerts/{id}/history", "Every decision on an alert, the first first.", gives=shapes.History,
        errors=(404,),
    )  # fmt: skip
    def show_history(call: Call) -> Answer:
        with call.service.database.read() as connection:
            found = decisions.history(connection, _storable_id(call, "alert"))
        return Answer({"history": found}, headers=_PRIVATE)


def _add_screening(contract: Contract) -> None:
    @contract.route(
        "POST", "/api/v1/screen", "Screen a text; nothing is stored.", gives=shapes.ScreenResult, body=shapes.ScreenBody
    )
    def screen(call: Call) -> Answer:
        body: shapes.ScreenBody = call.body
        matcher = call.service.current.get()
        if not body.text.strip():
            raise RequestError(422, "body text: expected some text, found white space only")
        if len(body.text) > _MOST_AT_ONCE:
            raise RequestError(413, f"body text: {len(body.text)} characters; {_MOST_AT_ONCE} are screened at once")
        hits = matching.screen(matcher, replace(make_document(body.text, "screen"), title=body.title))
        policy, least = matcher.policy, body.min_score
        shown = [hit_json(hit) for hit in hits if (policy.is_alert(hit) if least is None else hit.score >= least)]
        return Answer({"hits": shown, "versions": asdict(matcher.versions)})


def _add_documents(contract: Contract) -> None:
    @contract.route(
        "POST", "/api/v1/documents", "Keep a text and screen it.", gives=shapes.DocumentStatus,
        body=shapes.DocumentBody, role=Role.REVIEW, status=201, also=(200, 202), errors=(503,),
    )  # fmt: skip
    def add_document(call: Call) -> Answer:
        service, body = call.service, call.body
        if not body.text.strip():
            raise RequestError(422, "body text: expected some text, found white space only")
        document = _document(body)
        waits = "respond-async" in request.headers.get("Prefer", "") or len(body.text) > _MOST_AT_ONCE
        if waits:
            _refuse_when_full(service)
        is_new = documents.add(service.database, [FileRead([document])], service.now())
        if is_new and not waits:
            matcher = service.current.get()
            with service.database.read() as connection:
                story = documents.status(connection, document.sha256)["story"]
            screened = Screened(document, story, matching.screen(matcher, document))
            record(service.database, matcher, [screened], service.now())
        found = _status(service, document.sha256)
        headers = {"Location": f"/api/v1/documents/{document.sha256}"}
        return Answer(found, 202 if not found["is_screened"] else 201 if is_new else 200, headers)

    @contract.route(
        "GET", "/api/v1/documents/{id}", "A document by the SHA-256 of its text: whether it is screened, its alerts.",
        gives=shapes.DocumentStatus, errors=(404,),
    )  # fmt: skip
    def show_document(call: Call) -> Answer:
        return Answer(_status(call.service, _storable_id(call, "document")), headers=_PRIVATE)


def _refuse_when_full(service: Service) -> None:
    with service.database.read() as connection:
        waiting = documents.backlog(connection).documents
    if waiting >= service.settings.sources.max_backlog:
        most = service.settings.sources.max_backlog
        raise RequestError(503, f"{waiting} texts wait to be screened, and sources.max_backlog is {most}; try later")


def _document(body: shapes.DocumentBody) -> Document:
    key = canonical(body.url) or body.url or (f"api:{body.id}" if body.id else None)
    made = make_document(body.text, body.url or "api")
    return replace(made, id=body.id or made.id, title=body.title, url=body.url, published_at=body.published_at, key=key)


def _status(service: Service, sha256: str) -> dict[str, Any]:
    with service.database.read() as connection:
        return documents.status(connection, sha256) | {"alerts": alerts.of_document(connection, sha256)}


def _add_watchlist(contract: Contract) -> None:
    @contract.route("GET", "/api/v1/watchlist", "The watchlist in force and its lists.", gives=shapes.WatchlistShape)
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
        "GET", "/api/v1/watchlist/versions", "The versions of the lists, newest first.", gives=shapes.ListVersionPage,
        takes=shapes.ListVersionsQuery,
    )  # fmt: skip
    def list_versions(call: Call) -> Answer:
        query: shapes.ListVersionsQuery = call.query
        with call.service.database.read() as connection:
            rows = lists.versions(connection, query.list, query.before, query.limit + 1)
        more, shown = len(rows) > query.limit, rows[: query.limit]
        return Answer({"versions": shown, "next": shown[-1]["number"] if more else None, "more": more})

    @contract.route(
        "GET", "/api/v1/watchlist/changes", "What versions of the lists added, removed, renamed and changed.",
        gives=shapes.ListChangePage, takes=shapes.ListChangesQuery,
    )  # fmt: skip
    def list_changes(call: Call) -> Answer:
        query: shapes.ListChangesQuery = call.query
        wanted = ChangeFilter(query.list, query.entity, query.change, query.since)
        with call.service.database.read() as connection:
            rows = lists.changes(connection, wanted, query.after, query.limit + 1)
        more, shown = len(rows) > query.limit, rows[: query.limit]
        next_after = shown[-1]["number"] if shown else query.after
        return Answer({"changes": shown, "next": next_after, "more": more}, headers=_PRIVATE)

    @contract.route(
        "GET", "/api/v1/watchlist/lookbacks", "The latest looks back at documents screened before, newest first.",
        gives=shapes.LookbackList, takes=shapes.LimitQuery,
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


def _add_entities(contract: Contract) -> None:
    @contract.route(
        "GET",
        "/api/v1/entities",
        "Entities and sectors on the watchlist.",
        gives=shapes.EntityPage,
        takes=shapes.EntitiesQuery,
    )
    def list_entities(call: Call) -> Answer:
        query: shapes.EntitiesQuery = call.query
        items = call.service.current.get().items
        wanted = (item for item in items.after(query.after or "") if _is_wanted(item, query))
        found = list(itertools.islice(wanted, query.limit + 1))
        more = len(found) > query.limit
        shown = [entity_json(item) for item in found[: query.limit]]
        return Answer({"entities": shown, "next": shown[-1]["id"] if more else None, "more": more})

    @contract.route("GET", "/api/v1/entities/{id}", "One entity or sector.", gives=shapes.EntityShape, errors=(404,))
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


def _add_sources(contract: Contract) -> None:
    @contract.route("GET", "/api/v1/sources", "Every source of new text, and how it is doing.", gives=shapes.SourceList)
    def list_sources(call: Call) -> Answer:
        return Answer({"sources": [one.as_json() for one in call.service.sources_now()]}, headers=_PRIVATE)

    @contract.route(
        "GET", "/api/v1/sources/{name}/unread", "Items of a source that could not be read, the latest first.",
        gives=shapes.UnreadItemList, takes=shapes.LimitQuery, errors=(404,),
    )  # fmt: skip
    def list_unread(call: Call) -> Answer:
        name = call.path["name"]
        if name not in [source.name for source in call.service.sources]:
            raise NotFound(f"there is no source {name!r}")
        with call.service.database.read() as connection:
            return Answer({"items": sources.unread(connection, name, call.query.limit)}, headers=_PRIVATE)


def _add_jobs(contract: Contract) -> None:
    @contract.route("GET", "/api/v1/jobs", "The worker's jobs, and the files it could not read.", gives=shapes.JobList)
    def list_jobs(call: Call) -> Answer:
        with call.service.database.read() as connection:
            unread = documents.unread_files(connection)
            return Answer({"jobs": jobs.listing(connection), "unread_files": unread}, headers=_PRIVATE)

    @contract.route(
        "POST", "/api/v1/jobs/{name}/run", "Run a job now; the worker takes it on within a second.",
        gives=shapes.JobShape, role=Role.ADMIN, status=202, errors=(404,),
    )  # fmt: skip
    def run_job(call: Call) -> Answer:
        name = _storable_id(call, "job", "name")
        return Answer(jobs.request(call.service.database, name, call.service.now()), 202)

    @contract.route(
        "POST", "/api/v1/jobs/{name}/pause", "Let a job rest; it still runs when someone asks for it by name.",
        gives=shapes.JobShape, role=Role.ADMIN, errors=(404,),
    )  # fmt: skip
    def pause_job(call: Call) -> Answer:
        name = _storable_id(call, "job", "name")
        return Answer(jobs.pause(call.service.database, name, call.service.now()))

    @contract.route(
        "POST", "/api/v1/jobs/{name}/resume", "Let a job that rests go on at its times.",
        gives=shapes.JobShape, role=Role.ADMIN, errors=(404,),
    )  # fmt: skip
    def resume_job(call: Call) -> Answer:
        return Answer(jobs.pause(call.service.database, _storable_id(call, "job", "name"), None))


def _filter(call: Call, *names: str) -> AlertFilter:
    query = call.query
    schema = query.schema_.value if query.schema_ else None
    ids = call.service.ids_of(query.entity) if query.entity else None
    return AlertFilter(schema=schema, entities=ids, **{name: getattr(query, name) for name in names})


def _tag(alert: dict[str, Any]) -> str:
    """What tells one state of an alert from another."""
    return f'"{alert["seq"]}"'


def _etag(seq: int, query: str) -> str:
    return f'"{seq}-{hashlib.sha256(f"{__version__} {query}".encode()).hexdigest()[:12]}"'


def _storable_id(call: Call, noun: str, key: str = "id") -> str:
    """A path's id; what no row can hold is not found."""
    value = call.path[key]
    if "\x00" in value or any("\ud800" <= c <= "\udfff" for c in value):
        raise NotFound(f"there is no {noun} {value!r}")
    return value


def _is_wanted(item: Entity | Sector, query: shapes.EntitiesQuery) -> bool:
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
