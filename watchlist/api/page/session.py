"""Who looks at the page: signed in with a key, remembered by a cookie; and forms that only the page itself may send."""

from datetime import timedelta
from urllib.parse import urlsplit

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from watchlist.api.auth import Gate
from watchlist.api.contract import NOBODY
from watchlist.api.problems import RequestError
from watchlist.store import audit, keys
from watchlist.store.keys import Holder, Role
from watchlist.wiring import Service

_COOKIE = "watchlist_session"
# What is shown to whom has not signed in.
_FREE = frozenset({"page.show_sign_in", "page.sign_in", "page.static"})


def guard(page: Blueprint, service: Service, gate: Gate) -> None:
    """Let in who signed in; without any key, everyone on this machine."""

    @page.before_request
    def _ask() -> AnyResponse | None:
        if request.method == "POST":
            _refuse_foreign()
        g.is_open = gate.is_open
        if g.is_open:
            g.holder = Holder(NOBODY, NOBODY, Role.ADMIN)
            return None
        holder = keys.of_session(service.database, request.cookies.get(_COOKIE, ""), service.now())
        if holder is None:
            return None if request.endpoint in _FREE else _lead_to_sign_in()
        gate.count(holder)
        needed = Role.READ if request.method == "GET" or request.endpoint == "page.sign_out" else Role.REVIEW
        if not holder.role.may(needed):
            raise RequestError(403, f"the key's role is {holder.role.value!r}; expected {needed.value!r}")
        g.holder = holder
        return None

    _add_sign_in(page, service, gate)
    _add_sign_out(page, service)


def _lead_to_sign_in() -> AnyResponse:
    """A form that was open too long is not sent on; who signs in again finds the alert as it was."""
    after = request.full_path if request.method == "GET" else request.form.get("back", "")
    expired = "1" if request.cookies.get(_COOKIE) else None
    return redirect(url_for("page.show_sign_in", next=after or None, expired=expired), 303)


def _add_sign_in(page: Blueprint, service: Service, gate: Gate) -> None:
    @page.get("/sign-in")
    def show_sign_in() -> AnyResponse | str:
        after = _own(request.args.get("next", ""))
        if "holder" in g:
            return redirect(after, 303)
        return render_template("sign_in.html", next=after, expired=request.args.get("expired"))

    @page.post("/sign-in")
    def sign_in() -> AnyResponse | tuple[str, int]:
        after = _own(request.form.get("next", ""))
        try:
            holder = gate.admit(request.form.get("key", "").strip())
        except RequestError as error:
            return render_template("sign_in.html", next=after, wrong=error.detail), error.status
        now = service.now()
        lasts = timedelta(hours=service.settings.review.session_hours)
        with service.database.write() as connection:
            token = keys.sign_in(connection, holder, now, now + lasts)
            audit.add(connection, holder.name or holder.id, "sign_in", holder.id, "", now)
        response = redirect(after, 303)
        response.set_cookie(
            _COOKIE, token, max_age=lasts, httponly=True, samesite="Lax", secure=request.is_secure, path="/"
        )
        return response


def _add_sign_out(page: Blueprint, service: Service) -> None:
    @page.post("/sign-out")
    def sign_out() -> AnyResponse:
        with service.database.write() as connection:
            keys.sign_out(connection, request.cookies.get(_COOKIE, ""))
        response = redirect(url_for("page.show_sign_in"), 303)
        response.delete_cookie(_COOKIE, path="/")
        return response


def _refuse_foreign() -> None:
    """A form of another site must not be sent in the name of who is signed in here.

    Browsers say where a form comes from: https://developer.mozilla.org/docs/Web/HTTP/Headers/Sec-Fetch-Site. They
    leave it out over plain HTTP, where Origin says it.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        is_ours = site in ("same-origin", "none")
    else:
        origin = request.headers.get("Origin")
        is_ours = origin is None or urlsplit(origin).netloc == request.host
    if not is_ours:
        raise RequestError(403, "this form was sent from another site")


def _own(path: str) -> str:
    """A path of this page alone, so that nobody is led elsewhere after signing in."""
    return path if path.startswith("/review") else url_for("page.show_queue")
