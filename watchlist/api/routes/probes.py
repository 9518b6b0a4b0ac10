"""Where things are, whether they work, and the metrics."""

from flask import request
from prometheus_client import CollectorRegistry

from watchlist import __version__
from watchlist.api import metrics
from watchlist.api.contract import Answer, Call, Contract, describe
from watchlist.api.shapes.probes import Health, Index
from watchlist.store import documents


def add(contract: Contract, registry: CollectorRegistry) -> None:
    """Make them routes."""

    @contract.route("GET", "/", "Where things are.", gives=Index, role=None)
    def index(call: Call) -> Answer:
        if request.accept_mimetypes.best_match(["application/json", "text/html"]) == "text/html":
            return Answer("", 303, {"Location": "/review", "Vary": "Accept"})
        links = {
            "page": "/review",
            "alerts": "/api/v1/alerts",
            "changes": "/api/v1/alerts/changes",
            "watchlist": "/api/v1/watchlist",
            "sources": "/api/v1/sources",
            "jobs": "/api/v1/jobs",
            "description": "/openapi.json",
            "metrics": "/metrics",
        }
        return Answer({"service": "watchlist", "version": __version__, "links": links})

    @contract.route("GET", "/healthz", "Alive.", gives=Health, role=None)
    def healthz(call: Call) -> Answer:
        return Answer({"status": "ok", "checks": {}})

    @contract.route("GET", "/readyz", "Ready: the store answers and a watchlist is in force.", gives=Health, role=None)
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
        media=("text/plain; version=0.0.4; charset=utf-8",),
    )
    def metrics_page(call: Call) -> Answer:
        return Answer(metrics.page(registry), media="text/plain; version=0.0.4; charset=utf-8")

    @contract.route("GET", "/openapi.json", "This description.", gives=None, role=None)
    def openapi(call: Call) -> Answer:
        return Answer(describe(contract))
