"""The application: routes, keys and errors put together."""

import threading

from flask import Flask, Response, request

from watchlist.api import auth, metrics, page, problems, routes, writing
from watchlist.api.auth import Gate
from watchlist.api.contract import Contract
from watchlist.api.routes.alerts import Waiters
from watchlist.wiring import Service


def create_app(service: Service, stop: threading.Event | None = None) -> Flask:
    """The HTTP service as a WSGI application; `stop` ends calls that wait."""
    return _assemble(service, _contract(service, stop or threading.Event()))


def _contract(service: Service, stop: threading.Event) -> Contract:
    waiters = Waiters(max(1, service.settings.api.threads // 2), stop)
    return routes.build(waiters, metrics.registry(service))


def _assemble(service: Service, contract: Contract) -> Flask:
    app = Flask("watchlist", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = service.settings.api.max_body_bytes
    app.url_map.strict_slashes = False
    problems.register(app)
    gate = Gate(service)
    auth.guard(app, contract, gate)
    contract.install(app, service, writing.perform)
    app.register_blueprint(page.build(service, gate))

    @app.after_request
    def _secure(response: Response) -> Response:
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
        if request.path.startswith("/api/"):
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response

    return app
