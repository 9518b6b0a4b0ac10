"""Errors as `application/problem+json` (RFC 9457): one table, for ours and for the router's."""

import json
import logging
from typing import Any

from flask import Flask, Response, current_app, request
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException

from watchlist.errors import ConflictError, DocumentError, NotFound, StoreError, WatchlistError

log = logging.getLogger(__name__)

# The first that fits counts.
_STATUS: tuple[tuple[type[WatchlistError], int], ...] = (
    (NotFound, 404),
    (ConflictError, 409),
    (StoreError, 503),
    (DocumentError, 422),
    (WatchlistError, 500),
)
_TITLES = {
    400: "Bad request", 401: "Key needed", 403: "Not allowed", 404: "Not found", 405: "Method not allowed",
    409: "Conflict", 412: "Changed meanwhile",
    413: "Too large", 415: "Not JSON", 422: "Not understood", 429: "Too many requests", 500: "A fault of ours",
    503: "Not ready",
}  # fmt: skip


# Seconds after which it is worth to ask again.
_RETRY_AFTER = {429: "10", 503: "2"}


class RequestError(Exception):
    """A request that cannot be answered as asked; `errors` name field, value and what is expected."""

    def __init__(self, status: int, detail: str, errors: list[dict[str, Any]] | None = None) -> None:
        """Say what is wrong, with the HTTP status it calls for."""
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.errors = errors or []


def refuse_fields(status: int, error: ValidationError, where: str) -> RequestError:
    """A request error out of a failed validation of its query or body."""
    errors = [
        {
            "field": ".".join(str(part) for part in problem["loc"]) or where,
            "value": _shorten(problem["input"]),
            "message": _message(problem),
        }
        for problem in error.errors(include_url=False, include_context=False)
    ]
    first = errors[0]
    return RequestError(status, f"{where} {first['field']}: {first['message']}, found {first['value']!r}", errors)


def _message(problem: Any) -> str:
    if problem["type"] == "extra_forbidden":
        return "not known here"
    text: str = problem["msg"].removeprefix("Value error, ")
    return text[:1].lower() + text[1:]


def _shorten(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, default=str, ensure_ascii=False)
    return text if len(text) <= 200 else text[:200] + "…"


def problem(status: int, detail: str, errors: list[dict[str, Any]] | None = None) -> Response:
    """An error as the client gets it."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": _TITLES.get(status, "Error"),
        "status": status,
        "detail": detail,
    }
    if errors:
        body["errors"] = errors
    # Surrogates cannot be sent as UTF-8; JSON escapes say the same.
    response = Response(json.dumps(body), status, mimetype="application/problem+json")
    if status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="watchlist"'
    if status in _RETRY_AFTER:
        response.headers["Retry-After"] = _RETRY_AFTER[status]
    return response


def register(app: Flask) -> None:
    """Answer every error of this application with a problem."""

    @app.errorhandler(RequestError)
    def _request(error: RequestError) -> Response:
        return problem(error.status, error.detail, error.errors)

    @app.errorhandler(WatchlistError)
    def _ours(error: WatchlistError) -> Response:
        status = next(status for kind, status in _STATUS if isinstance(error, kind))
        if status >= 500:
            # A probe that asks while the service starts is answered, and is no error of anyone.
            level = logging.INFO if request.path == "/readyz" else logging.ERROR
            log.log(level, "%s %s: %s", request.method, request.path, error)
        return problem(status, str(error))

    @app.errorhandler(HTTPException)
    def _router(error: HTTPException) -> Response:
        status = error.code or 500
        response = problem(status, _DETAILS.get(status, lambda: str(error.description))())
        if status == 405 and (allow := dict(error.get_headers()).get("Allow")):
            response.headers["Allow"] = allow
        return response

    @app.errorhandler(Exception)
    def _fault(error: Exception) -> Response:
        log.exception("%s %s: a fault of ours", request.method, request.path, exc_info=error)
        return problem(500, "a fault of ours; the log has it under this path and time")


_DETAILS: dict[int, Any] = {
    404: lambda: f"there is nothing at {request.path!r}",
    405: lambda: f"{request.method} is not for {request.path!r}",
    413: lambda: f"the body is too large; expected {current_app.config['MAX_CONTENT_LENGTH']} bytes at most",
}
