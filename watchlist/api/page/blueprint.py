"""The page as a part of the application: its routes, who may see it, and what it tells the browser."""

from typing import Any

from flask import Blueprint, Response, g, render_template

from watchlist import __version__
from watchlist.api.auth import Gate
from watchlist.api.page import decide, parties, queue, session, status, wording
from watchlist.api.problems import RequestError
from watchlist.errors import ConflictError, NotFound, StoreError
from watchlist.store.keys import Role
from watchlist.wiring import Service

# Nothing but our own files; no style or script in the page itself, and nobody may frame it.
_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
_TITLES = {401: "Sign in", 403: "Not allowed", 404: "Not there", 409: "Not possible", 429: "Too often", 503: "Not now"}


def build(service: Service, gate: Gate) -> Blueprint:
    """All pages."""
    page = Blueprint("page", __name__, template_folder="templates", static_folder="static", static_url_path="/static")
    session.guard(page, service, gate)
    for part in (queue, decide, parties, status):
        part.add(page, service)
    wording.add(page)
    _add_errors(page)

    @page.after_request
    def _secure(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = _POLICY
        response.headers["Referrer-Policy"] = "no-referrer"
        if response.mimetype == "text/html":
            response.headers["Cache-Control"] = "private, no-store"
        return response

    @page.context_processor
    def _common() -> dict[str, Any]:
        holder = g.get("holder")
        return {
            "holder": holder,
            "may_review": holder is not None and holder.role.may(Role.REVIEW),
            "may_run": holder is not None and holder.role.may(Role.ADMIN),
            "is_open": g.get("is_open", False),
            "version": __version__,
        }

    return page


def _add_errors(page: Blueprint) -> None:
    def show(code: int, detail: str) -> tuple[str, int]:
        return render_template("error.html", title=_TITLES.get(code, "Not possible"), detail=detail), code

    @page.errorhandler(NotFound)
    def _not_found(error: NotFound) -> tuple[str, int]:
        return show(404, str(error))

    @page.errorhandler(ConflictError)
    def _conflict(error: ConflictError) -> tuple[str, int]:
        return show(409, str(error))

    @page.errorhandler(StoreError)
    def _store(error: StoreError) -> tuple[str, int]:
        return show(503, f"{error}. Nothing was lost; try again in a moment.")

    @page.errorhandler(RequestError)
    def _request(error: RequestError) -> tuple[str, int]:
        return show(error.status, error.detail)
